<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "ssh-fields.ftl" as ssh>
<@ui.page title="Set up many servers" current="servers">
<@ui.crumbs "/servers" "Servers">Set up many</@ui.crumbs>
<h1>Set up many servers over SSH</h1>
<@ui.errors/>
<#if keys?has_content>
<section class="panel" aria-labelledby="keys">
  <h2 id="keys">Are these the servers' host keys?</h2>
  <p>Nothing was made yet. Compare the keys with what <code>ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub</code> says on each
    server, take lines of others out of the list, and send it again with the password or key: the portal has kept nothing
    of it.</p>
  <table class="grid">
    <thead><tr><th scope="col">Server</th><th scope="col">Address</th><th scope="col">Host key</th></tr></thead>
    <tbody>
      <#list keys as key>
      <tr>
        <th scope="row"><bdi>${key.alias}</bdi></th>
        <td data-label="Address" class="mono">${key.host}:${key.ssh_port?c}</td>
        <td data-label="Host key"><#if key.error??><span class="state bad">Not seen</span> ${key.error}<#else>${key.host_key_type}
          <span class="mono">${key.host_key_fingerprint!""}</span></#if></td>
      </tr>
      </#list>
    </tbody>
  </table>
</section>
</#if>
<section class="panel" aria-labelledby="login">
  <h2 id="login">Servers and login</h2>
  <form method="post" action="/provision" autocomplete="off">
    <div class="fields">
      <div class="field whole">
        <label for="f-hosts">Hosts</label>
        <textarea id="f-hosts" name="hosts" class="mono" rows="8" required autocomplete="off" autocapitalize="none"
          spellcheck="false"<@ui.described "hosts" "x"/>>${(form.hosts)!""}</textarea>
        <@ui.notes "hosts" "One server on each line: alias,host or alias,host,port. Their host keys are shown before anything is done."/>
      </div>
      <@ssh.user form!{}/>
      <@ssh.credential/>
      <@ssh.daemon form!{}/>
    </div>
    <button type="submit"><#if keys?has_content>Yes, set them up<#else>Look at their host keys</#if></button>
  </form>
</section>
</@ui.page>
