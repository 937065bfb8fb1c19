<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "permission-fields.ftl" as parts>
<#assign ticked = (form?has_content)?then((form.rights)![], parts.all)>
<#if ticked?is_string><#assign ticked = [ticked]></#if>
<#function choices items key>
  <#local made = []>
  <#list items as item><#local made += [{"value": item.id, "label": item[key]}]></#list>
  <#return made>
</#function>
<#-- Names of stored logins are their server's; one that isn't the chosen server's is refused. -->
<#function stored>
  <#local made = []>
  <#list logins![] as login>
    <#list servers as server><#if server.id == login.server_id>
      <#local made += [{"value": login.name, "label": server.alias + ": " + login.name}]></#if></#list>
  </#list>
  <#return made>
</#function>
<#macro list>
<section class="panel" aria-labelledby="list">
  <h2 id="list">Who may use which server</h2>
  <#if permissions?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">User</th><th scope="col">Server</th><th scope="col">FTP username</th>
        <th scope="col">Rights</th><th scope="col">Root folder</th><th scope="col"><span class="unseen">Change or remove</span></th>
      </tr>
    </thead>
    <tbody>
      <#list permissions as permission>
      <tr>
        <th scope="row"><a href="/users/${permission.user_id?url("UTF-8")}"><bdi>${permission.username}</bdi></a></th>
        <td data-label="Server"><a href="/servers/${permission.server_id?url("UTF-8")}"><bdi>${permission.alias}</bdi></a></td>
        <td data-label="FTP username"><bdi>${permission.ftp_username}</bdi><#if (permission.login!"")?has_content>,
          stored login <bdi>${permission.login}</bdi></#if></td>
        <td data-label="Rights"><@ui.rights permission.rights/></td>
        <td data-label="Root folder"><#if (permission.root!"")?has_content><bdi class="mono">${permission.root}</bdi><#else>Login folder</#if></td>
        <td>
          <a href="/permissions/${permission.id?url("UTF-8")}">Change<span class="unseen">: ${permission.username} on
            ${permission.alias}</span></a>
          <@ui.danger action="/permissions/" + permission.id?url("UTF-8") summary="Remove…"
            of=permission.username + " from " + permission.alias
            button="Remove " + permission.username + " from " + permission.alias fields=parts.leftFiles>
            <bdi>${permission.username}</bdi> loses access to <bdi>${permission.alias}</bdi> at once. An account that the portal
            made there, <bdi>${permission.ftp_username}</bdi>, is removed as soon as the server's agent can.
          </@ui.danger>
        </td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">No permissions yet. <#if servers?has_content>Grant the first one below.<#else>They need a server.</#if></p>
  </#if>
</section>
</#macro>
<#macro add>
<section class="panel" aria-labelledby="add">
  <h2 id="add">Grant a permission</h2>
  <#if !users?has_content>
  <p class="empty">No users yet. <a href="/users#add">Add a user</a> first.</p>
  <#elseif !servers?has_content>
  <p class="empty">No servers yet. <a href="/servers#add">Add a server</a> first.</p>
  <#else>
  <form method="post" action="/permissions">
    <div class="fields">
      <@ui.select name="user_id" label="User" value=(form.user_id)!(chosen.user_id)!"" prompt="Choose a user"
        options=choices(users, "username")/>
      <@ui.select name="server_id" label="Server" value=(form.server_id)!(chosen.server_id)!"" prompt="Choose a server"
        options=choices(servers, "alias")/>
      <@ui.field name="ftp_username" label="FTP username" value=(form.ftp_username)!"" maxlength="128"
        autocomplete="off" autocapitalize="none" spellcheck="false"
        hint="The login on the FTP server. Without a password: how the account is to be called; empty: like the user."/>
      <@ui.field name="user_pass" label="FTP password" type="password" maxlength="256" autocomplete="new-password"
        hint="Stored encrypted; nobody can read it here again. Empty: the server's agent makes an account for this user, and the portal its password."/>
      <@ui.field name="ftp_account" label="FTP account" type="password" maxlength="256" autocomplete="new-password"
        hint="Only for servers that ask for an account (ACCT) besides the password; stored like it."/>
      <#if stored()?has_content>
      <@ui.select name="login" label="Stored login" value=(form.login)!"" prompt="None: the login above, or an account"
        options=stored() optional=true
        hint="One of the chosen server that several users share, in place of the three fields before it."/>
      </#if>
      <@ui.field name="quota_bytes" label="Quota in bytes" value=(form.quota_bytes)!"" inputmode="numeric"
        pattern="[0-9]{1,19}" maxlength="19" autocomplete="off" title="A number of bytes"
        hint="Of an account that the portal makes, such as 5368709120 (5 GiB). Empty: as much as fits."/>
      <@ui.field name="root" label="Root folder" value=(form.root)!"" autocomplete="off" autocapitalize="none"
        spellcheck="false" hint="Absolute, such as /srv/share. Empty: where the login lands."/>
    </div>
    <@parts.rights ticked/>
    <button type="submit">Grant permission</button>
  </form>
  </#if>
</section>
</#macro>
<@ui.page title="Permissions" current="permissions">
<div class="head">
  <h1>Permissions</h1>
  <p class="actions">
    <a class="button" href="/permission-matrix"><@ui.icon "grid-3x3"/>Matrix</a>
    <#if !ui.failed()><a class="button" href="#add"><@ui.icon "plus"/>Grant a permission</a></#if>
  </p>
</div>
<@ui.errors/>
<#-- Whoever has something to correct comes to the form first, however long the list is. -->
<#if ui.failed()><@add/><@list/><#else><@list/><@add/></#if>
</@ui.page>
