<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "permission-fields.ftl" as parts>
<#assign action = "/permissions/" + permission.id?url("UTF-8")>
<#assign ticked = (form?has_content)?then((form.rights)![], permission.rights)>
<#if ticked?is_string><#assign ticked = [ticked]></#if>
<#assign stored = []>
<#list logins![] as login><#assign stored += [{"value": login.name, "label": login.name}]></#list>
<@ui.page title="Permission of " + permission.username + " for " + permission.alias current="permissions">
<@ui.crumbs "/permissions" "Permissions"><bdi>${permission.username}</bdi> on <bdi>${permission.alias}</bdi></@ui.crumbs>
<h1><bdi>${permission.username}</bdi> on <bdi>${permission.alias}</bdi></h1>
<@ui.errors/>
<dl class="facts">
  <div><dt>User</dt><dd><a href="/users/${permission.user_id?url("UTF-8")}"><bdi>${permission.username}</bdi></a></dd></div>
  <div><dt>Server</dt><dd><a href="/servers/${permission.server_id?url("UTF-8")}"><bdi>${permission.alias}</bdi></a></dd></div>
  <div><dt>FTP username</dt><dd><bdi>${permission.ftp_username}</bdi><#if (permission.login!"")?has_content>, stored login
    <bdi>${permission.login}</bdi></#if></dd></div>
  <div><dt>Granted (UTC)</dt><dd><@ui.when permission.created_at!""/></dd></div>
  <div><dt>Id</dt><dd><code>${permission.id}</code></dd></div>
</dl>
<section class="panel" aria-labelledby="change">
  <h2 id="change">Change</h2>
  <p>Transfers under way that are no longer allowed, or that go elsewhere now, end at once.</p>
  <form method="post" action="${action}">
    <input type="hidden" name="_method" value="patch">
    <div class="fields">
      <@ui.field name="quota_bytes" label="Quota in bytes" inputmode="numeric" pattern="[0-9]{1,19}" maxlength="19"
        value=(form?has_content)?then((form.quota_bytes)!"", (permission.quota_bytes)!"") autocomplete="off"
        title="A number of bytes" hint="Of an account that the portal makes. Empty: as much as fits."/>
      <@ui.field name="root" label="Root folder" value=(form?has_content)?then((form.root)!"", (permission.root)!"")
        autocomplete="off" autocapitalize="none" spellcheck="false"
        hint="Absolute, such as /srv/share. Empty: where the login lands."/>
    </div>
    <@parts.rights ticked/>
    <h3>Another login</h3>
    <p>Leave this empty to keep the login. An account that the portal made for this permission is removed on the server when
      it gets another login.</p>
    <div class="fields">
      <@ui.field name="ftp_username" label="FTP username" value=(form.ftp_username)!"" maxlength="128" autocomplete="off"
        autocapitalize="none" spellcheck="false" hint="Empty: as it is."/>
      <@ui.field name="user_pass" label="FTP password" type="password" maxlength="256" autocomplete="new-password"
        hint="Stored encrypted; nobody can read it here again. Empty: as it is."/>
      <@ui.field name="ftp_account" label="FTP account" type="password" maxlength="256" autocomplete="new-password"
        hint="Only for servers that ask for an account (ACCT). Empty: as it is."/>
      <#if stored?has_content>
      <@ui.select name="login" label="Stored login" value=(form.login)!"" prompt="None, or as it is" options=stored
        optional=true hint="One that several users share, in place of the three fields before it."/>
      </#if>
    </div>
    <@parts.leftFiles/>
    <button type="submit">Save permission</button>
  </form>
</section>
</@ui.page>
