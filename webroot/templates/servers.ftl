<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "server-fields.ftl" as parts>
<#macro list>
<section class="panel" aria-labelledby="list">
  <h2 id="list">FTP servers</h2>
  <#if servers?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">Alias</th><th scope="col">Address</th><th scope="col">Security</th>
        <th scope="col">Certificate</th><th scope="col">Encoding</th><th scope="col">Created (UTC)</th>
      </tr>
    </thead>
    <tbody>
      <#list servers as server>
      <tr>
        <th scope="row"><a href="/servers/${server.id?url("UTF-8")}"><bdi>${server.alias}</bdi></a></th>
        <td data-label="Address" class="mono"><@ui.address server/></td>
        <td data-label="Security"><@ui.security server.ftp_security/></td>
        <td data-label="Certificate"><#if server.ftp_security == "none">–<#elseif
          (server.tls_fingerprint!"")?has_content><span>Pinned <span class="mono"
          title="${server.tls_fingerprint}">${server.tls_fingerprint?truncate_c(12, "…")}</span></span><#else>Checked by CA</#if></td>
        <td data-label="Encoding">${server.encoding!"UTF-8"}</td>
        <td data-label="Created (UTC)" class="number"><@ui.when server.created_at!""/></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">No servers yet. Add the first one below.</p>
  </#if>
</section>
</#macro>
<#macro add>
<section class="panel" aria-labelledby="add">
  <h2 id="add">Add a server</h2>
  <form method="post" action="/servers">
    <@parts.fields form!{}/>
    <button type="submit">Add server</button>
  </form>
</section>
</#macro>
<@ui.page title="Servers" current="servers">
<div class="head"><h1>Servers</h1><a href="/agents/rollouts">Updates of the agents</a><#if !ui.failed()><a href="#add">Add a server</a></#if></div>
<@ui.errors/>
<#-- Whoever has something to correct comes to the form first, however long the list is. -->
<#if ui.failed()><@add/><@list/><#else><@list/><@add/></#if>
</@ui.page>
