<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- How the portal logs in over SSH. What is secret is never filled in: it comes from the person each time. -->
<#macro credential>
  <@ui.field name="ssh_password" label="Password" type="password" autocomplete="off" hint="Or a private key below."/>
  <@ui.field name="sudo_password" label="Password for sudo" type="password" autocomplete="off"
    hint="Empty: that of the login, where sudo asks for one."/>
  <div class="field whole">
    <label for="f-ssh_private_key">Private key <span class="optional">optional</span></label>
    <textarea id="f-ssh_private_key" name="ssh_private_key" class="mono" rows="4" autocomplete="off"
      autocapitalize="none" spellcheck="false"<@ui.described "ssh_private_key" "x"/>></textarea>
    <@ui.notes "ssh_private_key" "As in ~/.ssh/id_ed25519, from BEGIN to END, in place of a password."/>
  </div>
  <@ui.field name="ssh_passphrase" label="Passphrase of the key" type="password" autocomplete="off"/>
</#macro>
<#macro user from>
  <@ui.field name="ssh_port" label="SSH port" value=(from.ssh_port)!22 required=true inputmode="numeric"
    pattern="[0-9]{1,5}" maxlength="5" autocomplete="off" title="A number from 1 to 65535"/>
  <@ui.field name="ssh_user" label="SSH user" value=(from.ssh_user)!"root" required=true maxlength="64"
    autocomplete="off" autocapitalize="none" spellcheck="false" hint="Root, or somebody who may use sudo."/>
</#macro>
<#macro daemon from>
  <@ui.select name="existing_daemon" label="Another FTP daemon" value=(from.existing_daemon)!"refuse"
    hint="What to do where one is there that isn't FTPCluster's."
    options=[{"value": "refuse", "label": "Stop, and say what is there"},
      {"value": "keep", "label": "Keep it as it is: the agent only"}]/>
</#macro>
