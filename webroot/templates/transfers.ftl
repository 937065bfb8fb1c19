<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign admin = (me.admin)!false>
<#assign many = many_nodes!false>
<#assign missing = missing_nodes![]>
<#macro unknown>What moves through <#list missing as name><bdi>${name}</bdi><#sep>, </#list> isn't shown: <#t>
  ${(missing?size == 1)?then("this node doesn't", "these nodes don't")} answer.<#t>
</#macro>
<#macro row transfer>
      <tr id="t-${transfer.id}">
        <th scope="row"><bdi>${transfer.server}</bdi>: <bdi>${transfer.path}</bdi></th>
        <td data-label="Direction"><span>${(transfer.direction == "upload")?then("Upload", "Download")}<#if many>
          <span class="more">through <bdi>${transfer.node}</bdi></span></#if></span></td>
        <#if admin>
        <td data-label="User"><span><bdi>${transfer.user}</bdi><#if transfer.owner != transfer.user> in the folders of
          <bdi>${transfer.owner}</bdi></#if></span></td>
        </#if>
        <td data-label="Moved"><span><#if transfer.percent??><progress max="100" value="${transfer.percent?c}" aria-label="How far it is"></progress></#if>
          <span class="more">${transfer.moved_text}<#if transfer.size_text??> of ${transfer.size_text}, ${transfer.percent?c}&nbsp;%</#if></span></span></td>
        <td data-label="Speed" class="number">${transfer.speed_text}</td>
        <td data-label="Started (UTC)" class="number"><@ui.when transfer.started_at/></td>
        <td>
          <form method="post" action="/transfers/${transfer.id?url("UTF-8")}">
            <input type="hidden" name="_method" value="delete">
            <button type="submit" class="danger small">End<span class="unseen"> the ${transfer.direction} of ${transfer.path}
              by ${transfer.user}</span></button>
          </form>
        </td>
      </tr>
</#macro>
<@ui.page title="Transfers" current="transfers" script="transfers.js" reload="10; url=/transfers">
<h1>Transfers</h1>
<@ui.errors/>
<section class="panel" aria-labelledby="now">
  <h2 id="now">${admin?then("What moves now", "Your downloads and uploads now")}</h2>
  <div id="transfers">
  <#if transfers?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">File</th><th scope="col">Direction</th><#if admin><th scope="col">User</th></#if>
        <th scope="col">Moved</th><th scope="col">Speed</th><th scope="col">Started (UTC)</th>
        <th scope="col"><span class="unseen">End</span></th>
      </tr>
    </thead>
    <tbody>
      <#list transfers as transfer>
      <@row transfer/>
      </#list>
      <#if missing?has_content>
      <tr id="t-missing"><td colspan="7" class="warning"><@unknown/></td></tr>
      </#if>
    </tbody>
  </table>
  <#elseif missing?has_content>
  <p class="notice"><@unknown/></p>
  <#else>
  <p class="empty">Nothing moves at the moment. Downloads and uploads are listed here while they run.</p>
  </#if>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
</@ui.page>
