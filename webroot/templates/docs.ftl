<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#macro fields caption rows>
<table class="grid">
  <caption>${caption}</caption>
  <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
  <tbody>
    <#list rows as row>
    <tr>
      <th scope="row"><code>${row.name}</code></th>
      <td data-label="Type">${row.type!"string"}<#if (row.in!"body") != "body">, in ${row.in}</#if><#if row.required!false>, required</#if></td>
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
  <#if operation.security??><p>Who: ${operation.security}</p></#if>
  <#if operation.parameters?has_content><@fields "Parameters" operation.parameters/></#if>
  <#if operation.request_fields?has_content><@fields "Body, as JSON or a form" operation.request_fields/></#if>
  <#if operation.responses?has_content>
  <h3>Answers</h3>
  <dl class="answers">
    <#list operation.responses as answer>
    <div><dt>${ui.text(answer.status)}</dt><dd>${answer.description!""}</dd></div>
    </#list>
  </dl>
  </#if>
</section>
</#list>
</@ui.page>
