<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- What an admin says about a server; "from" holds the values to show. -->
<#macro fields from>
<div class="fields">
  <@ui.field name="alias" label="Alias" value=(from.alias)!"" required=true maxlength="64" autocomplete="off"
    autocapitalize="none" spellcheck="false" hint="The folder that people see: letters, digits and . _ @ -"/>
  <@ui.field name="host" label="Host" value=(from.host)!"" required=true maxlength="253" autocomplete="off"
    autocapitalize="none" spellcheck="false" hint="Name or IP address, as the portal reaches it."/>
  <@ui.field name="ftp_port" label="FTP port" value=(from.ftp_port)!21 required=true inputmode="numeric"
    pattern="[0-9]{1,5}" maxlength="5" autocomplete="off" title="A number from 1 to 65535"
    hint="Usually 21, or 990 with implicit TLS."/>
  <@ui.select name="ftp_security" label="FTP security" value=(from.ftp_security)!"explicit"
    hint="How the connection from the portal to the server is encrypted."
    options=[{"value": "explicit", "label": "Explicit TLS (AUTH TLS)"},
      {"value": "implicit", "label": "Implicit TLS"}, {"value": "none", "label": "None: not encrypted"}]/>
  <@ui.field name="encoding" label="Encoding" value=(from.encoding)!"auto" required=true maxlength="40"
    autocomplete="off" spellcheck="false" hint="Of file names: auto, or a charset such as ISO-8859-1 that always holds."/>
  <@ui.select name="data_mode" label="Data connections" value=(from.data_mode)!"auto"
    hint="Who connects to whom when files and lists are moved."
    options=[{"value": "auto", "label": "Passive: EPSV, else PASV"}, {"value": "epsv", "label": "Passive: EPSV only"},
      {"value": "pasv", "label": "Passive: PASV only"},
      {"value": "active", "label": "Active: the server connects to the portal"}]/>
  <@ui.select name="upload_mode" label="Uploads" value=(from.upload_mode)!"atomic"
    hint="Direct is for servers that take files away as soon as they are there."
    options=[{"value": "atomic", "label": "Under a temporary name, renamed when whole"},
      {"value": "direct", "label": "Straight to the final name"}]/>
  <@ui.field name="admin_user" label="Admin user" value=(from.admin_user)!"" maxlength="64" autocomplete="off"
    autocapitalize="none" spellcheck="false" hint="System account for managing the server. Empty: not managed."/>
  <@ui.field name="telemetry_seconds" label="Seconds between measurements"
    value=(from.telemetry_seconds)!"" inputmode="numeric" pattern="[0-9]{1,4}" maxlength="4"
    autocomplete="off" title="A number from 1 to 3600" hint="Of its agent, 1 to 3600. Empty: the portal's usual."/>
  <@ui.field name="probe_username" label="Probe account" value=(from.probe_username)!"" maxlength="128"
    autocomplete="off" autocapitalize="none" spellcheck="false"
    hint="Without an agent the portal tries the server each minute, with this login. Empty: without one."/>
  <@ui.field name="probe_password" label="Its password" type="password" maxlength="256"
    autocomplete="new-password" hint=((from.probe_username)!"")?has_content?then("Empty: as it is.", "Of the probe account.")/>
  <@ui.field name="ftp_passive_ports" label="Passive ports" value=(from.ftp_passive_ports)!"" maxlength="11"
    autocomplete="off" pattern="[0-9]{1,5}-[0-9]{1,5}" title="Two ports such as 50000-50099"
    hint="Of its FTP daemon, such as 50000-50099. Empty: unknown."/>
  <div class="whole">
    <@ui.field name="tls_fingerprint" label="TLS fingerprint" value=(from.tls_fingerprint)!"" maxlength="95"
      autocomplete="off" autocapitalize="none" spellcheck="false" class="mono"
      hint="SHA-256 of the server's certificate, 64 hex digits, colons allowed. Empty: the system's CAs decide."/>
  </div>
</div>
</#macro>
