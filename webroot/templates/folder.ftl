<#ftl output_format="HTML">
<#assign layout = .get_optional_template("layout.ftl")>
<#if layout.exists><@layout.include/></#if>
<#-- What needs a script is hidden until the script has come. -->
<#macro tool does symbol label>
<button type="button" class="quiet" data-do="${does}" data-label="${label}"><@icon symbol/><span>${label}</span></button>
</#macro>
<#macro tools>
<div class="tools" id="tools" role="group" aria-label="What can be done" hidden>
  <div class="usual">
    <@tool "upload" "upload" "Upload"/>
    <@tool "upload-folder" "folder-up" "Upload folder"/>
    <@tool "new-folder" "folder-plus" "New folder"/>
    <@tool "sort" "arrow-up-down" "Sort"/>
  </div>
  <div class="chosen">
    <@tool "download" "download" "Download"/>
    <@tool "rename" "pencil" "Rename"/>
    <@tool "move" "move" "Move"/>
    <@tool "delete" "trash-2" "Delete"/>
    <button type="button" class="quiet" data-do="menu" data-label="More" aria-haspopup="menu"><@icon "ellipsis"/><span>More</span></button>
    <button type="button" class="plain" data-do="clear" title="Choose none (Esc)"><@icon "x"/><span class="unseen">Choose none</span></button>
  </div>
  <label class="sift"><@icon "search"/><span class="unseen">Filter by name</span>
    <input type="search" id="filter" placeholder="Filter" title="Filter by name (press /)" autocomplete="off" spellcheck="false" maxlength="255"></label>
</div>
</#macro>
<#macro column key label>
<th scope="col" class="${key}"<#if order?? && order?remove_beginning("-") == key> aria-sort="${order?starts_with("-")?then("descending", "ascending")}"</#if>><#if cut?? || brief><#t>
<#if order??><a class="order" href="?sort=${(order == key)?then("-" + key, key)}">${label}</a><#else>${label}</#if><#else>${label}</#if></th><#t>
</#macro>
<#macro folder>
<#if alias??>
<nav class="breadcrumbs path" aria-label="Breadcrumbs" id="path">
<ol>
<#list breadcrumbs as crumb>
<li><a href="${crumb.href}"<#if !crumb?has_next> aria-current="page"</#if>>${crumb.name}</a></li>
</#list>
</ol>
</nav>
</#if>
<h1<#if alias??> class="unseen"</#if>>${title}</h1>
<#if cut??>
<p class="notice" id="cut">These are the first ${cut} <#if total??>of ${total?string(",##0")} entries<#else>entries of a large folder</#if>. <a href="?all">Show all</a></p>
</#if>
<#if sorted??>
<p class="notice" role="status">This folder is large: its first ${sorted?string(",##0")} entries are sorted, the rest follow as the server lists them.</p>
<#elseif incomplete?has_content>
<p class="notice" role="status">This list is incomplete: ${incomplete}</p>
</#if>
<#if alias?? && page??>
<div id="browser" class="browser" data-href="${here}" data-server="${alias}" data-user="${username}" data-rights="${.data_model.rights?join(" ")}">
<@tools/>
<p class="tally" id="tally" role="status"></p>
</#if>
<table class="files<#if !alias??> servers</#if>" id="entries">
<thead>
<tr><#if alias??><@column "name" "Name"/><@column "size" "Size"/><@column "modified" "Modified (UTC)"/><#else><th scope="col" class="name" colspan="3">Server</th></#if></tr>
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
<#if alias?? && page??>
</div>
</#if>
<#if sorted?? && incomplete?has_content>
<p class="notice" role="status">This list is incomplete: ${incomplete}</p>
</#if>
</#macro>
<#assign title = alias???then(breadcrumbs?last.name, "Servers of " + username)>
<#if page??>
<@page title=title current="files" script=alias???then("files/main.js", "files/servers.js")><@folder/></@page>
<#else>
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><@folder/></body>
</html>
</#if>
