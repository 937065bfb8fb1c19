<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign action = "/users/" + user.id?url("UTF-8")>
<#assign self = me?? && me.username == user.username>
<@ui.page title="User " + user.username current="users">
<@ui.crumbs "/users" "Users"><bdi>${user.username}</bdi></@ui.crumbs>
<h1>User <bdi>${user.username}</bdi></h1>
<@ui.errors/>
<dl class="facts">
  <div><dt>Role</dt><dd>${user.role}</dd></div>
  <div><dt>Created (UTC)</dt><dd><@ui.when user.created_at!""/></dd></div>
  <div><dt>Id</dt><dd><code>${user.id}</code></dd></div>
</dl>
<div class="columns">
  <section class="panel" aria-labelledby="role">
    <h2 id="role">Change role</h2>
    <form method="post" action="${action}" class="stack">
      <input type="hidden" name="_method" value="patch">
      <@ui.select name="role" label="Role" value=user.role hint="Admins manage users, servers and permissions."
        options=[{"value": "user", "label": "User"}, {"value": "admin", "label": "Admin"}]/>
      <button type="submit">Change role</button>
    </form>
  </section>
  <section class="panel" aria-labelledby="password">
    <h2 id="password">Set a new password</h2>
    <form method="post" action="${action}" class="stack">
      <input type="hidden" name="_method" value="patch">
      <#-- For password managers; without a name it isn't sent. -->
      <input type="text" value="${user.username}" autocomplete="username" hidden>
      <@ui.field name="password" label="New password" type="password" required=true minlength="8" maxlength="256"
        autocomplete="new-password"
        hint="At least 8 characters. It ends all of " + self?then("your", "this user's") + " sessions."/>
      <button type="submit">Set password</button>
    </form>
  </section>
</div>
<@ui.danger action=action summary="Danger: delete this user" button="Delete user " + user.username>
  <#if self><strong>This is your own account.</strong> </#if>Deleting <bdi>${user.username}</bdi> ends the sessions and
  permissions of this account at once. Files on the servers stay.
</@ui.danger>
</@ui.page>
