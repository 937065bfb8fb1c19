<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Permission matrix" current="permissions" wide=true>
<@ui.crumbs "/permissions" "Permissions">Matrix</@ui.crumbs>
<h1>Who may use which server</h1>
<@ui.errors/>
<form method="get" action="/permission-matrix" class="choose" role="search">
  <div class="field"><label for="m-user">Users</label>
    <input id="m-user" name="user" type="search" value="${query.user}" maxlength="64" autocomplete="off"></div>
  <div class="field"><label for="m-server">Servers</label>
    <input id="m-server" name="server" type="search" value="${query.server}" maxlength="64" autocomplete="off"></div>
  <button type="submit" class="quiet">Show</button>
</form>
<section class="panel" aria-label="Matrix">
  <#if users?has_content && servers?has_content>
  <div class="scroll" tabindex="0" role="region" aria-label="Matrix of users and servers">
  <table class="matrix">
    <thead>
      <tr>
        <th scope="col">User</th>
        <#list servers as server>
        <th scope="col"><a href="/servers/${server.id?url("UTF-8")}"><bdi>${server.alias}</bdi></a></th>
        </#list>
      </tr>
    </thead>
    <tbody>
      <#list users as user>
      <tr>
        <th scope="row"><a href="/users/${user.id?url("UTF-8")}"><bdi>${user.username}</bdi></a></th>
        <#list user.permissions as permission>
        <td>
          <#if permission??>
          <a class="granted" href="/permissions/${permission.id?url("UTF-8")}" title="${permission.rights?join(", ")}"><@ui.icon "check"/><#if permission.rights?size == 7>full<#else>${permission.rights?size?c} of 7</#if><span class="unseen">: change what ${user.username} may do on ${permission.alias}</span></a>
          <#else>
          <#assign server = servers[permission?index]>
          <a class="grant" href="/permissions?user_id=${user.id?url("UTF-8")}&amp;server_id=${server.id?url("UTF-8")}#add"><@ui.icon "plus"/><span class="unseen">Grant ${user.username} a permission for ${server.alias}</span></a>
          </#if>
        </td>
        </#list>
      </tr>
      </#list>
    </tbody>
  </table>
  </div>
  <#if more_users || more_servers><p class="hint">Not all fit: choose <#if more_users>users<#if more_servers> and servers</#if><#else>servers</#if> by a part of their names.</p></#if>
  <#elseif query.user?has_content || query.server?has_content>
  <p class="empty">Nothing fits. <a href="/permission-matrix">Show all</a>.</p>
  <#else>
  <p class="empty">There are no servers yet. <a href="/servers#add">Add the first one</a>.</p>
  </#if>
</section>
</@ui.page>
