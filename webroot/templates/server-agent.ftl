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
  <p>Paste this line on <bdi>${server.host}</bdi>: it writes the new token into <code>/etc/ftpcluster/agent.env</code> and
    starts the agent anew. It is shown only now: a click selects it.</p>
  <pre class="script" id="agent-line" tabindex="0" role="region" aria-labelledby="agent"><code>sudo sed -i 's/^AGENT_TOKEN=.*/AGENT_TOKEN=${agent_token}/' /etc/ftpcluster/agent.env &amp;&amp; sudo systemctl restart ftpcluster-agent</code></pre>
  <p><button type="button" class="quiet" data-copy="agent-line" hidden><@ui.icon "copy"/> Copy the line</button>
    <span class="hint" role="status"></span></p>
  <#else>
  <p>The agent on this server proves with a token that it is the server's. A new token is shown once; the old one is
    worth nothing from then on, and an agent that has it is cut off.</p>
  <form method="post" action="/servers/${server.id?url("UTF-8")}/agent-token#agent">
    <button type="submit" class="quiet">Make a new token</button>
  </form>
  </#if>
</section>
</#macro>
