<#ftl output_format="HTML">
<#assign layout = .get_optional_template("layout.ftl")>
<#if layout.exists><@layout.include/></#if>
<#macro folder>
<#if alias??>
<nav class="breadcrumbs" aria-label="Breadcrumbs">
<ol>
<#list breadcrumbs as crumb>
<li><a href="${crumb.href}"<#if !crumb?has_next> aria-current="page"</#if>>${crumb.name}</a></li>
</#list>
</ol>
</nav>
</#if>
<h1>${title}</h1>
<#if sorted??>
<p class="notice" role="status">This folder is large: its first ${sorted?string(",##0")} entries are sorted, the rest follow as the server lists them.</p>
<#elseif incomplete?has_content>
<p class="notice" role="status">This list is incomplete: ${incomplete}</p>
</#if>
<table class="files">
<thead>
<tr><th scope="col" class="name"<#if !alias??> colspan="3"</#if>><#if alias??>Name</th><th scope="col" class="size">Size</th><th scope="col" class="modified">Modified (UTC)<#else>Server</#if></th></tr>
</thead>
<tbody>
<#if parent_href??>
<tr class="parent"><td class="name"><a href="${parent_href}">..</a></td><td class="size"></td><td class="modified"></td></tr>
</#if>
<#list entries as entry>
<tr class="${entry.type}"><td class="name"><a href="${entry.href}">${entry.name}<#if entry.type == "directory">/</#if></a></td><td class="size"><#if entry.size??><data value="${entry.size?c}">${entry.size_text}</data></#if></td><td class="modified"><#if entry.modified??><time datetime="${entry.modified}">${entry.modified?replace("T", " ")?remove_ending("Z")}</time></#if></td></tr>
<#else>
<tr class="empty"><td class="name" colspan="3"><#if alias??>This folder is empty.<#else>No servers yet; an admin gives access to them.</#if></td></tr>
</#list>
</tbody>
</table>
<#if sorted?? && incomplete?has_content>
<p class="notice" role="status">This list is incomplete: ${incomplete}</p>
</#if>
</#macro>
<#assign title = alias???then(breadcrumbs?last.name, "Servers of " + username)>
<#if page??>
<@page title=title current="files"><@folder/></@page>
<#else>
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><@folder/></body>
</html>
</#if>
