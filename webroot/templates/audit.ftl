<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- The same events another way: "more" is what the address says beside the filter. -->
<#function address more="">
  <#local parts = []>
  <#list query as name, value><#if value?has_content><#local parts += [name + "=" + value?url("UTF-8")]></#if></#list>
  <#if more?has_content><#local parts += [more]></#if>
  <#return "/audit" + parts?has_content?then("?" + parts?join("&"), "")>
</#function>
<@ui.page title="Audit" current="audit">
<div class="head">
  <h1>Audit trail</h1>
  <p class="actions">
    <a class="button" href="${address("format=csv")}"><@ui.icon "download"/>CSV</a>
    <a class="button" href="${address("format=jsonl")}"><@ui.icon "download"/>JSON</a>
  </p>
</div>
<@ui.errors/>
<form method="get" action="/audit" class="choose" role="search">
  <div class="field"><label for="a-q">Text</label>
    <input id="a-q" name="q" type="search" value="${query.q}" maxlength="200" autocomplete="off"></div>
  <div class="field"><label for="a-user">User</label>
    <input id="a-user" name="user" type="search" value="${query.user}" maxlength="64" autocomplete="off"></div>
  <div class="field"><label for="a-action">Action</label>
    <input id="a-action" name="action" type="search" value="${query.action}" maxlength="64" autocomplete="off" list="actions" placeholder="session"></div>
  <div class="field"><label for="a-since">From (UTC)</label>
    <input id="a-since" name="since" type="date" value="${query.since?keep_before("T")}"></div>
  <div class="field"><label for="a-until">To (UTC)</label>
    <input id="a-until" name="until" type="date" value="${query.until?keep_before("T")}"></div>
  <button type="submit" class="quiet">Show</button>
  <#if address() != "/audit"><a href="/audit">All events</a></#if>
  <datalist id="actions">
    <#list ["account", "agent", "alert", "audit", "file", "login", "permission", "server", "session", "user"] as noun><option value="${noun}"></option></#list>
  </datalist>
</form>
<section class="panel" aria-labelledby="events">
  <h2 id="events">${older?then("Older events", "Latest events")}, newest first</h2>
  <#if events?has_content>
  <table class="grid audit">
    <thead>
      <tr>
        <th scope="col">At (UTC)</th><th scope="col">User</th><th scope="col">From</th>
        <th scope="col">Action</th><th scope="col">Target</th><th scope="col">Detail</th>
      </tr>
    </thead>
    <tbody>
      <#list events as event>
      <tr<#if (event.request_id!"")?has_content> title="Request ${event.request_id}"</#if>>
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
  <#elseif address() != "/audit">
  <p class="empty">No event fits. <a href="/audit">Show all</a>.</p>
  <#else>
  <p class="empty">Nothing has happened yet. Logins, changes and downloads will be listed here.</p>
  </#if>
  <#if older || next??>
  <nav class="pages" aria-label="Pages of the trail">
    <#if older><a href="${address()}">Newest</a></#if>
    <#if next??><a rel="next" href="${address("before=" + next?url("UTF-8"))}">Older</a></#if>
  </nav>
  </#if>
</section>
</@ui.page>
