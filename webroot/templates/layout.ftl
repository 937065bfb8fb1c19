<#ftl output_format="HTML">
<#-- The frame and the form parts that all pages share. No inline style or script: the content security policy forbids
     them. "errors" maps a field's name to what is wrong with it; it is read from the data model because a macro here
     has the same name. -->

<#-- A page that changes while one looks at it names its script, and how often it is loaded anew where scripts are off. -->
<#macro page title current="" script="" reload="" wide=false>
<!DOCTYPE html>
<html lang="en" data-theme="${(me.theme)!"system"}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title><#if failed()>Error: </#if>${title} · FTPCluster</title>
  <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
  <#list ["tokens", "shell", "components", "tables", "fleet", "files"] as sheet>
  <link rel="stylesheet" href="${assets}${sheet}.css">
  </#list>
  <#if me??><script type="module" src="${assets}shell.js"></script>
  <script type="module" src="${assets}find.js"></script></#if>
  <#if script?has_content>
  <script type="module" src="${assets}${script}"></script>
  <#if reload?has_content><noscript><meta http-equiv="refresh" content="${reload}"></noscript></#if>
  </#if>
</head>
<body<#if me??> class="shell"</#if>>
  <a class="skip" href="#main">Skip to content</a>
  <#if me??>
  <header class="masthead">
    <button type="button" class="plain" popovertarget="menu"><@icon "menu"/><span class="unseen">Menu</span></button>
    <@brand/>
    <button type="button" class="plain" data-find hidden><@icon "search"/><span class="unseen">Find</span></button>
  </header>
  <div class="sidebar" id="menu" popover>
    <@brand/>
    <button type="button" class="finder" data-find hidden><@icon "search"/>Find <kbd>Ctrl K</kbd></button>
    <nav class="places" aria-label="Main">
      <ul>
        <@place "dashboard" "/dashboard" "Dashboard" "layout-dashboard" current/>
        <@place "files" "/ftp/" + me.username?url("UTF-8") + "/" "Files" "folder" current/>
        <@place "transfers" "/transfers" "Transfers" "arrow-left-right" current/>
        <@place "copies" "/copies" "Copies" "copy" current/>
      </ul>
      <#if me.admin!false>
      <p id="nav-fleet">Fleet</p>
      <ul aria-labelledby="nav-fleet">
        <@place "servers" "/servers" "Servers" "server" current/>
        <@place "alerts" "/alerts" "Alerts" "bell" current/>
        <@place "jobs" "/jobs" "Jobs" "list-checks" current/>
      </ul>
      <p id="nav-access">Access</p>
      <ul aria-labelledby="nav-access">
        <@place "users" "/users" "Users" "users" current/>
        <@place "permissions" "/permissions" "Permissions" "shield-check" current/>
        <@place "sessions" "/sessions" "Sessions" "key-round" current/>
      </ul>
      <p id="nav-portal">Portal</p>
      <ul aria-labelledby="nav-portal">
        <@place "audit" "/audit" "Audit" "scroll-text" current/>
        <@place "nodes" "/nodes" "Nodes" "network" current/>
        <@place "docs" "/docs" "API" "book-open" current/>
      </ul>
      <#else>
      <ul><@place "docs" "/docs" "API" "book-open" current/></ul>
      </#if>
    </nav>
    <div class="account">
      <a class="who" href="/me"<#if current == "account"> aria-current="page"</#if>><@icon "user"/><span class="unseen">Your account: </span><bdi>${me.username}</bdi></a>
      <form method="post" action="/me/preferences" id="theme">
        <input type="hidden" name="next" value="${(.data_model.here)!"/me"}">
        <#local other = (((me.theme)!"system") == "light")?then("dark", "light")>
        <button type="submit" name="theme" value="${other}" class="plain" title="${other?cap_first} theme"><@icon (other == "light")?then("sun", "moon")/><span class="unseen">${other?cap_first} theme</span></button>
      </form>
      <form method="post" action="/logout">
        <button type="submit" class="plain" title="Log out"><@icon "log-out"/><span class="unseen">Log out</span></button>
      </form>
    </div>
  </div>
  <dialog class="find" id="find" aria-label="Find a page, server or user"<#if me.admin!false> data-admin</#if>>
    <label class="unseen" for="find-text">Page, server or user</label>
    <input id="find-text" type="search" autocomplete="off" spellcheck="false" maxlength="100" placeholder="Page, server or user" role="combobox" aria-expanded="true" aria-controls="found">
    <ul id="found" role="listbox" aria-label="What fits"></ul>
    <p class="hint" aria-live="polite"></p>
  </dialog>
  <#else>
  <header class="masthead stranger">
    <@brand/>
    <#if current != "login"><a href="/login">Log in</a></#if>
  </header>
  </#if>
  <div class="content">
  <main id="main" class="wide<#if wide> full</#if>" tabindex="-1">
