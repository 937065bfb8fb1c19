<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Jobs" current="jobs" script="jobs.js" reload="10; url=/jobs">
<div class="head"><h1>Jobs</h1><a href="/provision">Set up many servers</a></div>
<@ui.errors/>
<section class="panel" aria-labelledby="list">
  <h2 id="list">Servers that are or were set up over SSH, newest first</h2>
  <div id="jobs">
  <#if jobs?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">Server</th><th scope="col">Job</th><th scope="col">State</th><th scope="col">By</th>
        <th scope="col">Begun (UTC)</th><th scope="col">Ended (UTC)</th>
      </tr>
    </thead>
    <tbody>
      <#list jobs as job>
      <tr id="j-${job.id}">
        <th scope="row"><a href="/jobs/${job.id?url("UTF-8")}"><bdi>${job.alias}</bdi></a></th>
        <td data-label="Job">${job.kind_text}</td>
        <td data-label="State"><span class="state ${job.tone}">${job.state_text}</span></td>
        <td data-label="By"><bdi>${job.username}</bdi></td>
        <td data-label="Begun (UTC)" class="number"><@ui.when job.created_at/></td>
        <td data-label="Ended (UTC)" class="number"><#if job.ended_at??><@ui.when job.ended_at/><#else>–</#if></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#if jobs?size gte limit><p class="hint">Only the newest ${limit?c} are shown.</p></#if>
  <#else>
  <p class="empty">No jobs yet. A server's page has the form that begins one.</p>
  </#if>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
</@ui.page>
