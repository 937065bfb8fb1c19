<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- A name that may be cut where its parts meet, and nowhere else. -->
<#macro name of><bdi><#list of?split("(?<=[._@-])", "r") as part>${part}<#sep><wbr></#list></bdi></#macro>
<#-- The system users that a server's agent makes: how each is, and what to do where one isn't as it should be. -->
<#macro list server accounts more=false unknown=[] datalink=[]>
<section class="panel" aria-labelledby="accounts">
  <h2 id="accounts">Accounts</h2>
  <p>System users that the agent makes on <bdi>${server.alias}</bdi>, one for each permission that is granted without a
    password. The portal makes their passwords.</p>
  <#if accounts?has_content>
  <table class="grid accounts">
    <thead>
      <tr>
        <th scope="col">Account</th><th scope="col">User</th><th scope="col">State</th>
        <th scope="col">Changed (UTC)</th><th scope="col"><span class="unseen">Change</span></th>
      </tr>
    </thead>
    <tbody>
      <#list accounts as account>
      <#local path = "/servers/" + server.id?url("UTF-8") + "/accounts/" + account.name?url("UTF-8")>
      <tr>
        <th scope="row" class="mono"><@name account.name/></th>
        <td data-label="User"><@name account.username/></td>
        <#-- The reason says the state, too. -->
        <td data-label="State"><#if account.detail?has_content>${account.detail}<#else>${account.state_text}</#if><#if (account.quota_text!"")?has_content>
          <span class="hint">Quota: ${account.quota_text}</span></#if></td>
        <td data-label="Changed (UTC)"><@ui.when account.changed_at/></td>
        <td>
          <#if account.desired != "absent">
          <form method="post" action="${path}/rotate">
            <button type="submit" class="quiet">New password<span class="unseen"> for ${account.name}</span></button>
          </form>
          <#if account.desired == "locked">
          <form method="post" action="${path}/unlock">
            <button type="submit" class="quiet">Unlock<span class="unseen"> ${account.name}</span></button>
          </form>
          <#else>
          <form method="post" action="${path}/lock">
            <button type="submit" class="quiet">Lock<span class="unseen"> ${account.name}</span></button>
          </form>
          </#if>
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
  <#if unknown?has_content>
  <p>The portal doesn't know these users, which are in its group on <bdi>${server.alias}</bdi> all the same. They are left
    alone; remove them there if nobody needs them:
    <#list unknown as one><bdi class="mono">${one}</bdi><#sep>, </#list><#if unknown?size gte 100> and perhaps more</#if>.</p>
  </#if>
  <#if datalink?has_content>
  <p>These accounts were made through the datalink of <bdi>${server.alias}</bdi>, not by this portal, which leaves them
    alone. They are changed and deleted there; each change is in the audit trail:
    <#list datalink as one><bdi class="mono">${one}</bdi><#sep>, </#list><#if datalink?size gte 100> and perhaps more</#if>.</p>
  </#if>
</section>
</#macro>
