<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign silent = nodes?filter(node -> node.state == "silent")>
<#assign marks = {"ready": "live", "starting": "stale", "stopping": "stale", "unready": "offline", "silent": "offline"}>
<#assign words = {"ready": "Ready", "starting": "Starting", "stopping": "Stopping", "unready": "Not ready",
  "silent": "Silent"}>
<#function number value="">
  <#return value?is_number?then(value?c, "–")>
</#function>
<#function millis value="">
  <#return value?is_number?then(value?c + " ms", "–")>
</#function>
<#macro row node>
      <tr id="n-${node.id}">
        <th scope="row">
          <bdi>${node.name}</bdi>
          <span class="more">${node.version}</span>
          <#if node.address??><span class="more mono">${node.address}</span></#if>
          <#if node.answers_this || (node.leads)!false>
          <ul class="tags"><#if node.answers_this><li>shows this page</li></#if><#if (node.leads)!false><li>leads</li></#if></ul>
          </#if>
        </th>
        <td data-label="State"><div class="standing">
          <span class="mark" data-state="${marks[node.state]!"unknown"}">${words[node.state]!node.state}</span>
          <#if node.silent_seconds??><span>Doesn't answer<#if node.silent_seconds gt 0>, for ${node.silent_seconds?c}&nbsp;s</#if></span></#if>
          <#list node.reasons as reason><span>${reason}</span></#list>
        </div></td>
        <td data-label="Up since (UTC)" class="number"><@ui.when node.started_at/></td>
        <td data-label="Agents">${number(node.agents!"")}</td>
        <td data-label="Live pages">${number(node.pages!"")}</td>
        <td data-label="Transfers">${number(node.transfers!"")}</td>
        <td data-label="Event loop lag" class="number">${millis(node.lag_ms!"")}</td>
        <td data-label="Database"><span>${node.database!"–"}<#if node.database??>,
          <#if node.database_ms??>${node.database_ms?c}&nbsp;ms<#else><span class="state bad">doesn't answer</span></#if></#if></span></td>
        <td data-label="Heap">${node.heap_text!"–"}</td>
      </tr>
</#macro>
<@ui.page title="Nodes" current="nodes" script="nodes.js" reload="10; url=/nodes">
<h1>Nodes</h1>
<@ui.errors/>
<#-- What is read aloud when it changes: not the figures, which always do. -->
<div id="news" class="stack news" role="status">
  <#list gone as node>
  <p class="notice"><bdi>${node.name}</bdi> has gone, at <@ui.when node.gone_at/> UTC.</p>
  </#list>
  <#list silent as node>
  <p class="notice"><bdi>${node.name}</bdi> doesn't answer. If it stays silent, the others go on without it.</p>
  </#list>
</div>
<section class="panel" aria-labelledby="list-title">
  <h2 id="list-title">${(nodes?size == 1)?then("One node", nodes?size?c + " nodes")}</h2>
  <div id="list">
  <table class="grid nodes">
    <thead>
      <tr>
        <th scope="col">Node</th><th scope="col">State</th><th scope="col">Up since (UTC)</th><th scope="col">Agents</th>
        <th scope="col">Live pages</th><th scope="col">Transfers</th><th scope="col">Loop lag</th>
        <th scope="col">Database</th><th scope="col">Heap</th>
      </tr>
    </thead>
    <tbody>
      <#list nodes as node>
      <@row node/>
      </#list>
    </tbody>
  </table>
  </div>
  <p class="hint">Lag is how late event loops were at most in the last seconds. The node that leads does what only one may
    do, such as storing history and raising alerts.</p>
  <p class="hint" id="stale" role="status"></p>
</section>
</@ui.page>
