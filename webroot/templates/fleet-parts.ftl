<#ftl output_format="HTML">
<#-- How a server stands, the same on every page. What changes on an open page has data-v; fleet-row.js fills it. -->
<#import "layout.ftl" as ui>

<#-- The scripts read from it how things stand between the page and the portal. -->
<#macro link>
<div class="linked">
  <p class="link" id="link" role="status" aria-live="polite"><span id="link-text"></span></p>
  <p class="hint" id="link-age"></p>
</div>
<p class="unseen" id="news" role="status" aria-live="polite"></p>
</#macro>

<#macro state row>
<div class="standing">
  <span class="state mark" data-v="state" data-state="${row.state}">${row.state_text}</span>
  <span class="hint" data-v="seen"><#if row.last_seen??><#if row.state != "live">Last seen (UTC) <@ui.when row.last_seen/></#if></#if></span>
  <span class="hint" data-v="probe">${row.probe!}</span>
  <span class="hint" data-v="reason">${row.reason!}</span>
  <ul class="tags alarms" data-v="alerts"><#list row.alerts as alert><li>${alert}</li></#list></ul>
</div>
</#macro>

<#-- The number says it all; the bar is for the eye. -->
<#macro bar name value title="">
<span class="gauge" data-v="${name}-title"<#if title?has_content> title="${title}"</#if>><#t>
<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><#t>
<rect class="level" data-v="${name}-bar" width="${value.percent?c}" height="8"></rect></svg> <#t>
<span class="figure" data-v="${name}">${value.text}</span></span><#t>
</#macro>

<#macro sessions row>
<#if row.users??>
<details class="whose" data-v="whose"<#if !row.users?has_content> data-empty</#if>>
  <summary><span class="figure" data-v="sessions">${row.sessions}</span><span class="unseen"> of whom</span></summary>
  <span data-v="users">${row.users}</span>
</details>
<#else>
<span class="figure" data-v="sessions">${row.sessions}</span>
</#if>
</#macro>

<#macro spark>
<svg class="spark" viewBox="0 0 120 24" preserveAspectRatio="none" aria-hidden="true" focusable="false"><#t>
<path class="mem" data-v="mem-line" d=""></path><path class="cpu" data-v="cpu-line" d=""></path></svg><#t>
</#macro>

<#-- A server's own page: how it stands, facts, and charts of what was. -->
<#macro panel row>
<section class="panel live" aria-labelledby="now" id="server" data-id="${row.id}" data-alias="${row.alias}">
  <div class="head"><h2 id="now">Now</h2><@link/></div>
  <@state row/>
  <#if (me.admin)!false><p><a href="/alerts?server_id=${row.id?url("UTF-8")}">Alerts of this server</a></p></#if>
  <dl class="facts numbers">
    <div><dt>Memory</dt><dd><@bar "mem" row.mem/></dd></div>
    <div><dt>CPU</dt><dd><@bar "cpu" row.cpu/></dd></div>
    <div><dt>Disk</dt><dd><@bar "space" row.space/></dd></div>
    <div><dt>Inodes</dt><dd><@bar "inodes" row.inodes/></dd></div>
    <div><dt>FTP sessions</dt><dd><@sessions row/></dd></div>
    <div><dt>Receives</dt><dd class="figure" data-v="received">${row.received}</dd></div>
    <div><dt>Sends</dt><dd class="figure" data-v="sent">${row.sent}</dd></div>
    <div><dt>FTP daemon</dt><dd data-v="ftp">${row.ftp}</dd></div>
    <div><dt>Up for</dt><dd data-v="uptime">${row.uptime}</dd></div>
  </dl>
  <#if row.facts?? && row.facts?has_content>
  <dl class="facts" data-v="facts">
    <div><dt>System</dt><dd data-v="f-system">${row.facts.system}</dd></div>
    <div><dt>Kernel</dt><dd data-v="f-kernel">${row.facts.kernel}</dd></div>
    <div><dt>FTP server</dt><dd data-v="f-daemon">${row.facts.daemon}</dd></div>
    <div><dt>Host name</dt><dd data-v="f-host">${row.facts.host}</dd></div>
    <div><dt>Addresses</dt><dd class="mono" data-v="f-addresses">${row.facts.addresses}</dd></div>
    <div><dt>Agent</dt><dd data-v="f-agent">${row.facts.agent}</dd></div>
    <div><dt>Datalink</dt><dd class="mono" data-v="f-datalink">${row.facts.datalink}</dd></div>
  </dl>
  </#if>
</section>
<section class="panel" aria-labelledby="charts-title" id="charts" hidden>
  <div class="head">
    <h2 id="charts-title">History</h2>
    <fieldset class="spans"><legend class="unseen">Time that the charts show</legend>
      <button type="button" class="quiet" data-span="3600" aria-pressed="true">1 hour</button>
      <button type="button" class="quiet" data-span="86400" aria-pressed="false">24 hours</button>
      <button type="button" class="quiet" data-span="2592000" aria-pressed="false">30 days</button>
    </fieldset>
  </div>
  <p class="hint" id="charts-say" role="status"></p>
  <div id="chart-list"></div>
</section>
<noscript><p class="hint">Charts need JavaScript; the same numbers are at
  <a href="/servers/${row.id?url("UTF-8")}/telemetry">/servers/${row.id}/telemetry</a>.</p></noscript>
</#macro>
