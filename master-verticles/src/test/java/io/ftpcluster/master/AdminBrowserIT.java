package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.DemoPortal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** An admin runs users, servers and permissions by the pages alone, without JavaScript. */
class AdminBrowserIT {

    private static final String HOSTILE = "<img src=x onerror=document.title='hacked'>";

    @TempDir
    private static Path folder;

    private static DemoPortal portal;

    private Browser browser;

    @BeforeAll
    static void startPortal() throws Exception {
        portal = DemoPortal.start(folder.resolve("data"));
    }

    @AfterAll
    static void stopPortal() {
        if (portal != null) {
            portal.close();
        }
    }

    @BeforeEach
    void logIn() {
        browser = Browser.withoutJavaScript();
        portal.logIn(browser, "admin", DemoPortal.ADMIN_PASSWORD);
    }

    @AfterEach
    void closeBrowser() {
        try {
            assertEquals(List.of(), browser.console());
        } finally {
            browser.close();
        }
    }

    @Test
    void aNewUserReachesANewServer() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("hello.txt"), "hello from the new server");
        try (ApacheFtp ftp = new ApacheFtp(home, folder, FtpSecurity.NONE)) {
            addUser("ann", "password of ann");
            assertEquals("User added.", notice());
            assertTrue(rows().contains("ann"));

            addServer("files", ftp.port());
            assertTrue(notice().startsWith("Server added."), notice());
            browser.press("Make a command");
            assertTrue(browser.find("#command").getText().startsWith("curl -fsS http://"), browser.text());

            grant("ann", "files");
            assertEquals("Permission granted.", notice());

            browser.go("Log out");
            portal.logIn(browser, "ann", "password of ann");
            browser.go("files");
            browser.press("hello.txt");
            browser.awaitDownload("hello from the new server".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void everythingCanBeChangedAndDeleted() {
        addUser("ben", "password of ben");
        addServer("archive", 21);
        grant("ben", "archive");

        browser.go("Users");
        browser.go("ben");
        new Select(browser.field("Role")).selectByVisibleText("Admin");
        browser.go("Change role");
        assertEquals("User saved.", notice());
        browser.fill("New password", "another password");
        browser.go("Set password");
        assertEquals("User saved.", notice());

        browser.go("Servers");
        browser.go("archive");
        browser.fill("Alias", "archive-2");
        browser.go("Save settings");
        assertEquals("Server saved.", notice());

        browser.go("Permissions");
        remove("Remove… ben from archive-2", "Remove ben from archive-2");
        assertEquals("Permission removed.", notice());
        browser.go("Servers");
        browser.go("archive-2");
        remove("Danger: delete this server", "Delete server archive-2");
        assertEquals("Server deleted.", notice());
        assertFalse(rows().contains("archive-2"));

        browser.go("Log out");
        portal.logIn(browser, "ben", "another password");
        browser.go("Users");
        browser.go("ben");
        remove("Danger: delete this user", "Delete user ben");
        // Their own account: its session has gone with it.
        assertEquals("/login", browser.path());
    }

    @Test
    void mistakesAreShownBesideTheirFields() {
        addUser("demo", "some password");
        assertEquals("Is taken", mistake("Username"));
        assertEquals("demo", browser.field("Username").getDomProperty("value"));
        assertEquals("", browser.field("Password").getDomProperty("value"));

        addServer("alpha", 21);
        assertEquals("Is taken", mistake("Alias"));
        assertEquals("127.0.0.1", browser.field("Host").getDomProperty("value"));
        addServer("port", 70_000);
        assertEquals("Must be a port from 1 to 65535", mistake("FTP port"));
        browser.go("Servers");
        browser.go("beta");
        browser.fill("Alias", "alpha");
        browser.go("Save settings");
        assertEquals("Is taken", mistake("Alias"));
        assertEquals("alpha", browser.field("Alias").getDomProperty("value"));

        grant("demo", "alpha");
        assertEquals("Is granted to this user already", mistake("Server"));
    }

    @Test
    void noTickedRightGrantsNothing() {
        browser.go("Permissions");
        int before = rows().size();
        browser.findAll("input[name=rights]").forEach(WebElement::click);
        fillGrant("admin", "alpha");
        assertEquals("Must be at least one", browser.find("#e-rights").getText().replaceFirst("^Error:\\s*", ""));
        assertEquals(List.of(), browser.findAll("input[name=rights]:checked"));
        assertEquals(before, rows().size());
    }

    @Test
    void whatIsTypedStaysText() {
        addServer(HOSTILE, 21);
        assertEquals(HOSTILE, browser.field("Alias").getDomProperty("value"));
        addUser(HOSTILE, "some password");
        assertEquals(HOSTILE, browser.field("Username").getDomProperty("value"));
        browser.go("Log out");
        portal.logIn(browser, HOSTILE, "some password");
        assertEquals(HOSTILE, browser.field("Username").getDomProperty("value"));
        portal.logIn(browser, "admin", DemoPortal.ADMIN_PASSWORD);
        browser.go("Audit");
        assertTrue(browser.text().contains(HOSTILE));
        assertEquals(List.of(), browser.findAll("img[onerror]"));
    }

    private void addUser(String name, String password) {
        browser.go("Users");
        browser.fill("Username", name);
        browser.fill("Password", password);
        browser.go("Add user");
    }

    private void addServer(String alias, int port) {
        browser.go("Servers");
        browser.fill("Alias", alias);
        browser.fill("Host", "127.0.0.1");
        browser.fill("FTP port", Integer.toString(port));
        new Select(browser.field("FTP security")).selectByValue("none");
        browser.go("Add server");
    }

    private void grant(String user, String server) {
        browser.go("Permissions");
        fillGrant(user, server);
    }

    private void fillGrant(String user, String server) {
        new Select(browser.field("User")).selectByVisibleText(user);
        new Select(browser.field("Server")).selectByVisibleText(server);
        browser.fill("FTP username", ApacheFtp.USER);
        browser.fill("FTP password", ApacheFtp.PASSWORD);
        browser.go("Grant permission");
    }

    private void remove(String summary, String button) {
        browser.press(summary);
        WebElement block = browser.find("details[open]");
        block.findElement(By.cssSelector("input[type=checkbox]")).click();
        browser.go(button);
    }

    private String notice() {
        return browser.find(".notice").getText();
    }

    private List<String> rows() {
        return browser.findAll("tbody th").stream().map(WebElement::getText).toList();
    }

    private String mistake(String label) {
        WebElement field = browser.field(label);
        assertEquals("true", field.getDomAttribute("aria-invalid"));
        return browser.find("#e-" + field.getDomAttribute("name")).getText().replaceFirst("^Error:\\s*", "");
    }
}
