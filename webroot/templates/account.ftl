<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#import "session-parts.ftl" as parts>
<@ui.page title="Your account" current="account">
<h1>Your account</h1>
<@ui.errors/>
<div class="columns">
  <section class="panel" aria-labelledby="look">
    <h2 id="look">How pages look</h2>
    <form method="post" action="/me/preferences">
      <input type="hidden" name="next" value="/me">
      <fieldset>
        <legend>Theme</legend>
        <div class="ticks">
          <#list {"system": "As the system has it", "dark": "Dark", "light": "Light"} as value, label>
          <label class="tick"><input type="radio" name="theme" value="${value}"<#if me.theme == value> checked</#if>> ${label}</label>
          </#list>
        </div>
      </fieldset>
      <button type="submit">Save</button>
    </form>
  </section>
  <section class="panel" aria-labelledby="password">
    <h2 id="password">Password</h2>
    <form method="post" action="/me/password">
      <#-- For password managers; without a name it isn't sent. -->
      <label for="f-username" hidden>Username</label>
      <input id="f-username" type="text" value="${me.username}" autocomplete="username" readonly hidden>
      <@ui.field name="current_password" label="Current password" type="password" required=true maxlength="256"
        autocomplete="current-password"/>
      <@ui.field name="new_password" label="New password" type="password" required=true minlength="8" maxlength="256"
        autocomplete="new-password"
        hint="At least 8 characters, and none of those that are guessed first. Your other sessions end."/>
      <button type="submit">Change password</button>
    </form>
  </section>
</div>
<section class="panel" aria-labelledby="sessions">
  <div class="head">
    <h2 id="sessions">Where you are logged in</h2>
    <#if sessions?filter(one -> !one.current)?has_content>
    <form method="post" action="/sessions?others=true">
      <input type="hidden" name="_method" value="delete">
      <input type="hidden" name="next" value="/me">
      <button type="submit" class="danger small">End all others</button>
    </form>
    </#if>
  </div>
  <@parts.table sessions=sessions next="/me"/>
</section>
</@ui.page>
