<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "session-parts.ftl" as parts>
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
<section class="panel" aria-labelledby="permissions">
  <div class="head"><h2 id="permissions">Servers</h2><a href="/permissions#add">Grant a permission</a></div>
  <#if permissions?has_content>
  <table class="grid">
    <thead><tr><th scope="col">Server</th><th scope="col">FTP username</th><th scope="col">Rights</th><th scope="col"><span class="unseen">Change</span></th></tr></thead>
    <tbody>
      <#list permissions as permission>
      <tr>
        <th scope="row"><a href="/servers/${permission.server_id?url("UTF-8")}"><bdi>${permission.alias}</bdi></a>
          <span class="more"><a href="/ftp/${user.username?url("UTF-8")}/${permission.alias?url("UTF-8")}/">Files<span class="unseen"> of ${user.username} on ${permission.alias}</span></a></span></th>
        <td data-label="FTP username"><bdi>${permission.ftp_username}</bdi></td>
        <td data-label="Rights"><@ui.rights permission.rights/></td>
        <td><a href="/permissions/${permission.id?url("UTF-8")}">Change<span class="unseen"> the permission for ${permission.alias}</span></a></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">No server yet: this user sees no folder until one is granted.</p>
  </#if>
</section>
<section class="panel" aria-labelledby="sessions">
  <div class="head">
    <h2 id="sessions">Sessions</h2>
    <#if sessions?has_content>
    <form method="post" action="/sessions?user=${user.id?url("UTF-8")}<#if self>&amp;others=true</#if>">
      <input type="hidden" name="_method" value="delete">
      <input type="hidden" name="next" value="/users/${user.id?url("UTF-8")}">
      <button type="submit" class="danger small">End all</button>
    </form>
    </#if>
  </div>
  <#if sessions?has_content>
  <@parts.table sessions=sessions next="/users/" + user.id?url("UTF-8")/>
  <#else>
  <p class="empty">Not logged in anywhere. Programs that send a password with each request have no session.</p>
  </#if>
</section>
<section class="panel" aria-labelledby="activity">
  <div class="head"><h2 id="activity">Latest activity</h2><a href="/audit?user=${user.username?url("UTF-8")}">All in the audit trail</a></div>
  <#if events?has_content>
  <table class="grid">
    <thead><tr><th scope="col">At (UTC)</th><th scope="col">From</th><th scope="col">Action</th><th scope="col">Target</th></tr></thead>
    <tbody>
      <#list events as event>
      <tr>
        <td data-label="At (UTC)" class="number"><@ui.when event.at/></td>
        <td data-label="From" class="mono">${ui.orDash(event.remote_address!"")}</td>
        <td data-label="Action" class="mono">${event.action}</td>
        <td data-label="Target"><bdi>${ui.orDash(event.target!"")}</bdi></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">Nothing yet.</p>
  </#if>
</section>
<@ui.danger action=action summary="Danger: delete this user" button="Delete user " + user.username>
  <#if self><strong>This is your own account.</strong> </#if>Deleting <bdi>${user.username}</bdi> ends the sessions and
  permissions of this account at once. Files on the servers stay.
</@ui.danger>
</@ui.page>
