<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- The token of a server's agent: shown once, when it was made. -->
<#macro token server agent_token="">
<section class="panel" aria-labelledby="agent">
  <h2 id="agent">Agent</h2>
  <#if agent_token?has_content>
  <p>The agent of <bdi>${server.alias}</bdi> needs this token as <code>AGENT_TOKEN</code>. It is shown only now: a click
    selects it.</p>
  <pre class="script" tabindex="0" role="region" aria-labelledby="agent"><code>${agent_token}</code></pre>
  <#else>
  <p>The agent on this server proves with a token that it is the server's. A new token is shown once; the old one is
    worth nothing from then on, and an agent that has it is cut off.</p>
  <form method="post" action="/servers/${server.id?url("UTF-8")}/agent-token#agent">
    <button type="submit" class="quiet">Make a new token</button>
  </form>
  </#if>
</section>
</#macro>
