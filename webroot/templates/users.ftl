<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#macro list>
<section class="panel" aria-labelledby="list">
  <h2 id="list">Accounts</h2>
  <#if users?has_content>
  <table class="grid">
    <thead><tr><th scope="col">Username</th><th scope="col">Role</th><th scope="col">Created (UTC)</th></tr></thead>
    <tbody>
      <#list users as user>
      <tr>
        <th scope="row"><a href="/users/${user.id?url("UTF-8")}"><bdi>${user.username}</bdi></a></th>
        <td data-label="Role"><span class="state <#if user.role == "admin">strong</#if>">${user.role}</span></td>
        <td data-label="Created (UTC)" class="number"><@ui.when user.created_at/></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">No users yet. Add the first one below.</p>
  </#if>
</section>
</#macro>
<#macro add>
<section class="panel" aria-labelledby="add">
  <h2 id="add">Add a user</h2>
  <form method="post" action="/users">
    <div class="fields">
      <@ui.field name="username" label="Username" value=(form.username)!"" required=true maxlength="64"
        autocomplete="off" autocapitalize="none" spellcheck="false"
        hint="Letters, digits and . _ @ - ; it is part of the person's addresses."/>
      <@ui.field name="password" label="Password" type="password" required=true minlength="8" maxlength="256"
        autocomplete="new-password" hint="At least 8 characters, and none of those that are guessed first."/>
      <@ui.select name="role" label="Role" value=(form.role)!"user" hint="Admins manage users, servers and permissions."
        options=[{"value": "user", "label": "User"}, {"value": "admin", "label": "Admin"}]/>
    </div>
    <button type="submit">Add user</button>
  </form>
</section>
</#macro>
<@ui.page title="Users" current="users">
<div class="head"><h1>Users</h1><#if !ui.failed()><a href="#add">Add a user</a></#if></div>
<@ui.errors/>
<#-- Whoever has something to correct comes to the form first, however long the list is. -->
<#if ui.failed()><@add/><@list/><#else><@list/><@add/></#if>
</@ui.page>
