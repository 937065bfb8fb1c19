<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "ssh-fields.ftl" as ssh>
<#-- The three ways in which a machine becomes this server. A new enrolment is shown once, when it was made. -->
<#macro panel server enrolment={} setup_script="">
<#local address = "/servers/" + server.id?url("UTF-8")>
<section class="panel" aria-labelledby="setup">
  <h2 id="setup">Set up this server</h2>
  <p>Each way installs an FTP daemon (vsftpd) and FTPCluster's agent on <bdi>${server.host}</bdi>, which must run Debian 12
    or 13, or Ubuntu 22.04 or 24.04. An FTP daemon that is there already is left as it is.</p>
  <h3 id="setup-command">One command</h3>
  <#if enrolment.command??>
  <p>Paste this line on <bdi>${server.host}</bdi> as a user who may use sudo. It works once, until
    <@ui.when enrolment.expires_at/> (UTC), and is shown only now: a click selects it.</p>
  <#if (enrolment.caution!"")?has_content>
  <div class="alert" role="note"><p><strong>Not from everywhere:</strong> ${enrolment.caution}.</p></div>
  </#if>
  <pre class="script" id="command" tabindex="0" role="region" aria-labelledby="setup-command"><code>${enrolment.command}</code></pre>
  <p><button type="button" class="quiet" data-copy="command" hidden><@ui.icon "copy"/> Copy the line</button>
    <span class="hint" role="status"></span></p>
  <#else>
  <p>A line to paste on the server. It holds a secret that works once, for an hour; a new one replaces the one before.</p>
  <form method="post" action="${address}/enrolment#setup">
    <button type="submit">Make a command</button>
  </form>
  </#if>
  <h3 id="setup-ssh">Over SSH</h3>
  <p>The portal logs in on the server and does all of it. What is entered here is used for this once and then forgotten.
    The server's host key is shown first, to be confirmed.</p>
  <form method="post" action="${address}/provision" autocomplete="off">
    <div class="fields">
      <@ui.field name="ssh_host" label="SSH host" value=server.host maxlength="253" autocomplete="off"
        autocapitalize="none" spellcheck="false" hint="Empty: as registered."/>
      <@ssh.user {"ssh_user": (server.admin_user)!"root"}/>
      <@ssh.daemon {}/>
      <@ssh.credential/>
    </div>
    <button type="submit">Set up over SSH</button>
  </form>
  <h3 id="setup-bundle">A bundle to carry there</h3>
  <p>For a server that can't download from the portal. On the server, as root: <code>mkdir -m 700 setup</code>,
    <code>tar -xzf ftpcluster-${server.alias}.tar.gz -C setup</code>, <code>setup/ftpcluster-setup.sh</code>. It holds a new
    secret, which replaces the one before and works for an hour: the server registers with it at the portal.</p>
  <p><a href="${address}/bundle" download>Download the bundle</a></p>
  <#if setup_script?has_content>
  <details>
    <summary>The FTP daemon alone, without an agent</summary>
    <div class="inside">
      <p>Run this as root on <bdi>${server.host}</bdi>. A click selects all of it.</p>
      <p><button type="button" class="quiet" data-copy="daemon-script" hidden><@ui.icon "copy"/> Copy the script</button>
        <span class="hint" role="status"></span></p>
      <pre class="script" id="daemon-script" tabindex="0" role="region" aria-label="Script for the FTP daemon"><code>${setup_script}</code></pre>
    </div>
  </details>
  </#if>
</section>
</#macro>
