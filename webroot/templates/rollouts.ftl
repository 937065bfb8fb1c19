<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Updates of the agents" current="servers" script="rollouts.js" reload="10; url=/agents/rollouts">
<@ui.crumbs "/servers" "Servers">Updates of the agents</@ui.crumbs>
<h1>Updates of the agents</h1>
<@ui.errors/>
<section class="panel" aria-labelledby="list">
  <h2 id="list">Updates, newest first</h2>
  <div id="rollouts">
  <#if rollouts?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">Version</th><th scope="col">State</th><th scope="col">Ring</th><th scope="col">Servers</th>
        <th scope="col">By</th><th scope="col">Begun (UTC)</th>
      </tr>
    </thead>
    <tbody>
      <#list rollouts as rollout>
      <tr id="r-${rollout.id}">
        <th scope="row"><a href="/agents/rollouts/${rollout.id?url("UTF-8")}">${rollout.version}</a></th>
        <td data-label="State"><span class="state ${rollout.tone}">${rollout.state_text}</span></td>
        <td data-label="Ring" class="number">${rollout.ring} of 3</td>
        <td data-label="Servers"><span>${rollout.updated?c} updated<#if (rollout.under_way + rollout.pending) gt 0>,
          ${(rollout.under_way + rollout.pending)?c} under way</#if><#if rollout.failed gt 0>, ${rollout.failed?c} failed</#if></span></td>
        <td data-label="By"><bdi>${rollout.username}</bdi></td>
        <td data-label="Begun (UTC)" class="number"><@ui.when rollout.created_at/></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">None yet. One begins when the portal has a newer agent than a server.</p>
  </#if>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
<section class="panel" aria-labelledby="begin">
  <h2 id="begin">Update now</h2>
  <p>Brings this portal's version of the agent to all servers that have an older one: one server first, then a tenth of them,
    then all. It stops when one of the first fails. Transfers go on meanwhile.</p>
  <form method="post" action="/agents/rollouts">
    <button type="submit">Update the agents</button>
  </form>
</section>
</@ui.page>
