<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- Starts a test; with several permissions one chooses whose login is used. -->
<#macro form server permissions=[] chosen="" button="Test this server">
<form method="post" action="/servers/${server.id?url("UTF-8")}/test">
  <#if permissions?size gt 1>
  <#local logins = []>
  <#list permissions as permission>
  <#local logins += [{"value": permission.id, "label": permission.ftp_username + " (permission of " + permission.username + ")"}]>
  </#list>
  <div class="fields"><@ui.select name="permission_id" label="Login" value=chosen options=logins
    hint="Whose stored login is used."/></div>
  <#else>
  <input type="hidden" name="permission_id" value="<#if permissions?size == 1>${permissions[0].id}</#if>">
  <#if !permissions?has_content>
  <p class="hint">Nobody has a permission for this server yet, so the test ends before the login.</p>
  </#if>
  </#if>
  <button type="submit">${button}</button>
</form>
</#macro>
