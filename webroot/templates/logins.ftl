<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "server-logins.ftl" as stored>
<@ui.page title="Stored logins of " + server.alias current="servers">
<@ui.crumbs "/servers/" + server.id?url("UTF-8") server.alias>Stored logins</@ui.crumbs>
<h1>Stored logins of <bdi>${server.alias}</bdi></h1>
<@ui.errors/>
<@stored.panel server=server logins=logins![]/>
</@ui.page>
