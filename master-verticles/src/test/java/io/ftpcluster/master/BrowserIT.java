package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.DemoPortal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What somebody who only wants their files does with the running product, in a real browser. */
class BrowserIT {

    private static final List<String> ODD_NAMES = List.of("<img src=x onerror=document.title='hacked'>", "a  b & <b>c<",
            "50%25 off?x=1#y", "it's \"quoted\"; -rf", "größe und 日本語", "http:evil", "-");

    @TempDir
    private static Path folder;

    private static DemoPortal portal;

    @BeforeAll
    static void start() throws Exception {
        portal = DemoPortal.start(folder.resolve("data"));
        Path odd = portal.alpha().resolve("odd");
        for (String name : ODD_NAMES) {
            Path file = Files.createDirectories(odd.resolve(name)).resolve(name + ".txt");
            Files.writeString(file, "inside " + name);
        }
    }

    @AfterAll
    static void stop() {
        if (portal != null) {
            portal.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void peopleLogInAndDownload(boolean javaScript) throws Exception {
        try (Browser browser = javaScript ? Browser.start() : Browser.withoutJavaScript()) {
            browser.open(portal.url() + "/ftp/demo/alpha/odd/");
            assertEquals("/login", browser.path());
            browser.fill("Username", "demo");
            browser.fill("Password", "wrong");
            browser.go("Log in");
            assertTrue(browser.text().contains("The user name or the password is wrong."), browser.text());
            assertEquals("demo", browser.field("Username").getDomProperty("value"));
            assertEquals("", browser.field("Password").getDomProperty("value"));

            // The name is right mostly, so the cursor waits in the password.
            browser.leave(() -> focused(browser).sendKeys(DemoPortal.DEMO_PASSWORD, Keys.ENTER));
            assertEquals("/ftp/demo/alpha/odd/", browser.path());

            browser.go("Dashboard");
            browser.go("beta");
            browser.go("backups/");
            browser.press("random-1MiB.bin");
            browser.awaitDownload(Files.readAllBytes(portal.beta().resolve("backups/random-1MiB.bin")));
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void oddNamesAreOnlyNames() throws Exception {
        try (Browser browser = Browser.start()) {
            portal.logIn(browser, "demo", DemoPortal.DEMO_PASSWORD);
            for (String name : ODD_NAMES) {
                browser.open(portal.url() + "/ftp/demo/alpha/odd/");
                browser.leave(() -> follow(browser, name + "/"));
                assertEquals(name, browser.find("h1").getDomProperty("textContent"));
                assertEquals(name.replace("  ", " ") + " · FTPCluster", browser.title());
                assertEquals(List.of("demo", "alpha", "odd", name),
                        browser.findAll(".breadcrumbs a")
                                .stream()
                                .map(crumb -> crumb.getDomProperty("textContent"))
                                .toList());
                WebElement row = browser.find("tr.file");
                assertTrue(row.getText().contains(" B") && row.getText().contains(":"),
                        "size and time: " + row.getText());
                follow(browser, name + ".txt");
                browser.awaitDownload(("inside " + name).getBytes(StandardCharsets.UTF_8));
            }
            assertEquals(List.of(), browser.findAll("img[onerror]"));
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void loggingOutLeavesNothingBehind() {
        try (Browser browser = Browser.start()) {
            portal.logIn(browser, "demo", DemoPortal.DEMO_PASSWORD);
            browser.open(portal.url() + "/ftp/demo/alpha/");
            browser.go("Log out");
            assertEquals("/login", browser.path());
            browser.leave(() -> browser.driver().navigate().back());
            assertEquals("/login", browser.path());
            assertFalse(browser.driver().getPageSource().contains("welcome.txt"));
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void theKeyboardIsEnough() {
        try (Browser browser = Browser.withoutJavaScript()) {
            browser.open(portal.url() + "/");
            focused(browser).sendKeys("demo", Keys.TAB);
            browser.leave(() -> focused(browser).sendKeys(DemoPortal.DEMO_PASSWORD, Keys.ENTER));
            assertEquals("/dashboard", browser.path());
            goTo(browser, "alpha");
            assertEquals("/ftp/demo/alpha/", browser.path());
            goTo(browser, "reports/");
            assertEquals("/ftp/demo/alpha/reports/", browser.path());
            goTo(browser, "Log out");
            assertEquals("/login", browser.path());
        }
    }

    @ParameterizedTest
    @CsvSource({"/users,Only an admin may do that.", "/ftp/admin/,This folder belongs to somebody else.",
            "/ftp/demo/gamma/,There is no server gamma for demo.", "/ftp/demo/alpha/no/,Check the name",
            "/nothing,There is nothing at this path."})
    void whatDoesNotWorkIsExplained(String path, String explanation) {
        try (Browser browser = Browser.withoutJavaScript()) {
            portal.logIn(browser, "demo", DemoPortal.DEMO_PASSWORD);
            browser.open(portal.url() + path);
            assertTrue(browser.text().contains(explanation), browser.text());
            assertEquals(List.of(), browser.console());
            browser.go("Dashboard");
            assertEquals("/dashboard", browser.path());
        }
    }

    @Test
    void theDocsKnowWhoIsLoggedIn() {
        try (Browser browser = Browser.withoutJavaScript()) {
            browser.open(portal.url() + "/docs");
            assertTrue(browser.find("header").getText().contains("Log in"));
            portal.logIn(browser, "demo", DemoPortal.DEMO_PASSWORD);
            browser.go("API");
            assertTrue(browser.find(".account").getText().contains("demo"));
            browser.press("POST /permissions");
            assertTrue(browser.text().contains("ftp_username"));
            assertEquals(List.of(), browser.console());
        }
    }

    /** By the whole text: white space counts. */
    private static void follow(Browser browser, String text) {
        browser.await(page -> browser.findAll("td.name a")
                .stream()
                .filter(link -> text.equals(link.getDomProperty("textContent")))
                .findFirst()
                .orElse(null)).click();
    }

    private static WebElement focused(Browser browser) {
        return browser.driver().switchTo().activeElement();
    }

    private static void goTo(Browser browser, String text) {
        for (int i = 0; i < 50 && !focused(browser).getText().equals(text); i++) {
            focused(browser).sendKeys(Keys.TAB);
        }
        assertEquals(text, focused(browser).getText());
        browser.leave(() -> focused(browser).sendKeys(Keys.ENTER));
    }
}
