package io.ftpcluster.master.http.page;

import io.ftpcluster.master.http.response.Compression;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Renders the templates of {@code webroot/}. Every model also has {@code me} (null for strangers), {@code node}, {@code assets} (what stands
 * before their names), {@code in_the_open}, {@code here} (this page's own address) and {@code notice} (after a form that worked).
 */
public final class Pages {

    private final FreeMarkerTemplateEngine engine;
    private final Assets assets;
    private final String nodeName;
    private final boolean inTheOpen;
    /** By the template's name; few are the same for all. */
    private final Map<String, Buffer> made = new ConcurrentHashMap<>();

    public Pages(FreeMarkerTemplateEngine engine, Assets assets, String nodeName) {
        this(engine, assets, nodeName, false);
    }

    /** @param inTheOpen whether passwords pass the network unencrypted, which admins are told on each page */
    public Pages(FreeMarkerTemplateEngine engine, Assets assets, String nodeName, boolean inTheOpen) {
        this.engine = engine;
        this.assets = assets;
        this.nodeName = nodeName;
        this.inTheOpen = inTheOpen;
    }

    public String nodeName() {
        return nodeName;
    }

    /** What every page knows, whoever asks for it. */
    public Map<String, Object> common() {
        return Map.of("node", nodeName, "assets", assets.prefix(), "in_the_open", inTheOpen);
    }

    /** How a page knows whose it is. */
    public static Map<String, Object> me(User user) {
        return Map.of("username", user.username(), "admin", user.role() == Users.Role.ADMIN, "theme",
                EnumNames.of(user.preferences().theme()));
    }

    /** @param template its name without extension: {@code login} */
    public void show(RoutingContext context, int status, String template, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>(model);
        Caller caller = Caller.orNull(context);
        if (caller != null) {
            all.put("me", me(caller.principal().user()));
        }
        if (context.request().method().equals(HttpMethod.GET)) {
            all.put("here", context.request().uri());
        }
        all.putAll(common());
        FlashMessage.take(context).ifPresent(notice -> all.put("notice", notice.text()));
        render(template, all).onSuccess(html -> send(context, status, html)).onFailure(context::fail);
    }

    /** A page that is always the same for strangers: those share one, which is made once. */
    public void showToAll(RoutingContext context, String template, Map<String, Object> model) {
        Buffer known = made.get(template);
        if (Caller.orNull(context) != null || FlashMessage.isLeft(context)) {
            show(context, 200, template, model);
        } else if (known != null) {
            send(context, 200, known);
        } else {
            Map<String, Object> all = new HashMap<>(model);
            all.putAll(common());
            render(template, all).onSuccess(html -> {
                made.put(template, html);
                send(context, 200, html);
            }).onFailure(context::fail);
        }
    }

    private Future<Buffer> render(String template, Map<String, Object> model) {
        return engine.render(model, PageEngine.pathOf(template));
    }

    private static void send(RoutingContext context, int status, Buffer html) {
        context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
        Compression.end(context.request(), html);
    }
}
