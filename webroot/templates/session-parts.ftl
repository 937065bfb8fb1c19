<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- Sessions with a button to end each; "next" is the page that the button leads to. -->
<#macro table sessions next whose=false>
<table class="grid sessions">
  <thead>
    <tr>
      <#if whose><th scope="col">User</th></#if>
      <th scope="col">Browser or program</th><th scope="col">From</th><th scope="col" class="least">Logged in (UTC)</th>
      <th scope="col">Last used (UTC)</th><th scope="col" class="least">Ends (UTC)</th><th scope="col"><span class="unseen">End</span></th>
    </tr>
  </thead>
  <tbody>
    <#list sessions as session>
    <tr id="s-${session.id}">
      <#if whose><th scope="row"><bdi>${session.user}</bdi></th></#if>
      <td data-label="Browser or program"><span><span title="${session.user_agent!""}">${session.program}</span><#if session.current> <span class="state good">this one</span></#if></span></td>
      <td data-label="From" class="mono address">${ui.orDash(session.remote_address!"")}</td>
      <td data-label="Logged in (UTC)" class="number least"><@ui.when session.created_at/></td>
      <td data-label="Last used (UTC)" class="number"><@ui.when session.last_used_at/></td>
      <td data-label="Ends (UTC)" class="number least"><@ui.when session.expires_at/></td>
      <td>
        <#if !session.current>
        <form method="post" action="/sessions/${session.id?url("UTF-8")}">
          <input type="hidden" name="_method" value="delete">
          <input type="hidden" name="next" value="${next}">
          <button type="submit" class="danger small">End<span class="unseen"> the session of ${session.user} from ${session.remote_address!""}</span></button>
        </form>
        </#if>
      </td>
    </tr>
    </#list>
  </tbody>
</table>
</#macro>
