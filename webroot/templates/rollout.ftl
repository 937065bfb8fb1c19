<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign address = "/agents/rollouts/" + rollout.id?url("UTF-8")>
<@ui.page title="Update of the agents to " + rollout.version current="servers" script=rollout.running?then("rollout.js", "") reload="5; url=" + address>
<@ui.crumbs "/agents/rollouts" "Updates of the agents">${rollout.version}</@ui.crumbs>
<h1>Update of the agents to ${rollout.version}</h1>
<@ui.errors/>
<dl class="facts" id="state">
  <div><dt>State</dt><dd><span class="state ${rollout.tone}">${rollout.state_text}</span></dd></div>
  <div><dt>Ring</dt><dd>${rollout.ring} of 3<#if rollout.chosen>, of servers that were named</#if><#if rollout.force>, forced</#if></dd></div>
  <div><dt>Servers</dt><dd>${rollout.updated?c} updated, ${(rollout.under_way + rollout.pending)?c} under way, ${rollout.failed?c} failed, ${rollout.skipped?c} skipped</dd></div>
  <div><dt>Begun (UTC)</dt><dd><@ui.when rollout.created_at/> by <bdi>${rollout.username}</bdi></dd></div>
  <#if rollout.ended_at??><div><dt>Ended (UTC)</dt><dd><@ui.when rollout.ended_at/></dd></div></#if>
  <#if rollout.detail?has_content><div><dt>Why</dt><dd>${rollout.detail}</dd></div></#if>
  <div><dt>SHA-256</dt><dd class="mono">${rollout.sha256}</dd></div>
</dl>
<section class="panel" aria-labelledby="servers-title">
  <h2 id="servers-title">Servers</h2>
  <div id="rollout-servers">
  <#if rollout.servers?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">Server</th><th scope="col">State</th><th scope="col">Ring</th><th scope="col">From</th>
        <th scope="col">Why</th><th scope="col">Since (UTC)</th>
      </tr>
    </thead>
    <tbody>
      <#list rollout.servers as server>
      <tr id="s-${server.server_id}">
        <th scope="row"><a href="/servers/${server.server_id?url("UTF-8")}"><bdi>${server.alias}</bdi></a></th>
        <td data-label="State"><span class="state ${server.tone}">${server.state_text}</span></td>
        <td data-label="Ring" class="number"><#if server.ring gt 0>${server.ring}<#else>–</#if></td>
        <td data-label="From">${ui.orDash(server.from_version)}</td>
        <td data-label="Why">${ui.orDash(server.detail)}</td>
        <td data-label="Since (UTC)" class="number"><@ui.when server.changed_at/></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#if rollout.more_servers gt 0><p class="hint">${rollout.more_servers?c} more servers aren't shown.</p></#if>
  <#else>
  <p class="empty">No server has had its turn yet.</p>
  </#if>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
<div id="actions">
<#if rollout.running>
<form method="post" action="${address}/cancel">
  <button type="submit" class="danger">Update no further agent</button>
</form>
</#if>
</div>
</@ui.page>
