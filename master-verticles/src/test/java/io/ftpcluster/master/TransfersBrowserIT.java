package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.DemoPortal;
import io.ftpcluster.testing.PortalClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.JavascriptExecutor;

/** An admin watches transfers and ends one, with JavaScript and without. */
class TransfersBrowserIT {

    /** More than all buffers between the server and a client that stops reading. */
    private static final long LARGE = 200_000_000;
    private static final String BUTTON = "End the download of /large.bin by demo";

    @TempDir
    private static Path folder;

    private static DemoPortal portal;
    private static PortalClient client;

    @BeforeAll
    static void start() throws Exception {
        portal = DemoPortal.start(folder.resolve("data"));
        client = new PortalClient(URI.create(portal.url()));
        try (RandomAccessFile file = new RandomAccessFile(portal.alpha().resolve("large.bin").toFile(), "rw")) {
            file.setLength(LARGE);
        }
    }

    @AfterAll
    static void stop() {
        if (portal != null) {
            client.close();
            portal.close();
        }
    }

    private static InputStream download() throws Exception {
        return client.get("/ftp/demo/alpha/large.bin").basic("demo", DemoPortal.DEMO_PASSWORD).open().body();
    }

    private static String rows(Browser browser) {
        return browser.find("#transfers").getText();
    }

    @Test
    void thePageFollowsByItself() throws Exception {
        try (Browser browser = Browser.start()) {
            portal.logIn(browser, "admin", DemoPortal.ADMIN_PASSWORD);
            browser.go("Transfers");
            assertTrue(rows(browser).startsWith("Nothing moves"), rows(browser));
            ((JavascriptExecutor) browser.driver()).executeScript("window.loadedOnce = true");
            try (InputStream body = download()) {
                browser.await(page -> rows(browser).contains("/large.bin"));
                Object row = browser.find("tbody tr");
                String before = rows(browser);
                body.readNBytes(30_000_000);
                browser.await(page -> !rows(browser).equals(before));
                assertEquals(row, browser.find("tbody tr"), "the row stays in place");
                assertEquals(true, ((JavascriptExecutor) browser.driver()).executeScript("return window.loadedOnce"));
            }
            browser.await(page -> rows(browser).startsWith("Nothing moves"));
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void aButtonEndsOneWithoutJavaScript() throws Exception {
        try (Browser browser = Browser.withoutJavaScript(); InputStream body = download()) {
            portal.logIn(browser, "demo", DemoPortal.DEMO_PASSWORD);
            browser.go("Transfers");
            assertTrue(rows(browser).contains("/large.bin"), rows(browser));
            browser.go(BUTTON);
            assertEquals("Transfer ended.", browser.find(".notice").getText());
            assertThrows(IOException.class, body::readAllBytes);
            assertTrue(rows(browser).startsWith("Nothing moves"), rows(browser));
        }
    }
}
