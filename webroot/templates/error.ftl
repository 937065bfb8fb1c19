<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title=(title!"Something went wrong")>
<section class="panel door">
  <p class="code">Status ${ui.text(status!500)}</p>
  <h1>${title!"Something went wrong"}</h1>
  <#if (detail!"")?has_content><p class="lead">${detail}</p></#if>
  <#if (request_id!"")?has_content><p class="code">Request ${request_id}</p></#if>
  <p><#if me??><a href="/dashboard">Go to the dashboard</a><#else><a href="/login">Log in</a></#if></p>
</section>
</@ui.page>