<#if ((me.admin)!false) && ((.data_model.in_the_open)!false)>
<div class="alert" role="note">
  <p><strong>Not encrypted:</strong> this portal takes plain HTTP from the network, so that anyone on the way can read
  passwords and files. Set <code>FTPCLUSTER_TLS_CERT</code> and <code>FTPCLUSTER_TLS_KEY</code>, or put a proxy with TLS in
  front and name it in <code>FTPCLUSTER_TRUSTED_PROXIES</code>.</p>
</div>
</#if>
<#nested>
  </main>
  <footer class="bottom">
    <div class="wide">
      <span>FTPCluster</span>
      <#if node??><span>Node <bdi id="node">${node}</bdi></span></#if>
      <#if !me??><a href="/docs">API docs</a></#if>
    </div>
  </footer>
  </div>
</body>
</html>
</#macro>

<#macro brand>
<a class="brand" href="/dashboard"><img src="/assets/favicon.svg" alt="" width="24" height="24">FTPCluster</a>
</#macro>

<#-- One of icons.svg. Words stand beside it, or in it unseen: an icon says nothing by itself. -->
<#macro icon name class="">
<svg class="icon<#if class?has_content> ${class}</#if>" aria-hidden="true" focusable="false"><use href="${.data_model.assets}icons.svg#${name}"></use></svg><#t>
</#macro>

<#macro place id href label symbol current>
        <li><a href="${href}"<#if id == current> aria-current="page"</#if>><@icon symbol/><span data-name>${label}</span></a></li>
</#macro>

<#-- Where in the hierarchy a page sits; the page itself is the nested text. -->
<#macro crumbs href label>
<nav class="breadcrumbs" aria-label="Breadcrumbs">
  <ol>
    <li><a href="${href}">${label}</a></li>
    <li><span aria-current="page"><#nested></span></li>
  </ol>
</nav>
</#macro>

<#function failed>
  <#return (.data_model.error)?has_content || (.data_model.errors)?has_content>
</#function>

<#function text value="">
  <#if value?is_number><#return value?c></#if>
  <#return value>
</#function>

<#function orDash value="">
  <#return value?has_content?then(value, "–")>
</#function>

<#-- What the fields are called when an error names one away from its place. -->
<#assign labels = {"username": "Username", "password": "Password",
  "current_password": "Current password", "new_password": "New password", "role": "Role", "alias": "Alias", "host": "Host",
  "ftp_port": "FTP port", "ftp_security": "FTP security", "tls_fingerprint": "TLS fingerprint", "encoding": "Encoding",
  "admin_user": "Admin user",
  "telemetry_seconds": "Seconds between measurements", "user_id": "User", "server_id": "Server", "ftp_username": "FTP username",
  "user_pass": "FTP password", "ftp_account": "FTP account", "name": "Name",
  "login": "Stored login", "files": "Files", "rights": "Rights", "root": "Root folder",
  "ssh_host": "SSH host", "ssh_port": "SSH port", "ssh_user": "SSH user", "ssh_password": "Password",
  "ssh_private_key": "Private key", "ssh_passphrase": "Passphrase of the key", "sudo_password": "Password for sudo",
  "existing_daemon": "Another FTP daemon", "hosts": "Hosts"}>

<#-- Below the headline: what the form before this page achieved. -->
<#macro done>
<#if (.data_model.notice)?has_content>
<p class="notice good" role="status">${.data_model.notice}</p>
</#if>
</#macro>

