package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.DemoPortal;
import io.ftpcluster.testing.ScriptedFtp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** An admin tests servers by their page, without JavaScript. */
class ServerTestBrowserIT {

    private static final String HOSTILE = "<img src=x onerror=document.title='hacked'>";

    @TempDir
    private Path folder;

    @Test
    void aServerIsTestedByAButton() throws Exception {
        try (DemoPortal portal = DemoPortal.start(folder.resolve("data"));
                Browser browser = Browser.withoutJavaScript();
                ScriptedFtp hostile = new ScriptedFtp().answers("GREETING", "220 " + HOSTILE)) {
            portal.logIn(browser, "admin", DemoPortal.ADMIN_PASSWORD);
            browser.go("Servers");
            browser.go("alpha");
            browser.go("Test this server");
            assertEquals("/servers/" + idOf(browser) + "/test", browser.path());
            assertTrue(browser.find("[role=status]").getText().matches("All is well\\.|It works\\. .*"),
                    browser.text());
            assertTrue(browser.text().contains("Uploading a byte"));
            assertTrue(outcomes(browser).stream().noneMatch("Failed"::equals), browser.text());
            browser.go("Test again");
            assertTrue(outcomes(browser).contains("OK"));

            browser.go("Servers");
            browser.fill("Alias", "hostile");
            browser.fill("Host", "127.0.0.1");
            browser.fill("FTP port", Integer.toString(hostile.port()));
            new Select(browser.field("FTP security")).selectByValue("none");
            browser.go("Add server");
            browser.go("Test this server");
            assertTrue(browser.text().contains("220 " + HOSTILE));
            assertTrue(browser.find("[role=status]").getText().contains("grant a permission"));
            hostile.answers("GREETING", "530 " + HOSTILE);
            browser.go("Test again");
            assertTrue(browser.find("[role=alert]").getText().contains("530 " + HOSTILE), browser.text());
            assertEquals(List.of(), browser.findAll("img[onerror]"));
            assertEquals(List.of(), browser.console());
        }
    }

    private static String idOf(Browser browser) {
        String href = browser.find(".breadcrumbs a").getDomAttribute("href");
        return href.substring("/servers/".length());
    }

    private static List<String> outcomes(Browser browser) {
        return browser.findAll(".steps .state").stream().map(WebElement::getText).toList();
    }
}
