<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign all = ["list", "download", "upload", "overwrite", "delete", "rename", "mkdir"]>
<#-- What becomes of an account's files. -->
<#macro leftFiles>
<p><label>If the portal made an account for it, the files there
  <select name="files">
    <option value="keep">are kept, moved aside on the server</option>
    <option value="archive">are packed into one file on the server</option>
    <option value="remove">are removed for good</option>
  </select></label></p>
</#macro>
<#macro rights ticked>
<fieldset id="f-rights" tabindex="-1"<@ui.described "rights" "yes"/>>
  <legend>Rights</legend>
  <div class="ticks">
    <#list all as right>
    <label class="tick"><input type="checkbox" name="rights" value="${right}"<#if ticked?seq_contains(right)> checked</#if>>
      ${right}</label>
    </#list>
  </div>
  <@ui.notes "rights" "What this user may do on the server; at least one."/>
</fieldset>
</#macro>
