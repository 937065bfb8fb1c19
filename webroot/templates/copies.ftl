<#ftl output_format="HTML">
<#import "layout.ftl" as ui>
<#assign admin = (me.admin)!false>
<#assign typed = form!{}>
<#macro row copy>
      <tr id="c-${copy.id}">
        <th scope="row"><a href="/copies/${copy.id?url("UTF-8")}">${copy.operation_text} <bdi>${copy.sources[0].server}:${copy.sources[0].path}</bdi><#if copy.sources?size gt 1>
          and ${(copy.sources?size - 1)?c} more</#if></a></th>
        <td data-label="To"><bdi>${copy.target.server}:${copy.target.path}</bdi></td>
        <#if admin><td data-label="User"><bdi>${copy.user}</bdi></td></#if>
        <td data-label="State"><span class="state ${copy.tone}">${copy.state_text}</span></td>
        <td data-label="Done"><span><#if copy.percent??><progress value="${copy.percent?c}" max="100" aria-label="Bytes done in percent">${copy.percent?c} %</progress> </#if>${copy.files_text},
          ${copy.bytes_text}</span></td>
        <td data-label="Begun (UTC)" class="number"><@ui.when copy.created_at/></td>
        <td>
          <#if !copy.over>
          <form method="post" action="/copies/${copy.id?url("UTF-8")}">
            <input type="hidden" name="_method" value="delete">
            <button type="submit" class="danger small"<#if copy.cancelling> disabled</#if>>Cancel<span class="unseen"> the ${copy.operation}
              of ${copy.sources[0].path}</span></button>
          </form>
          </#if>
        </td>
      </tr>
</#macro>
<@ui.page title="Copies" current="copies" script="copies.js">
<h1>Copies</h1>
<@ui.errors/>
<section class="panel" aria-labelledby="list">
  <h2 id="list">${admin?then("What the portal copies and moves, newest first", "What the portal copies and moves for you, newest first")}</h2>
  <div id="copies">
  <#if copies?has_content>
  <table class="grid">
    <thead>
      <tr>
        <th scope="col">What</th><th scope="col">To</th><#if admin><th scope="col">User</th></#if><th scope="col">State</th>
        <th scope="col">Done</th><th scope="col">Begun (UTC)</th><th scope="col"><span class="unseen">Cancel</span></th>
      </tr>
    </thead>
    <tbody>
      <#list copies as copy>
      <@row copy/>
      </#list>
    </tbody>
  </table>
  <#if copies?size gte limit><p class="hint">Only the newest ${limit?c} are shown.</p></#if>
  <#else>
  <p class="empty">Nothing was copied in the last 30 days.</p>
  </#if>
  </div>
  <p class="hint" id="stale" role="status"></p>
</section>
<section class="panel" aria-labelledby="new">
  <h2 id="new">Copy or move</h2>
  <p>The portal does it itself: it goes on when this page is closed.</p>
  <form method="post" action="/copies" autocomplete="off">
    <div class="fields">
      <div class="field whole">
        <label for="f-source">Files and folders</label>
        <textarea id="f-source" name="source" class="mono" rows="4" required autocapitalize="none" spellcheck="false"<@ui.described "source" "x"/>>${(typed.source)!""}</textarea>
        <@ui.notes "source" "The address of one on each line, from /ftp/ on, such as /ftp/anna/alpha/report.pdf or /ftp/anna/alpha/folder/."/>
      </div>
      <@ui.field name="destination" label="Into the folder" value=(typed.destination)!"" hint="On any server, such as /ftp/anna/beta/in/. It must exist." required=true/>
      <@ui.select name="operation" label="What to do" options=[{"value": "copy", "label": "Copy"}, {"value": "move", "label": "Move: delete at the source what was copied whole"}] value=(typed.operation)!"copy"/>
      <@ui.select name="conflict" label="Files that are there already" options=[{"value": "skip", "label": "Skip them"}, {"value": "replace", "label": "Replace them"}, {"value": "rename", "label": "Keep both"}] value=(typed.conflict)!"skip"/>
    </div>
    <button type="submit">Begin</button>
  </form>
</section>
</@ui.page>
