<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- The system users that a server's agent makes: how each is, and what to do where one isn't as it should be. -->
<#macro list server accounts more=false>
<section class="panel" aria-labelledby="accounts">
  <h2 id="accounts">Accounts</h2>
  <p>System users that the agent makes on <bdi>${server.alias}</bdi>, one for each permission that is granted without a
    password. The portal makes their passwords.</p>
  <#if accounts?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">Account</th><th scope="col">User</th><th scope="col">State</th><th scope="col">Why</th>
        <th scope="col">Changed (UTC)</th><th scope="col"><span class="unseen">Password</span></th>
      </tr>
    </thead>
    <tbody>
      <#list accounts as account>
      <tr>
        <th scope="row"><bdi class="mono">${account.name}</bdi></th>
        <td data-label="User"><bdi>${account.username}</bdi></td>
        <td data-label="State">${account.state_text}</td>
        <td data-label="Why"><#if account.detail?has_content>${account.detail}<#else>-</#if></td>
        <td data-label="Changed (UTC)"><@ui.when account.changed_at/></td>
        <td>
          <#if account.desired != "absent">
          <form method="post" action="/servers/${server.id?url("UTF-8")}/accounts/${account.name?url("UTF-8")}/rotate">
            <button type="submit" class="quiet">New password<span class="unseen"> for ${account.name}</span></button>
          </form>
          </#if>
        </td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#if more><p>These are the first ${accounts?size}, by name; <a href="/servers/${server.id?url("UTF-8")}/accounts">all of
    them as JSON</a>.</p></#if>
  <#else>
  <p class="empty">None yet. A permission that is granted without a password makes one.</p>
  </#if>
</section>
</#macro>
