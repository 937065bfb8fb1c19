package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.FakeTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;

/** The dashboard of more servers than a browser could show at once. */
class LargeFleetBrowserIT {

    private static final int SERVERS = 500;
    /** In view and around it; with a screen of 800 pixels there are about 20. */
    private static final int MOST_ROWS = 60;
    private static final String ROWS = "document.querySelectorAll('#fleet tbody tr[data-id]')";

    private static LivePortal portal;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        portal = new LivePortal(Duration.ofSeconds(15));
        portal.register(IntStream.range(0, SERVERS)
                .mapToObj(i -> i % 50 == 7
                        ? FakeTelemetry.offline(alias(i), "The connection to its agent was lost.")
                        : FakeTelemetry.live(alias(i), i / 10.0))
                .toList());
        browser = Browser.start();
        browser.open(url("/assets/favicon.svg"));
        browser.driver().manage().addCookie(new Cookie("session", "admin"));
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            if (browser != null) {
                browser.close();
            }
        } finally {
            portal.close();
        }
    }

    /** Anew: a page that is loaded again goes to where it was. */
    private static void open(String path) {
        browser.open(url("/assets/favicon.svg"));
        browser.open(url(path));
        browser.await(page -> browser.find("#link").getText().equals("Updating live"));
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + portal.port() + path;
    }

    private static String alias(int number) {
        return "s" + (1000 + number);
    }

    private static Object run(String script) {
        return ((JavascriptExecutor) browser.driver()).executeScript(script);
    }

    private static long rows() {
        return (Long) run("return " + ROWS + ".length");
    }

    private static void scroll(String top) {
        run("scrollTo(0, " + top + ")");
    }

    /** The names in view; empty while a part of the view is still without rows. */
    private static List<String> inView() {
        String names = run("const seen = row => { const box = row.getBoundingClientRect();"
                + " return box.bottom > 0 && box.top < innerHeight; };"
                + " const all = [...document.querySelectorAll('#fleet tbody tr')].filter(seen);"
                + " return all.some(row => row.classList.contains('gap')) ? ''"
                + " : all.map(row => row.querySelector('bdi').textContent).join()").toString();
        return names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    private static void awaitMemory(int number, String text) {
        browser.await(page -> text
                .equals(run("return document.querySelector('#s-id-" + alias(number) + " [data-v=mem]')?.textContent")));
    }

    @Test
    void onlyWhatIsInViewHasRows() {
        open("/dashboard");
        browser.await(page -> browser.find("#shown").getText().equals("500 of 500 shown."));
        assertTrue(rows() < MOST_ROWS, rows() + " rows");
        assertEquals("501", browser.find("#fleet").getDomAttribute("aria-rowcount"));

        scroll("document.documentElement.scrollHeight * 0.6");
        browser.await(page -> !inView().isEmpty());
        assertTrue(rows() < MOST_ROWS, rows() + " rows");
        int first = Integer.parseInt(inView().getFirst().substring(1)) - 1000;
        assertTrue(first > 200 && first < 350, "the names are by height: " + first);
        assertEquals(IntStream.range(first, first + inView().size()).mapToObj(LargeFleetBrowserIT::alias).toList(),
                inView());
        assertEquals(String.valueOf(first + 2), browser.find("#s-id-" + alias(first)).getDomAttribute("aria-rowindex"));

        Object before = browser.find("#s-id-" + alias(first + 1));
        portal.telemetry.publish(FakeTelemetry.live(alias(first + 1), 77), FakeTelemetry.live(alias(0), 55));
        awaitMemory(first + 1, "77\u00a0%");
        assertEquals(before, browser.find("#s-id-" + alias(first + 1)));
        scroll("0");
        awaitMemory(0, "55\u00a0%");
        scroll("document.documentElement.scrollHeight");
        browser.await(page -> inView().contains(alias(SERVERS - 1)));
        assertEquals(List.of(), browser.console().stream().filter(said -> !said.contains("/telemetry")).toList());
    }

    @Test
    void theFocusStaysWhileItsRowIsOutOfViewAndGoesOnFromThere() {
        open("/dashboard");
        browser.await(page -> rows() < MOST_ROWS);
        run("document.querySelector('#s-id-" + alias(3) + " [data-v=details]').focus()");
        scroll("document.documentElement.scrollHeight / 2");
        browser.await(page -> !inView().isEmpty() && !inView().contains(alias(4)));
        portal.telemetry.publish(FakeTelemetry.live(alias(3), 91));
        awaitMemory(3, "91\u00a0%");
        assertEquals("s-id-" + alias(3), run("return document.activeElement.closest('tr').id"));
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        browser.await(page -> inView().contains(alias(4)));
        assertEquals("s-id-" + alias(4), run("return document.activeElement.closest('tr').id"));
    }

    @Test
    void orderChoiceAndAddressReachAllServers() {
        open("/dashboard?page=4");
        browser.await(page -> inView().contains(alias(300)));
        browser.fill("Server", "s143");
        browser.await(page -> browser.find("#shown").getText().equals("10 of 500 shown."));
        browser.await(page -> rows() == 10);
        browser.driver().navigate().to(url("/dashboard?sort=state"));
        browser.await(page -> "s1007".equals(run("return " + ROWS + "[0]?.querySelector('bdi').textContent")));

        browser.open(url("/dashboard"));
        browser.await(page -> rows() < MOST_ROWS);
        scroll("document.documentElement.scrollHeight / 2");
        browser.await(page -> !inView().isEmpty());
        String there = inView().get(1);
        browser.leave(() -> browser.find("#s-id-" + there + " [data-v=details]").click());
        browser.driver().navigate().back();
        browser.await(page -> inView().contains(there));
    }
}
