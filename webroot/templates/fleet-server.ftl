<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "fleet-parts.ftl" as fleet>
<@ui.page title="Server " + live.alias current="dashboard" script="server.js" reload="30">
<@ui.crumbs "/dashboard" "Dashboard"><bdi>${live.alias}</bdi></@ui.crumbs>
<h1>Server <bdi>${live.alias}</bdi></h1>
<#if live.files??><p><a href="${live.files}">Files on this server</a></p></#if>
<@fleet.panel live/>
</@ui.page>
