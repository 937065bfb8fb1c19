<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Log in" current="login">
<section class="panel door">
  <h1>Log in</h1>
  <p class="lead">One login for all your FTP servers.</p>
  <@ui.errors/>
  <form method="post" action="/login" class="stack">
    <input type="hidden" name="next" value="${next!""}">
    <#assign known = (username!"")?has_content>
    <@ui.field name="username" label="Username" value=(username!"") required=true maxlength="64" autocomplete="username"
      autocapitalize="none" spellcheck="false" autofocus=(!known)/>
    <@ui.field name="password" label="Password" type="password" required=true maxlength="256"
      autocomplete="current-password" autofocus=known/>
    <button type="submit">Log in</button>
  </form>
</section>
</@ui.page>
