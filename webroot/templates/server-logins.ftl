<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- FTP logins that many permissions of a server share. -->
<#macro panel server logins>
<#local path = "/servers/" + server.id?url("UTF-8") + "/logins">
<section class="panel" aria-labelledby="logins">
  <h2 id="logins">Stored logins</h2>
  <p>FTP logins on <bdi>${server.alias}</bdi> that several users share, each in a root folder of their own. A permission
    refers to one by its name; what is changed here reaches all of them at once.</p>
  <#if logins?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">Name</th><th scope="col">FTP username</th><th scope="col">Permissions</th>
        <th scope="col">Created (UTC)</th><th scope="col"><span class="unseen">Change</span></th>
      </tr>
    </thead>
    <tbody>
      <#list logins as login>
      <tr>
        <th scope="row"><bdi>${login.name}</bdi></th>
        <td data-label="FTP username"><bdi class="mono">${login.ftp_username}</bdi></td>
        <td data-label="Permissions">${ui.text(login.permissions)}</td>
        <td data-label="Created (UTC)"><@ui.when login.created_at/></td>
        <td><a href="${path}/${login.name?url("UTF-8")}">Change<span class="unseen"> ${login.name}</span></a></td>
      </tr>
      </#list>
    </tbody>
  </table>
  <#else>
  <p class="empty">None yet.</p>
  </#if>
  <h3>Add a stored login</h3>
  <form method="post" action="${path}">
    <div class="fields">
      <@ui.field name="name" label="Name" value=(form.name)!"" required=true maxlength="64" autocomplete="off"
        autocapitalize="none" spellcheck="false" hint="How permissions refer to it: letters, digits and . _ @ -"/>
      <@ui.field name="ftp_username" label="FTP username" value=(form.ftp_username)!"" required=true maxlength="128"
        autocomplete="off" autocapitalize="none" spellcheck="false" hint="The login on the FTP server."/>
      <@ui.field name="user_pass" label="FTP password" type="password" required=true maxlength="256"
        autocomplete="new-password" hint="Stored encrypted; nobody can read it here again."/>
      <@ui.field name="ftp_account" label="FTP account" type="password" maxlength="256" autocomplete="new-password"
        hint="Only for servers that ask for an account (ACCT) besides the password; stored like it."/>
    </div>
    <button type="submit">Add stored login</button>
  </form>
</section>
</#macro>
