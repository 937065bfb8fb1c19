package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.FakeTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Pages that are open while the fleet changes, in a real browser. */
class LiveBrowserIT {

    private LivePortal portal;

    @BeforeEach
    void start() throws Exception {
        portal = new LivePortal(Duration.ofSeconds(1));
        portal.telemetry.know(FakeTelemetry.live("alpha", 10));
        portal.telemetry.know(FakeTelemetry.live("beta", 20));
        portal.telemetry.know(FakeTelemetry.neverSeen("gamma"));
        portal.permit("alice", "alpha");
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    private void open(Browser browser, String user, String path) {
        browser.open(url("/assets/favicon.svg"));
        browser.driver().manage().addCookie(new Cookie("session", user));
        browser.open(url(path));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + portal.port() + path;
    }

    private static WebElement cell(Browser browser, String alias, String value) {
        return browser.find("#s-id-" + alias + " [data-v='" + value + "']");
    }

    private static void awaitCell(Browser browser, String alias, String value, String text) {
        browser.await(page -> cell(browser, alias, value).getText().equals(text));
    }

    private static void awaitLive(Browser browser) {
        browser.await(page -> browser.find("#link").getText().equals("Updating live"));
    }

    /** All at once: rows come and go. */
    private static List<String> shown(Browser browser) {
        Object ids = ((JavascriptExecutor) browser.driver())
                .executeScript("return [...document.querySelectorAll('#fleet tbody tr')].map(row => row.id).join()");
        return Stream.of(ids.toString().split(",", -1))
                .filter(id -> !id.isEmpty())
                .map(id -> id.replace("s-id-", ""))
                .toList();
    }

    @Test
    void numbersChangeInPlace() {
        try (Browser browser = Browser.start()) {
            open(browser, "admin", "/dashboard");
            awaitLive(browser);
            ((JavascriptExecutor) browser.driver()).executeScript("window.loadedOnce = true");
            Object row = browser.find("#s-id-alpha");
            browser.find("#s-id-alpha .whose summary").click();
            assertEquals("anna × 2, bob", cell(browser, "alpha", "users").getText().replace('\u00a0', ' '));
            Object focused = browser.driver().switchTo().activeElement();

            portal.telemetry.publish(FakeTelemetry.live("alpha", 77));
            awaitCell(browser, "alpha", "mem", "77 %");
            assertEquals("77", cell(browser, "alpha", "mem-bar").getDomAttribute("width"));
            portal.telemetry.publish(FakeTelemetry.offline("alpha", "The link was lost."));
            awaitCell(browser, "alpha", "state", "Offline");
            assertTrue(browser.find("#s-id-alpha").getText().contains("The link was lost."));
            assertEquals("Disk almost full", cell(browser, "alpha", "alerts").getText());
            assertEquals("alpha is offline.", browser.find("#news").getDomProperty("textContent"));

            assertEquals(row, browser.find("#s-id-alpha"));
            assertEquals(focused, browser.driver().switchTo().activeElement());
            assertEquals(true, ((JavascriptExecutor) browser.driver()).executeScript("return window.loadedOnce"));
            portal.telemetry.publish(FakeTelemetry.live("delta", 5));
            awaitCell(browser, "delta", "mem", "5 %");
            assertEquals(List.of("alpha", "beta", "delta", "gamma"), shown(browser));
            portal.telemetry.forget("id-beta");
            browser.await(page -> shown(browser).equals(List.of("alpha", "delta", "gamma")));
            assertEquals(List.of(), errors(browser));
        }
    }

    /** Without those about the history, which nobody answers here. */
    private static List<String> errors(Browser browser) {
        return browser.console()
                .stream()
                .filter(message -> !message.contains("/telemetry") && !message.contains("/live"))
                .toList();
    }

    @Test
    void aCutConnectionIsSaidAndComesBackByItself() throws Exception {
        try (Browser browser = Browser.start()) {
            open(browser, "admin", "/dashboard");
            awaitLive(browser);
            awaitCell(browser, "alpha", "mem", "10 %");
            portal.cut();
            browser.await(page -> browser.find("#link").getText().startsWith("Reconnecting"));
            browser.await(page -> browser.find("#link-age").getText().matches("What you see is \\d+.s old."));
            assertTrue(browser.find("section.live").getDomAttribute("class").contains("old"), "values are marked");
            assertEquals("10 %", cell(browser, "alpha", "mem").getText());
            portal.telemetry.publish(FakeTelemetry.live("alpha", 66));
            assertEquals("node-1", browser.find("#node").getText());
            portal.listen("node-2");
            awaitCell(browser, "alpha", "mem", "66 %");
            awaitLive(browser);
            assertEquals("node-2", browser.find("#node").getText());
            browser.await(page -> browser.find("#link-age").getDomProperty("textContent").isEmpty());
            browser.await(page -> !browser.find("section.live").getDomAttribute("class").contains("old"));
            portal.telemetry.publish(FakeTelemetry.live("alpha", 67));
            awaitCell(browser, "alpha", "mem", "67 %");
        }
    }

    @Test
    void theEndOfTheSessionIsSaid() {
        try (Browser browser = Browser.start()) {
            open(browser, "alice", "/dashboard");
            awaitLive(browser);
            portal.endSession("alice");
            WebElement link = browser.find("#link a");
            assertEquals("Log in again", link.getText());
            assertTrue(link.getDomAttribute("href").startsWith("/login?next=%2Fdashboard"));
        }
    }

    @Test
    void orderAndChoiceAreInTheAddress() {
        try (Browser browser = Browser.start()) {
            open(browser, "admin", "/dashboard");
            awaitLive(browser);
            new Select(browser.field("Order")).selectByVisibleText("Most memory used");
            browser.await(page -> shown(browser).equals(List.of("beta", "alpha", "gamma")));
            new Select(browser.field("State")).selectByVisibleText("Live");
            browser.await(page -> shown(browser).equals(List.of("beta", "alpha")));
            assertTrue(browser.driver().getCurrentUrl().endsWith("/dashboard?sort=mem&state=live"),
                    browser.driver().getCurrentUrl());
            portal.telemetry.publish(FakeTelemetry.live("alpha", 90));
            awaitCell(browser, "alpha", "mem", "90 %");
            assertEquals(List.of("beta", "alpha"), shown(browser), "rows stay where they are");
            portal.telemetry.publish(FakeTelemetry.offline("beta", "Gone."));
            browser.await(page -> shown(browser).equals(List.of("alpha")));

            browser.driver().navigate().refresh();
            awaitLive(browser);
            assertEquals("mem", browser.field("Order").getDomProperty("value"));
            assertEquals(List.of("alpha"), shown(browser));
            browser.fill("Server", "nothing of that name");
            browser.await(page -> shown(browser).isEmpty());
            assertEquals("0 of 3 shown.", browser.find("#shown").getText());
            assertEquals(List.of(), errors(browser));
        }
    }

    @Test
    void withoutJavaScriptItIsATable() {
        try (Browser browser = Browser.withoutJavaScript()) {
            open(browser, "admin", "/dashboard");
            assertEquals(List.of("alpha", "beta", "gamma"), shown(browser));
            assertEquals("20 %", cell(browser, "beta", "mem").getText());
            assertEquals("Never seen", cell(browser, "gamma", "state").getText());
            new Select(browser.field("State")).selectByVisibleText("Live");
            new Select(browser.field("Order")).selectByVisibleText("Most memory used");
            browser.go("Show");
            assertEquals(List.of("beta", "alpha"), shown(browser));
            browser.leave(() -> browser.find("th [data-sort='alias']").click());
            assertEquals(List.of("alpha", "beta"), shown(browser));
        }
    }

    @Test
    void usersFindTheirFilesAndHowTheirServerStands() {
        try (Browser browser = Browser.start()) {
            open(browser, "alice", "/dashboard");
            awaitLive(browser);
            assertEquals(List.of("alpha"), shown(browser));
            assertEquals("/ftp/alice/alpha/",
                    browser.driver().findElement(By.linkText("alpha")).getDomAttribute("href"));
            portal.permit("alice", "alpha", "beta");
            browser.await(page -> shown(browser).equals(List.of("alpha", "beta")));
            assertEquals("/ftp/alice/beta/", browser.driver().findElement(By.linkText("beta")).getDomAttribute("href"));

            browser.leave(() -> cell(browser, "alpha", "details").click());
            assertEquals("/fleet/id-alpha", browser.path());
            awaitLive(browser);
            portal.telemetry.publish(FakeTelemetry.live("alpha", 81));
            browser.await(page -> browser.find("#server [data-v='mem']").getText().equals("81 %"));
            assertFalse(browser.driver().getPageSource().contains("anna"), "whose sessions there are is for admins");
        }
    }
}
