<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#macro row alert>
      <tr id="a-${alert.id}">
        <th scope="row"><#if !alert.server_id??>The portal<#elseif alert.server_gone><bdi>${alert.alias}</bdi> <span class="hint">deleted</span><#else><a
          href="/servers/${alert.server_id?url("UTF-8")}"><bdi>${alert.alias}</bdi></a></#if></th>
        <td data-label="Alert"><span class="state ${(alert.ended_at)???then("", "bad")}">${alert.kind_text}</span></td>
        <td data-label="Text"><bdi>${ui.orDash(alert.text!"")}</bdi></td>
        <td data-label="Since (UTC)" class="number"><@ui.when alert.raised_at/></td>
        <#if alert.ended_at??>
        <td data-label="Until (UTC)" class="number"><@ui.when alert.ended_at/></td>
        </#if>
        <td data-label="${(alert.ended_at)???then("Lasted", "For")}" class="number">${alert.duration_text}</td>
      </tr>
</#macro>
<#macro table alerts ended>
  <table class="grid alerts">
    <thead>
      <tr>
        <th scope="col">Server</th><th scope="col">Alert</th><th scope="col">Text</th><th scope="col">Since (UTC)</th>
        <#if ended><th scope="col">Until (UTC)</th><th scope="col">Lasted</th><#else><th scope="col">For</th></#if>
      </tr>
    </thead>
    <tbody>
      <#list alerts as alert>
      <@row alert/>
      </#list>
    </tbody>
  </table>
</#macro>
<#assign of = server_id?has_content>
<@ui.page title="Alerts" current="alerts" script="alerts.js" reload="30">
<h1>Alerts<#if server_alias?has_content> of <bdi>${server_alias}</bdi></#if></h1>
<@ui.errors/>
<form method="get" action="/alerts" class="choose" role="search">
  <div class="field"><label for="a-server">Server <span class="optional">(alias)</span></label>
    <input id="a-server" name="server_id" type="search" value="${server_text}" autocomplete="off" maxlength="64"></div>
  <button type="submit" class="quiet">Show</button>
  <#if of><a href="/alerts">All servers</a></#if>
</form>
<p class="hint" id="stale" role="status"></p>
<section class="panel" aria-labelledby="raised-title">
  <h2 id="raised-title">Raised now</h2>
  <div id="raised">
  <#if raised?has_content>
  <@table raised false/>
  <#if more_raised><p class="hint">Only the newest ${raised?size?c} are shown; choose a server to see its own.</p></#if>
  <#else>
  <p class="empty">Nothing is wrong<#if of> with this server</#if> as far as the portal knows.</p>
  </#if>
  </div>
</section>
<section class="panel" aria-labelledby="ended-title">
  <h2 id="ended-title">What was, newest first</h2>
  <div id="ended">
  <#if ended?has_content>
  <@table ended true/>
  <#if more_ended><p class="hint">Only the newest ${ended?size?c} are shown. <#if limit lt 1000><a
    href="/alerts?limit=1000<#if of>&amp;server_id=${server_id?url("UTF-8")}</#if>">Show up to 1000</a></#if></p></#if>
  <#else>
  <p class="empty">No alert has ended yet. Alerts are listed here for two years after they end.</p>
  </#if>
  </div>
</section>
</@ui.page>
