<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- The contract read aloud: parts of it may be a text, a list or a map. -->
<#macro said thing><#if thing?is_string>${thing}<#elseif thing?is_hash>${thing.description!""}</#if></#macro>
<#function present thing=""><#return !(thing?is_string && thing == "") && thing?has_content></#function>
<#macro fields caption rows>
<table class="grid">
  <caption>${caption}</caption>
  <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
  <tbody>
    <#list rows as row>
    <tr>
      <th scope="row"><code>${row.name}</code></th>
      <td data-label="Type">${row.type!"string"}<#if (row.in!"")?has_content>, in ${row.in}</#if><#if row.required!false>, required</#if></td>
      <td data-label="Meaning">${row.description!""}</td>
    </tr>
    </#list>
  </tbody>
</table>
</#macro>
<@ui.page title="API docs" current="docs">
<h1>${(info.title)!"API"} <small>${(info.version)!""}</small></h1>
<#if (info.description)??><p class="lead prose">${info.description}</p></#if>
<p>The same as a machine reads it: <a href="/openapi.json">openapi.json</a> (OpenAPI).</p>
<nav class="panel" aria-labelledby="contents">
  <h2 id="contents">Operations</h2>
  <ul class="toc">
    <#list operations as operation>
    <li><a href="#${operation.id}"><code class="method">${operation.method?upper_case}</code> <code>${operation.path}</code></a></li>
    </#list>
  </ul>
</nav>
<#list operations as operation>
<section class="panel operation" aria-labelledby="${operation.id}">
  <h2 id="${operation.id}"><code class="method">${operation.method?upper_case}</code> <code>${operation.path}</code></h2>
  <p><strong>${operation.summary!""}</strong></p>
  <#if (operation.description!"")?has_content><p class="prose">${operation.description}</p></#if>
  <#if present(operation.security!"")>
  <p>Who: <#if operation.security?is_string>${operation.security}<#elseif operation.security?is_enumerable>${operation.security?join(", ")}</#if></p>
  </#if>
  <#if present(operation.parameters!"")><@fields "Parameters" operation.parameters/></#if>
  <#if present(operation.request_fields!"")><@fields "Body" operation.request_fields/></#if>
  <#if present(operation.responses!"")>
  <h3>Answers</h3>
  <dl class="answers">
    <#if operation.responses?is_hash_ex && !operation.responses?is_enumerable>
    <#list operation.responses as status, answer><div><dt>${status}</dt><dd><@said answer/></dd></div></#list>
    <#else>
    <#list operation.responses as answer><div><dt>${ui.text(answer.status)}</dt><dd><@said answer/></dd></div></#list>
    </#if>
  </dl>
  </#if>
</section>
</#list>
</@ui.page>
