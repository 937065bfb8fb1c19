<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "server-fields.ftl" as parts>
<#import "server-test-form.ftl" as test>
<#import "server-agent.ftl" as agent>
<#import "server-setup.ftl" as setup>
<#import "server-accounts.ftl" as accounts_of>
<#import "server-logins.ftl" as stored>
<#import "fleet-parts.ftl" as fleet>
<#assign action = "/servers/" + server.id?url("UTF-8")>
<@ui.page title="Server " + server.alias current="servers" script="server.js">
<@ui.crumbs "/servers" "Servers"><bdi>${server.alias}</bdi></@ui.crumbs>
<h1>Server <bdi>${server.alias}</bdi></h1>
<@ui.errors/>
<dl class="facts">
  <div><dt>Address</dt><dd class="mono"><@ui.address server/></dd></div>
  <div><dt>Security</dt><dd><@ui.security server.ftp_security/></dd></div>
  <#if (server.ftp_passive_ports!"")?has_content><div><dt>Passive ports</dt><dd>${server.ftp_passive_ports}</dd></div></#if>
  <div><dt>Created (UTC)</dt><dd><@ui.when server.created_at!""/></dd></div>
  <div><dt>Id</dt><dd><code>${server.id}</code></dd></div>
</dl>
<nav class="sections" aria-label="On this page">
  <ul>
    <#if live??><li><a href="#now">Now</a></li></#if>
    <#list {"setup": "Set-up", "accounts": "Accounts", "logins": "Logins", "files": "Files", "test": "Test", "log": "Log", "settings": "Settings", "agent": "Agent"} as id, label>
    <li><a href="#${id}">${label}</a></li>
    </#list>
  </ul>
</nav>
<#-- What is to be done comes first: a server of which nothing was heard, and that answers no probe either, is to be set up. -->
<#assign first = enrolment?? || !live?? || live.state == "never_seen" || ((live.probe!"")?has_content && live.state != "live")>
<#if first><@setup.panel server=server enrolment=enrolment!{} setup_script=setup_script!""/></#if>
<#if live??><@fleet.panel live/></#if>
<@accounts_of.list server=server accounts=accounts![] more=more_accounts!false
  unknown=unknown_accounts![] datalink=datalink_accounts![]/>
<@stored.panel server=server logins=logins![]/>
<section class="panel" aria-labelledby="files">
  <h2 id="files">Files</h2>
  <#if permissions?has_content>
  <p>What each login sees of it:</p>
  <ul class="tags large">
    <#list permissions as permission>
    <li><a href="/ftp/${permission.username?url("UTF-8")}/${server.alias?url("UTF-8")}/"><@ui.icon "folder"/> <bdi>${permission.username}</bdi></a></li>
    </#list>
  </ul>
  <#else>
  <p class="empty">Nobody may use it yet, so that there is no login with which to look into it.
    <a href="/permissions#add">Grant a permission</a>.</p>
  </#if>
</section>
<section class="panel" aria-labelledby="test">
  <h2 id="test">Test</h2>
  <p>Tries everything that people's requests need, step by step, and says what doesn't work and what to do about it. It
    takes seconds, with a server that doesn't answer up to a minute or so.</p>
  <@test.form server=server permissions=permissions![]/>
</section>
<section class="panel" aria-labelledby="log" id="log-panel" data-path="${action}/log">
  <h2 id="log">Log of the FTP daemon</h2>
  <p>The last lines, as the agent reads them now; <a href="${action}/log">as JSON</a>.</p>
  <p><button type="button" class="quiet" hidden>Show the log</button></p>
  <p id="log-says" role="status"></p>
  <pre class="script" id="log-lines" tabindex="0" role="region" aria-labelledby="log" hidden></pre>
</section>
<section class="panel" aria-labelledby="settings">
  <h2 id="settings">Settings</h2>
  <form method="post" action="${action}">
    <input type="hidden" name="_method" value="patch">
    <@parts.fields (form?has_content)?then(form!{}, server)/>
    <button type="submit">Save settings</button>
  </form>
</section>
<#if !first><@setup.panel server=server enrolment=enrolment!{} setup_script=setup_script!""/></#if>
<@agent.token server=server agent_token=agent_token!"" update=agent_update!{}/>
<@ui.danger action=action summary="Danger: delete this server" button="Delete server " + server.alias>
  Deleting <bdi>${server.alias}</bdi> takes it and all permissions for it out of the portal at once. The server itself,
  its accounts and its files stay as they are.
</@ui.danger>
</@ui.page>
