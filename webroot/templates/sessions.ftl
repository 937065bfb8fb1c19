<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "session-parts.ftl" as parts>
<@ui.page title="Sessions" current="sessions">
<h1>Sessions</h1>
<@ui.errors/>
<section class="panel" aria-labelledby="list">
  <h2 id="list">Who is logged in, newest first</h2>
  <#if sessions?has_content>
  <@parts.table sessions=sessions next="/sessions" whose=true/>
  <p class="hint">Programs that send a password with each request have no session. The newest 100 are shown;
    <a href="/sessions?limit=1000">up to 1000</a>.</p>
  <#else>
  <p class="empty">Nobody has a session: programs that send a password with each request have none.</p>
  </#if>
</section>
</@ui.page>
