<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "ssh-fields.ftl" as ssh>
<#assign address = "/jobs/" + job.id?url("UTF-8")>
<@ui.page title=job.kind_text + " " + job.alias current="jobs" script=job.running?then("job.js", "") reload="3; url=" + address>
<@ui.crumbs "/jobs" "Jobs">${job.kind_text} <bdi>${job.alias}</bdi></@ui.crumbs>
<h1>${job.kind_text} <bdi>${job.alias}</bdi></h1>
<@ui.errors/>
<dl class="facts">
  <div><dt>Server</dt><dd><a href="/servers/${job.server_id?url("UTF-8")}"><bdi>${job.alias}</bdi></a></dd></div>
  <div><dt>Login</dt><dd class="mono">${job.ssh_user}@${job.ssh_host} port ${job.ssh_port}</dd></div>
  <div><dt>Host key</dt><dd class="mono">${job.host_key_fingerprint}</dd></div>
  <div><dt>Begun (UTC)</dt><dd><@ui.when job.created_at/> by <bdi>${job.username}</bdi></dd></div>
  <div><dt>State</dt><dd id="state"><span class="state ${job.tone}">${job.state_text}</span></dd></div>
</dl>
<section class="panel" aria-labelledby="steps-title">
  <h2 id="steps-title">Steps</h2>
  <div id="steps">
  <table class="grid">
    <thead>
      <tr><th scope="col">Step</th><th scope="col">State</th><th scope="col">What</th><th scope="col">Took</th></tr>
    </thead>
    <tbody>
      <#list job.steps as step>
      <tr id="s-${step?index}">
        <th scope="row">${step.name}</th>
        <td data-label="State"><span class="state ${step.tone}">${step.state_text}</span></td>
        <td data-label="What">${ui.orDash(step.detail)}</td>
        <td data-label="Took" class="number">${ui.orDash(step.duration_text)}</td>
      </tr>
      </#list>
    </tbody>
  </table>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
<div id="actions">
<#if job.running>
<form method="post" action="${address}/cancel">
  <button type="submit" class="danger"<#if job.cancelling> disabled</#if>>Cancel this job</button>
</form>
<#elseif job.may_retry>
<section class="panel" aria-labelledby="retry">
  <h2 id="retry">Try again</h2>
  <p>Goes on from the first step that isn't done. The login has to be entered again: it was forgotten when the job ended.</p>
  <form method="post" action="${address}/retry" autocomplete="off">
    <div class="fields"><@ssh.credential/></div>
    <button type="submit">Retry</button>
  </form>
</section>
</#if>
</div>
</@ui.page>