<#-- Above a form: what went wrong as a whole, and a link to each field that has an error. -->
<#macro errors>
<@done/>
<#if failed()>
<div class="alert" role="alert">
  <p><strong>Error:</strong> ${(.data_model.error)!"Please correct the fields below."}</p>
  <#if (.data_model.errors)?has_content>
  <ul>
    <#list .data_model.errors as name, wrong>
    <li><#if labels[name]??><a href="#f-${name}">${labels[name]}</a><#else>${name}</#if> ${wrong}</li>
    </#list>
  </ul>
  </#if>
</div>
</#if>
</#macro>

<#function errorOf name>
  <#return (.data_model.errors[name])!"">
</#function>

<#macro described name hint>
<#local ids = (errorOf(name)?has_content)?then("e-" + name + " ", "") + (hint?has_content)?then("h-" + name, "")>
<#if ids?has_content> aria-describedby="${ids?trim}"</#if><#if errorOf(name)?has_content> aria-invalid="true"</#if><#t>
</#macro>

<#macro notes name hint>
  <#if errorOf(name)?has_content>
  <p class="wrong" id="e-${name}"><span class="unseen">Error: </span>${errorOf(name)?cap_first}</p>
  </#if>
  <#if hint?has_content>
  <p class="hint" id="h-${name}">${hint}</p>
  </#if>
</#macro>

<#-- An input with its label, hint and error. Further attributes go to the input; true means present, false absent. -->
<#macro field name label value="" type="text" hint="" attributes...>
<div class="field">
  <label for="f-${name}">${label}<#if !attributes.required??> <span class="optional">optional</span></#if></label>
  <input id="f-${name}" name="${name}" type="${type}"<#if type != "password"> value="${text(value)}"</#if><#t>
    <#list attributes as key, given><#if given?is_boolean><#if given> ${key}</#if><#else> ${key}="${given}"</#if></#list><#t>
    <@described name hint/><#if errorOf(name)?has_content && !attributes.autofocus??> autofocus</#if>>
  <@notes name hint/>
</div>
</#macro>

<#-- A list to choose from: options are {value, label}; "prompt" is the first entry, which chooses nothing. -->
<#macro select name label options value="" hint="" prompt="" optional=false>
<div class="field">
  <label for="f-${name}">${label}<#if optional> <span class="optional">optional</span></#if></label>
  <select id="f-${name}" name="${name}"<#if !optional> required</#if><@described name hint/>>
    <#if prompt?has_content><option value="">${prompt}</option></#if>
    <#list options as option>
    <option value="${option.value}"<#if option.value == value> selected</#if>>${option.label}</option>
    </#list>
  </select>
  <@notes name hint/>
</div>
</#macro>

<#-- Deletes what "action" names. The checkbox has no name, so it isn't sent: it only makes one say it twice. What "of"
     says is only read aloud: it tells apart the blocks of a table. "fields" is a macro that asks for more. -->
<#macro danger action button summary of="" fields="">
<details class="danger">
  <summary>${summary}<#if of?has_content><span class="unseen"> ${of}</span></#if></summary>
  <div class="inside">
    <p><#nested></p>
    <form method="post" action="${action}">
      <input type="hidden" name="_method" value="delete">
      <#if fields?is_macro><@fields/></#if>
      <label class="tick"><input type="checkbox" required> Yes, ${button?uncap_first}</label>
      <button type="submit" class="danger">${button}</button>
    </form>
  </div>
</details>
</#macro>

<#-- An instant such as 2026-07-26T19:46:25.123Z, in UTC. -->
<#macro when at="">
<#local iso = "${at}">
<#if iso?has_content><time datetime="${iso}">${iso?replace("T", " ")?keep_before(".")?remove_ending("Z")}</time></#if><#t>
</#macro>

<#-- Host and port; the colons of an IPv6 address need brackets (RFC 3986). -->
<#macro address server>
<#if server.host?contains(":")>[${server.host}]<#else>${server.host}</#if>:${text(server.ftp_port)}<#t>
</#macro>

<#macro rights given=[]>
<ul class="tags"><#t>
  <#if given?size == 7><li>full access</li><#else><#list given as right><li>${right}</li></#list></#if><#t>
</ul><#t>
</#macro>

<#macro security mode>
<#if mode == "none"><span class="state warn">Not encrypted</span><#t>
<#elseif mode == "explicit"><span class="state good">Explicit TLS</span><#t>
<#else><span class="state good">Implicit TLS</span></#if><#t>
</#macro>
