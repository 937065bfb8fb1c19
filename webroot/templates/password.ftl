<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<@ui.page title="Change password" current="password">
<section class="panel door">
  <h1>Change password</h1>
  <@ui.errors/>
  <form method="post" action="/me/password" class="stack">
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
</@ui.page>
