<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign action = "/servers/" + server.id?url("UTF-8") + "/logins/" + login.name?url("UTF-8")>
<@ui.page title="Stored login " + login.name + " of " + server.alias current="servers">
<@ui.crumbs "/servers/" + server.id?url("UTF-8") server.alias><bdi>${login.name}</bdi></@ui.crumbs>
<h1>Stored login <bdi>${login.name}</bdi></h1>
<@ui.errors/>
<dl class="facts">
  <div><dt>FTP username</dt><dd><bdi>${login.ftp_username}</bdi></dd></div>
  <div><dt>Permissions that use it</dt><dd>${ui.text(login.permissions)}</dd></div>
  <div><dt>Created (UTC)</dt><dd><@ui.when login.created_at/></dd></div>
</dl>
<section class="panel" aria-labelledby="change">
  <h2 id="change">Change</h2>
  <p>All permissions that use it have at once what is changed here.</p>
  <form method="post" action="${action}">
    <input type="hidden" name="_method" value="patch">
    <div class="fields">
      <@ui.field name="ftp_username" label="FTP username" value=(form.ftp_username)!login.ftp_username required=true
        maxlength="128" autocomplete="off" autocapitalize="none" spellcheck="false"/>
      <@ui.field name="user_pass" label="FTP password" type="password" maxlength="256" autocomplete="new-password"
        hint="Empty: as it is."/>
      <@ui.field name="ftp_account" label="FTP account" type="password" maxlength="256" autocomplete="new-password"
        hint="Only for servers that ask for an account (ACCT). Empty: as it is."/>
    </div>
    <button type="submit">Save stored login</button>
  </form>
</section>
<@ui.danger action=action summary="Danger: delete this stored login" button="Delete stored login " + login.name>
  It can be deleted only while no permission uses it. The user on the server stays.
</@ui.danger>
</@ui.page>
