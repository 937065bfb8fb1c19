package io.ftpcluster.master.http;

import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Each page with the models of {@link PageModels}, under the content security policy that it is served with. */
final class PageServer implements AutoCloseable {

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'";

    private final Vertx vertx = Vertx.vertx();
    private final FreeMarkerTemplateEngine engine = PageEngine.create(vertx);
    private final Assets assets = Assets.load();
    private final HttpServer server;

    private PageServer() throws TimeoutException {
        Router router = Router.router(vertx);
        router.get("/assets/:file").handler(this::asset);
        router.get("/assets/:version/:file").handler(this::asset);
        router.get("/page/:kind/:template").handler(this::page);
        server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
    }

    static PageServer start() throws TimeoutException {
        return new PageServer();
    }

    /** @param kind {@code full}, {@code bare} or {@code hostile} */
    String address(String kind, String template) {
        return "http://127.0.0.1:" + server.actualPort() + "/page/" + kind + "/" + template;
    }

    private void page(RoutingContext context) {
        PageModels models = context.pathParam("kind").equals("hostile") ? PageModels.hostile() : PageModels.realistic();
        Map<String, Map<String, Object>> pages = context.pathParam("kind").equals("bare")
                ? models.bare()
                : models.full();
        context.response().putHeader("Content-Security-Policy", POLICY);
        new Pages(engine, assets, "portal-1").show(context, 200, context.pathParam("template"),
                pages.get(context.pathParam("template")));
    }

    private void asset(RoutingContext context) {
        Assets.Asset asset = assets.find(context.pathParam("file")).orElseThrow();
        context.response().putHeader("Content-Type", asset.type()).end(asset.content());
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }
}
