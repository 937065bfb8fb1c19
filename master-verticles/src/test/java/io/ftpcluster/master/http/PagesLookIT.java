package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.testing.Browser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.Color;

/** The pages in a real browser, under the content security policy that they are served with. */
class PagesLookIT {

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'";

    private static final String SCRIPTED = "data:text/html,<title>off</title><script>document.title='on'</script>";

    private static Vertx vertx;
    private static FreeMarkerTemplateEngine engine;
    private static String address;

    @BeforeAll
    static void serve() throws TimeoutException {
        vertx = Vertx.vertx();
        engine = PageEngine.create(vertx);
        Router router = Router.router(vertx);
        router.route("/assets/*")
                .handler(StaticHandler.create(FileSystemAccess.ROOT,
                        Path.of(System.getProperty("ftpcluster.root"), "webroot/assets").toString()));
        router.get("/page/:kind/:template").handler(PagesLookIT::page);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
        address = "http://127.0.0.1:" + server.actualPort();
    }

    @AfterAll
    static void stop() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private static void page(RoutingContext context) {
        PageModels models = context.pathParam("kind").equals("hostile") ? PageModels.hostile() : PageModels.realistic();
        Map<String, Map<String, Object>> pages = context.pathParam("kind").equals("bare")
                ? models.bare()
                : models.full();
        context.response().putHeader("Content-Security-Policy", POLICY);
        new Pages(engine, Assets.load(), "portal-1").show(context, 200, context.pathParam("template"),
                pages.get(context.pathParam("template")));
    }

    @Test
    void loginIsReadableWithoutJavaScript() {
        try (Browser browser = Browser.withoutJavaScript()) {
            browser.open(SCRIPTED);
            assertEquals("off", browser.title());

            browser.open(address + "/page/bare/login");
            assertEquals("Log in · FTPCluster", browser.title());
            assertEquals("username", browser.field("Username").getDomAttribute("name"));
            assertEquals("password", browser.field("Password").getDomAttribute("type"));
            assertTrue(browser.text().contains("portal-1"));
            assertTrue(brightness(browser.find("html").getCssValue("background-color")) < 0.15, "must be dark");
            assertTrue(brightness(browser.find("label").getCssValue("color")) > 0.7, "must stand out");
        }
    }

    /** 360 pixels: the narrowest phone that is still about. */
    @Test
    void nothingIsWiderThanTheScreen() {
        List<String> tooWide = new ArrayList<>();
        try (Browser browser = Browser.start()) {
            for (String kind : List.of("full", "bare", "hostile")) {
                for (String template : PageModels.realistic().full().keySet()) {
                    browser.open(address + "/page/" + kind + "/" + template);
                    for (int width : new int[]{360, 800, 1280}) {
                        browser.resize(width, 800);
                        if (contentWidth(browser) > width) {
                            tooWide.add(kind + " " + template + " at " + width + ": " + contentWidth(browser));
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), tooWide);
    }

    @Test
    void theKeyboardReachesContentAndControls() {
        try (Browser browser = Browser.start()) {
            browser.open(SCRIPTED);
            assertEquals("on", browser.title());

            browser.open(address + "/page/bare/user");
            WebElement skip = pressed(browser, Keys.TAB);
            assertEquals("Skip to content", skip.getText());
            assertTrue(skip.getRect().getY() >= 0, "the link must come into view");
            assertEquals("main", pressed(browser, Keys.ENTER).getDomAttribute("id"));

            WebElement danger = browser.find("details.danger > summary");
            danger.sendKeys(Keys.ENTER);
            assertTrue(browser.find("button.danger").isDisplayed());
            assertEquals("solid", danger.getCssValue("outline-style"));
        }
    }

    private static WebElement pressed(Browser browser, Keys key) {
        browser.driver().switchTo().activeElement().sendKeys(key);
        return browser.driver().switchTo().activeElement();
    }

    private static long contentWidth(Browser browser) {
        return (Long) ((JavascriptExecutor) browser.driver())
                .executeScript("return document.documentElement.scrollWidth");
    }

    /** From 0, black, to 1, white. */
    private static double brightness(String css) {
        java.awt.Color colour = Color.fromString(css).getColor();
        return (colour.getRed() + colour.getGreen() + colour.getBlue()) / (3.0 * 255);
    }
}
