<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "server-test-form.ftl" as parts>
<#assign server = report.server>
<#macro outcome of>
<#if of == "ok"><span class="state good">OK</span><#t>
<#elseif of == "warning"><span class="state warn strong">Warning</span><#t>
<#elseif of == "failed"><span class="state bad strong">Failed</span><#t>
<#else><span class="state faint">Not tried</span></#if><#t>
</#macro>
<#assign warned = report.steps?filter(step -> step.outcome == "warning")?has_content>
<@ui.page title="Test of " + server.alias current="servers">
<@ui.crumbs "/servers/" + server.id?url("UTF-8") "Server " + server.alias>Test</@ui.crumbs>
<h1>Test of <bdi>${server.alias}</bdi></h1>
<#if !report.ok>
<div class="alert" role="alert"><p><strong>It doesn't work.</strong> <bdi>${report.summary}</bdi></p></div>
<#elseif warned>
<p class="notice" role="status">${report.summary}</p>
<#else>
<p class="notice good" role="status">${report.summary}</p>
</#if>
<dl class="facts">
  <div><dt>Address</dt><dd class="mono"><@ui.address server/></dd></div>
  <div><dt>Security</dt><dd><@ui.security server.ftp_security/></dd></div>
  <div><dt>Login used</dt><dd><#if report.tested_as??><bdi>${report.tested_as.ftp_username}</bdi> of
    <bdi>${report.tested_as.username}</bdi><#else>None: no permission yet</#if></dd></div>
  <div><dt>Started (UTC)</dt><dd><@ui.when report.started_at/></dd></div>
  <div><dt>Took</dt><dd>${report.millis?c} ms</dd></div>
</dl>
<section class="panel" aria-labelledby="steps">
  <h2 id="steps">Step by step</h2>
  <table class="grid steps">
    <thead>
      <tr>
        <th scope="col">Step</th><th scope="col">Outcome</th><th scope="col">Time</th>
        <th scope="col">What was found, and what to do</th>
      </tr>
    </thead>
    <tbody>
      <#list report.steps as step>
      <tr>
        <th scope="row">${step.title}</th>
        <td data-label="Outcome"><@outcome step.outcome/></td>
        <td data-label="Time" class="number"><#if step.outcome == "skipped">–<#else>${step.millis?c} ms</#if></td>
        <td data-label="Found"<#if step.outcome == "skipped"> class="faint"</#if>><div class="said">
          <#list step.detail?split("\n") as line><p><bdi>${line}</bdi></p></#list>
          <#if step.advice?has_content><p class="advice"><strong>What to do:</strong> <bdi>${step.advice}</bdi></p></#if>
        </div></td>
      </tr>
      </#list>
    </tbody>
  </table>
</section>
<section class="panel" aria-labelledby="again">
  <h2 id="again">Test it again</h2>
  <@parts.form server=server permissions=permissions![] chosen=(report.tested_as.permission_id)!"" button="Test again"/>
</section>
</@ui.page>
