<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Audit" current="audit">
<h1>Audit</h1>
<section class="panel" aria-labelledby="events">
  <h2 id="events">Latest events, newest first</h2>
  <#if events?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">At (UTC)</th><th scope="col">User</th><th scope="col">From</th>
        <th scope="col">Action</th><th scope="col">Target</th><th scope="col">Detail</th>
      </tr>
    </thead>
    <tbody>
      <#list events as event>
      <tr>
        <td data-label="At (UTC)" class="number"><@ui.when event.at/></td>
        <td data-label="User"><bdi>${ui.orDash(event.username!"")}</bdi></td>
        <td data-label="From" class="mono">${ui.orDash(event.remote_address!"")}</td>
        <td data-label="Action" class="mono">${event.action}</td>
        <td data-label="Target"><bdi>${ui.orDash(event.target!"")}</bdi></td>
        <td data-label="Detail"><bdi>${ui.orDash(event.detail!"")}</bdi></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">Nothing has happened yet. Logins, changes and downloads will be listed here.</p>
  </#if>
</section>
</@ui.page>
