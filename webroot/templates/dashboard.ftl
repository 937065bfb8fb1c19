<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Dashboard" current="dashboard">
<h1>Dashboard</h1>
<#if counts??>
<section aria-labelledby="fleet">
  <h2 id="fleet">Fleet</h2>
  <ul class="counts">
    <li><a href="/servers"><b>${counts.servers?c}</b> ${(counts.servers == 1)?then("server", "servers")}</a></li>
    <li><a href="/users"><b>${counts.users?c}</b> ${(counts.users == 1)?then("user", "users")}</a></li>
    <li><a href="/permissions"><b>${counts.permissions?c}</b>
      ${(counts.permissions == 1)?then("permission", "permissions")}</a></li>
  </ul>
  <#if counts.servers == 0>
  <p class="empty">No servers yet. <a href="/servers#add">Add the first one</a>, then give people access to it.</p>
  <#elseif counts.permissions == 0>
  <p class="empty">Nobody may use a server yet. <a href="/permissions#add">Grant the first permission</a>.</p>
  </#if>
</section>
</#if>
<section aria-labelledby="mine">
  <h2 id="mine">Your servers</h2>
  <#if servers?has_content>
  <ul class="cards">
    <#list servers as server>
    <li>
      <h3><a href="${server.href}"><bdi>${server.alias}</bdi></a></h3>
      <@ui.rights server.rights/>
    </li>
    </#list>
  </ul>
  <#elseif (me.admin)!false>
  <p class="empty">You have no server of your own. Give yourself access under
    <a href="/permissions#add">Permissions</a> to browse files here.</p>
  <#else>
  <p class="empty">No servers yet. Ask an administrator to give you access to one; it appears here at once.</p>
  </#if>
</section>
</@ui.page>
