package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.RunningPortal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;

/** What is reported of a server to the whole portal shows on pages that are open. */
class FleetBrowserIT {

    private static final int INTERVAL = 5;

    @TempDir
    private static Path folder;

    private static RunningPortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = RunningPortal.start(folder);
    }

    @AfterAll
    static void stop() {
        if (portal != null) {
            portal.close();
        }
    }

    private static void open(Browser browser, String path) {
        browser.open(portal.url() + "/assets/favicon.svg");
        browser.driver().manage().addCookie(new Cookie("session", portal.adminToken()));
        browser.open(portal.url() + path);
        browser.await(page -> browser.find("#link").getText().equals("Updating live"));
    }

    private static void link(String serverId) throws TimeoutException {
        Telemetry.HostInfo facts = new Telemetry.HostInfo("0.1.0", "Debian GNU/Linux 12 (bookworm)", "6.1.0", "amd64",
                "host", List.of("192.0.2.7"), "vsftpd", "3.0.3");
        portal.bus()
                .request(Telemetry.LINKED, new Telemetry.Linked(serverId, "link-" + serverId, facts, INTERVAL, 1))
                .await(30, TimeUnit.SECONDS);
    }

    private static void report(String serverId, double memPercent) throws TimeoutException {
        Sample sample = new Sample(System.currentTimeMillis(), INTERVAL, memPercent, 8L << 30, 12.5, 40.0, 20L << 30,
                71.5, 500L << 30, 0.42, 1000.0, 2000.0, 86_400L, 2, Map.of("anna", 2), FtpState.RUNNING);
        portal.bus().request(Telemetry.REPORT, new Telemetry.Report(serverId, sample)).await(30, TimeUnit.SECONDS);
    }

    private static String cell(Browser browser, String serverId, String value) {
        return browser.find("[data-id='" + serverId + "'] [data-v='" + value + "']").getText();
    }

    @Test
    void aReportChangesANumberOnTheDashboard() throws Exception {
        String id = portal.addServer("alpha", 21);
        try (Browser browser = Browser.start()) {
            open(browser, "/dashboard");
            link(id);
            report(id, 41);
            browser.await(page -> cell(browser, id, "mem").equals("41 %"));
            browser.await(page -> cell(browser, id, "state").equals("Live"));
            report(id, 73);
            browser.await(page -> cell(browser, id, "mem").equals("73 %"));
            portal.bus()
                    .request(Telemetry.UNLINKED, new Telemetry.Unlinked(id, "link-" + id, "It was cut."))
                    .await(30, TimeUnit.SECONDS);
            browser.await(page -> cell(browser, id, "state").equals("Offline"));
            assertTrue(cell(browser, id, "seen").startsWith("Last seen"), cell(browser, id, "seen"));
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void aServersPageHasChartsAndTheirTables() throws Exception {
        String id = portal.addServer("beta", 21);
        link(id);
        report(id, 41);
        try (Browser browser = Browser.start()) {
            open(browser, "/servers/" + id);
            browser.await(page -> browser.find("#charts svg path.mean").getDomAttribute("d").startsWith("M"));
            assertTrue(browser.find("#charts svg").getDomAttribute("aria-label").startsWith("Memory. Memory: last 41"),
                    browser.find("#charts svg").getDomAttribute("aria-label"));
            browser.find("#charts svg").sendKeys(Keys.END);
            browser.await(page -> browser.find("#charts .said").getText().endsWith(": Memory 41 %"));
            browser.find("#charts details summary").click();
            assertTrue(browser.find("#charts details table").getText().contains("41 %"));
            browser.press("30 days");
            assertEquals("true", browser.find("[data-span='2592000']").getDomAttribute("aria-pressed"));
            report(id, 88);
            browser.await(page -> cell(browser, id, "mem").equals("88 %"));
            assertEquals("vsftpd 3.0.3", cell(browser, id, "f-daemon"));
            assertEquals(List.of(), browser.console());
        }
    }

    private static void store(String serverId, String id, Instant endedAt) throws TimeoutException {
        Alerts.Alert alert = new Alerts.Alert(id, serverId, "delta", Alerts.Kind.DISK_FULL, "The disk is 93 % full.",
                Instant.now().minusSeconds(7_500), endedAt);
        portal.bus()
                .request(Alerts.STORE, new Alerts.Store(List.of(alert), Set.of(), Leases.Token.NONE))
                .await(30, TimeUnit.SECONDS);
    }

    @Test
    void alertsComeAndEndOnAnOpenPage() throws Exception {
        String id = portal.addServer("delta", 21);
        store(id, "alert-1", null);
        try (Browser browser = Browser.start()) {
            browser.open(portal.url() + "/assets/favicon.svg");
            browser.driver().manage().addCookie(new Cookie("session", portal.adminToken()));
            browser.open(portal.url() + "/alerts");
            String first = browser.find("#raised #a-alert-1").getText().replace('\u00a0', ' ');
            assertTrue(first.startsWith("delta Disk almost full The disk is 93 % full."), first);
            assertTrue(first.endsWith(" 2 h 5 min"), first);
            assertEquals(List.of(), browser.findAll("#ended tr"));

            store(id, "alert-2", null);
            store(id, "alert-1", Instant.now());
            ((JavascriptExecutor) browser.driver())
                    .executeScript("document.dispatchEvent(new Event('visibilitychange'))");
            browser.find("#ended #a-alert-1");
            browser.find("#raised #a-alert-2");
            assertEquals(List.of(), browser.findAll("#raised #a-alert-1"));

            browser.leave(() -> browser.find("#a-alert-2 a").click());
            browser.leave(() -> browser.press("Alerts of this server"));
            assertEquals("Alerts of delta", browser.find("h1").getText());
            browser.fill("Server", "nobody");
            browser.go("Show");
            assertTrue(browser.find("[role=alert]").getText().contains("nobody"), browser.text());
        }
    }
}
