<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign address = "/copies/" + copy.id?url("UTF-8")>
<@ui.page title=copy.operation_text + " to " + copy.target.server current="copies" script=copy.over?then("", "copies.js") reload="3; url=" + address>
<@ui.crumbs "/copies" "Copies">${copy.operation_text} to <bdi>${copy.target.server}</bdi></@ui.crumbs>
<h1>${copy.operation_text} to <bdi>${copy.target.server}</bdi></h1>
<@ui.errors/>
<dl class="facts">
  <div><dt>From</dt><dd><#list copy.sources as source><bdi>${source.server}:${source.path}</bdi><#sep>, </#list></dd></div>
  <div><dt>Into</dt><dd><a href="${copy.destination}"><bdi>${copy.target.server}:${copy.target.path}</bdi></a></dd></div>
  <div><dt>Files that are there already</dt><dd>${copy.conflict_text}</dd></div>
  <div><dt>Asked for (UTC)</dt><dd><@ui.when copy.created_at/> by <bdi>${copy.user}</bdi></dd></div>
  <div><dt>State</dt><dd id="state"><span class="state ${copy.tone}">${copy.state_text}</span><#if copy.detail?has_content> ${copy.detail}</#if></dd></div>
</dl>
<section class="panel" aria-labelledby="progress-title">
  <h2 id="progress-title">Progress</h2>
  <div id="progress">
    <#if copy.percent??><p><progress value="${copy.percent?c}" max="100" aria-label="Bytes done in percent">${copy.percent?c} %</progress></p></#if>
    <p>${copy.files_text}, ${copy.bytes_text}<#if copy.node??>, by the node <bdi>${copy.node}</bdi></#if></p>
    <#if copy.current??><p>Now: <bdi>${copy.current}</bdi></p></#if>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
<div id="problems">
<#if copy.errors?has_content>
<section class="panel" aria-labelledby="errors-title">
  <h2 id="errors-title">What failed</h2>
  <ul>
    <#list copy.errors as line>
    <li><bdi>${line}</bdi></li>
    </#list>
  </ul>
  <#if copy.errors?size gte 100><p class="hint">Only the first 100 are shown.</p></#if>
</section>
</#if>
</div>
<div id="actions">
<#if !copy.over>
<form method="post" action="${address}">
  <input type="hidden" name="_method" value="delete">
  <button type="submit" class="danger"<#if copy.cancelling> disabled</#if>>Cancel</button>
</form>
</#if>
</div>
</@ui.page>
