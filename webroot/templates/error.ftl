<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign code = (status!500)?number>
<#-- What it means for whoever asked; the status' own words are for programs. -->
<#assign headlines = {"400": "The portal can't read that request", "403": "You may not do that",
  "404": "There is nothing here", "405": "That can't be done here", "409": "That doesn't fit what is there",
  "413": "That is too large", "429": "Too much at once", "500": "The portal made a mistake",
  "502": "The FTP server doesn't do it", "503": "Not available at the moment", "504": "No answer in time",
  "507": "No room is left on the FTP server"}>
<#assign at = (here!"")?keep_before("?")>
<#assign steps = at?starts_with("/ftp/")?then(at?remove_ending("/")?split("/"), [])>
<@ui.page title=(title!"Something went wrong")>
<section class="panel door">
  <h1>${headlines[code?c]!title!"Something went wrong"}</h1>
  <#if (detail!"")?has_content><p class="lead">${detail}</p></#if>
  <ul class="actions">
    <#if here?? && [429, 500, 502, 503, 504]?seq_contains(code)>
    <li><a class="button" href="${here}"><@ui.icon "rotate-cw"/>Try again</a></li>
    </#if>
    <#if me??>
    <#if steps?size gt 3>
    <li><a class="button" href="${steps[0..<steps?size - 1]?join("/")}/"><@ui.icon "corner-left-up"/><#if steps?size == 4>All servers<#else>The folder above</#if></a></li>
    <#if (me.admin!false) && [502, 504]?seq_contains(code)>
    <li><a class="button" href="/servers/${steps[3]}/test"><@ui.icon "activity"/>Test the server</a></li>
    </#if>
    </#if>
    <li><a class="button" href="/dashboard"><@ui.icon "layout-dashboard"/>Dashboard</a></li>
    <#else>
    <li><a class="button" href="/login"><@ui.icon "log-in"/>Log in</a></li>
    </#if>
  </ul>
  <p class="code">Status ${code?c}<#if title??> ${title}</#if><#if (request_id!"")?has_content>, request ${request_id}</#if></p>
</section>
</@ui.page>
