<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#-- The version of a server's agent, and its token: shown once, when it was made. -->
<#macro token server agent_token="" update={}>
<section class="panel" aria-labelledby="agent">
  <h2 id="agent">Agent</h2>
  <#if (update.version!"")?has_content>
  <p>Version ${update.version}<#if update.possible>. It updates itself from the portal: <a href="/agents/rollouts">updates of the
    agents</a>.<#else>, which can't update itself: set the server up again, once, and it can.</#if></p>
  <#if (update.failed_version!"")?has_content>
  <p><span class="state bad">Failed update</span> It went back from version ${update.failed_version}:
    ${update.failed_reason!"it did not say why"}.</p>
  <form method="post" action="/agents/rollouts">
    <input type="hidden" name="servers" value="${server.id}">
    <input type="hidden" name="force" value="true">
    <button type="submit" class="quiet">Try the update again</button>
  </form>
  </#if>
  </#if>
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
