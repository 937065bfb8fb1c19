package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Browser;
import java.util.ArrayList;
import java.util.List;
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

    private static final String SCRIPTED = "data:text/html,<title>off</title><script>document.title='on'</script>";

    private static PageServer server;

    @BeforeAll
    static void serve() throws TimeoutException {
        server = PageServer.start();
    }

    @AfterAll
    static void stop() throws TimeoutException {
        server.close();
    }

    @Test
    void loginIsReadableWithoutJavaScript() {
        try (Browser browser = Browser.withoutJavaScript()) {
            browser.open(SCRIPTED);
            assertEquals("off", browser.title());

            browser.open(server.address("bare", "login"));
            assertEquals("Log in · FTPCluster", browser.title());
            assertEquals("username", browser.field("Username").getDomAttribute("name"));
            assertEquals("password", browser.field("Password").getDomAttribute("type"));
            assertTrue(browser.text().contains("portal-1"));
            double ground = brightness(browser.find("html").getCssValue("background-color"));
            double text = brightness(browser.find("label").getCssValue("color"));
            assertTrue(Math.abs(ground - text) > 0.6, () -> "must stand out: " + ground + ", " + text);
        }
    }

    /** 360 pixels: the narrowest phone that is still about. */
    @Test
    void nothingIsWiderThanTheScreen() {
        List<String> tooWide = new ArrayList<>();
        try (Browser browser = Browser.start()) {
            for (String kind : List.of("full", "bare", "hostile")) {
                for (String template : PageModels.realistic().full().keySet()) {
                    browser.open(server.address(kind, template));
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

            browser.open(server.address("bare", "user"));
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
