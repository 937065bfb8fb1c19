<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "ssh-fields.ftl" as ssh>
<#assign address = "/servers/" + server.id?url("UTF-8")>
<#assign what = removal?then("Remove the setup of", "Set up")>
<@ui.page title=what + " " + server.alias + " over SSH" current="servers">
<@ui.crumbs address server.alias>Over SSH</@ui.crumbs>
<h1>${what} <bdi>${server.alias}</bdi> over SSH</h1>
<@ui.errors/>
<#if host_key??>
<section class="panel" aria-labelledby="key">
  <h2 id="key">Is this the server's host key?</h2>
  <#if host_key.changed>
  <div class="alert" role="alert"><p><strong>The host key has changed</strong> since <@ui.when host_key.known_at/> (UTC), when
    it was <code>${host_key.known}</code>. If the server wasn't installed anew, somebody may be between it and the
    portal.</p></div>
  <#elseif host_key.known?has_content>
  <p>It is the one that the server had on <@ui.when host_key.known_at/> (UTC).</p>
  </#if>
  <p>The server shows the key <code>${host_key.type}</code> <code id="host-key">${host_key.fingerprint}</code>. Compare it with
    what <code>ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub</code> says there. Nothing was sent to it yet; the password or
    key is to be entered again, as the portal has kept nothing of it.</p>
</section>
</#if>
<section class="panel" aria-labelledby="login">
  <h2 id="login">Login</h2>
  <form method="post" action="${address}/${removal?then("deprovision", "provision")}" autocomplete="off">
    <#if host_key??>
    <input type="hidden" name="host_key_fingerprint" value="${host_key.fingerprint}">
    <#elseif ((form.host_key_fingerprint)!"")?has_content>
    <input type="hidden" name="host_key_fingerprint" value="${form.host_key_fingerprint}">
    </#if>
    <div class="fields">
      <@ui.field name="ssh_host" label="SSH host" value=(form.ssh_host)!server.host maxlength="253" autocomplete="off"
        autocapitalize="none" spellcheck="false" hint="Empty: as registered."/>
      <@ssh.user form!{}/>
      <@ssh.credential/>
      <#if !removal><@ssh.daemon form!{}/></#if>
    </div>
    <button type="submit"><#if host_key??>Yes, go on with this key<#else>${what?cap_first} over SSH</#if></button>
  </form>
</section>
</@ui.page>
