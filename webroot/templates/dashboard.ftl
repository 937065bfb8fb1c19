<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "fleet-parts.ftl" as parts>
<#assign admin = (me.admin)!false>
<#assign query = (fleet.query)!{"q": "", "state": "", "sort": "alias"}>
<#-- Where another page of the same list is, for those without scripts. -->
<#function paged number>
  <#return "/dashboard?page=" + number?c + "&sort=" + query.sort?url("UTF-8") + (query.q?has_content)?then("&q=" + query.q?url("UTF-8"), "")
    + (query.state?has_content)?then("&state=" + query.state, "")>
</#function>
<#-- Where another order of the list is. Chosen once more, a column turns its order round. -->
<#function ordered key>
  <#local sort = (query.sort == key)?then("-" + key, key)>
  <#return "/dashboard?sort=" + sort + (query.q?has_content)?then("&q=" + query.q?url("UTF-8"), "")
    + (query.state?has_content)?then("&state=" + query.state, "")>
</#function>
<#macro column key label>
<#local own = query.sort?remove_beginning("-") == key>
<#local up = (key == "alias") != query.sort?starts_with("-")>
<th scope="col"<#if own> aria-sort="${up?then("ascending", "descending")}"</#if>><a class="order" data-sort="${key}" href="${ordered(key)}">${label}</a></th>
</#macro>
<#macro option value label chosen><option value="${value}"<#if value == chosen> selected</#if>>${label}</option></#macro>
<#assign nothing = {"percent": 0, "text": "–"}>
<#assign blank = {"id": "", "alias": "", "details": "", "state": "unknown", "state_text": "Unknown", "alerts": [],
  "mem": nothing, "cpu": nothing, "disk": nothing, "sessions": "–", "received": "–", "sent": "–"}
  + admin?then({"users": ""}, {})>
<#macro row server>
<tr id="s-${server.id}" data-id="${server.id}">
  <th scope="row">
    <a data-v="alias" href="${server.files!server.details}"><bdi>${server.alias}</bdi></a>
    <span class="more"><a data-v="details" href="${server.details}">Details<span class="unseen"> of <bdi>${server.alias}</bdi></span></a></span>
    <#if server.rights?? && server.rights?size < 7><@ui.rights server.rights/></#if>
  </th>
  <td data-label="State"><@parts.state server/></td>
  <td data-label="Memory"><@parts.bar "mem" server.mem/></td>
  <td data-label="CPU"><@parts.bar "cpu" server.cpu/></td>
  <td data-label="Disk"><@parts.bar "disk" server.disk/></td>
  <td data-label="FTP sessions"><@parts.sessions server/></td>
  <td data-label="Network" class="number"><span><span class="unseen">Receives </span><span class="rate in" data-v="received">${server.received}</span>
    <span class="unseen">Sends </span><span class="rate out" data-v="sent">${server.sent}</span></span></td>
  <td data-label="Last 10 min" class="trend"><@parts.spark/></td>
</tr>
</#macro>
<@ui.page title="Dashboard" current="dashboard" script="dashboard.js" reload="30">
<h1>Dashboard</h1>
<#if checklist??>
<section class="panel" aria-labelledby="checklist-title">
  <h2 id="checklist-title">To a first downloaded file</h2>
  <ol class="checklist">
    <#list checklist as step>
    <li<#if step.done> class="done"</#if>><@ui.icon step.done?then("circle-check", "circle-help")/>
      <#if step.done><span>${step.text}<span class="unseen">: done</span></span><#else><a href="${step.href}">${step.text}</a></#if></li>
    </#list>
  </ol>
</section>
</#if>
<#if ((fleet.known)!0) gt 0>
<ul class="counts" aria-label="How the servers stand">
  <#list fleet.conditions as condition>
  <li><a href="/dashboard?state=${condition.id}" class="condition" data-state="${condition.id}"<#if condition.count == 0> data-none</#if>><b data-count="${condition.id}">${condition.count?c}</b> ${condition.text?uncap_first}</a></li>
  </#list>
  <li><a href="<#if admin>/alerts<#else>/dashboard?state=alerts</#if>" class="condition" data-state="alerts"<#if fleet.alerts == 0> data-none</#if>><b data-count="alerts">${fleet.alerts?c}</b>
    <span id="alert-word">${(fleet.alerts == 1)?then("alert", "alerts")}</span></a></li>
</ul>
</#if>
<section class="panel live" aria-labelledby="fleet-title">
  <div class="head"><h2 id="fleet-title">${admin?then("Fleet", "Your servers")}</h2><@parts.link/></div>
  <#if ((fleet.known)!0) gt 0>
  <form method="get" action="/dashboard" id="choose" class="choose<#if fleet.known lt 3> few</#if>" role="search">
    <div class="field"><label for="c-q">Server</label>
      <input id="c-q" name="q" type="search" value="${query.q}" autocomplete="off" maxlength="64"></div>
    <div class="field"><label for="c-state">State</label>
      <select id="c-state" name="state">
        <@option "" "All" query.state/><@option "live" "Live" query.state/><@option "stale" "Stale" query.state/>
        <@option "offline" "Offline" query.state/><@option "never_seen" "Never seen" query.state/>
        <@option "alerts" "With alerts" query.state/>
      </select></div>
    <div class="field"><label for="c-sort">Order</label>
      <select id="c-sort" name="sort">
        <@option "alias" "Name" query.sort/><@option "-alias" "Name, from the end" query.sort/>
        <@option "state" "Worst state first" query.sort/><@option "-state" "Best state first" query.sort/>
        <@option "mem" "Most memory used" query.sort/><@option "-mem" "Least memory used" query.sort/>
        <@option "cpu" "Busiest CPU" query.sort/><@option "-cpu" "Idlest CPU" query.sort/>
        <@option "disk" "Fullest disk" query.sort/><@option "-disk" "Emptiest disk" query.sort/>
        <@option "sessions" "Most FTP sessions" query.sort/><@option "-sessions" "Fewest FTP sessions" query.sort/>
      </select></div>
    <button type="submit" class="quiet" id="apply">Show</button>
  </form>
  <p class="hint" id="shown"><#if fleet.pages gt 1>${fleet.first?c} to ${(fleet.first + fleet.rows?size - 1)?c} of ${fleet.matching?c}<#if fleet.matching != fleet.known>, of ${fleet.known?c} in all</#if><#else>${fleet.rows?size} of ${fleet.known?c} shown</#if><#if fleet.untold>; how some of them stand can't be told at the moment</#if>.
    <button type="button" class="quiet small" id="again" hidden>Order anew</button></p>
  <table class="grid fleet" id="fleet" data-details="${admin?then("/servers/", "/fleet/")}"<#if !admin && me??> data-files="/ftp/${me.username?url("UTF-8")}/"</#if>>
    <thead>
      <tr>
        <@column "alias" "Server"/><@column "state" "State"/><@column "mem" "Memory"/><@column "cpu" "CPU"/>
        <@column "disk" "Disk"/><@column "sessions" "FTP sessions"/><th scope="col">Network</th>
        <th scope="col"><span class="key mem">Memory</span> <span class="key cpu">CPU</span>, 10 min</th>
      </tr>
    </thead>
    <tbody>
      <#list fleet.rows as server><@row server/></#list>
    </tbody>
  </table>
  <#if fleet.pages gt 1>
  <nav class="pages" id="pages" aria-label="Pages of the list">
    <#if fleet.page gt 1><a rel="prev" href="${paged(fleet.page - 1)}">Previous</a></#if>
    <span>Page ${fleet.page?c} of ${fleet.pages?c}</span>
    <#if fleet.page lt fleet.pages><a rel="next" href="${paged(fleet.page + 1)}">Next</a></#if>
  </nav>
  </#if>
  <template id="blank"><@row blank/></template>
  <#if !admin><p class="hint">A server's name opens its files.</p></#if>
  <#elseif admin>
  <p class="empty">No servers yet. <a href="/servers#add">Add the first one</a>, then give people access to it.</p>
  <#else>
  <p class="empty">No servers yet. Ask an administrator to give you access to one; it appears here at once.</p>
  </#if>
  <#if counts?? && counts.servers gt 0 && counts.permissions == 0>
  <p class="empty">Nobody may use a server yet. <a href="/permissions#add">Grant the first permission</a>.</p>
  </#if>
</section>
</@ui.page>
