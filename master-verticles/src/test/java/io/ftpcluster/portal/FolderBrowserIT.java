package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Accessibility;
import io.ftpcluster.testing.Browser;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** People work with files of a real server in a real browser. */
class FolderBrowserIT {

    private static final String PASSWORD = "ann's passphrase";
    private static final List<String> HOSTILE = List.of("<img src=x onerror=document.title='hacked'>.txt",
            "\u202Egpj.exe", "\u0645\u0631\u062D\u0628\u0627.txt", "\uD83D\uDE00 100% #1?.md",
            "a".repeat(251) + ".txt");
    private static final int MANY = 1000;
    private static final int LARGE = 9 << 20;

    @TempDir
    Path directory;

    private RunningPortal portal;
    private Vsftpd server;
    private Path home;

    @BeforeEach
    void start() throws Exception {
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE);
        home = server.home();
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addUser("ann", PASSWORD);
        portal.addServer("box", server.port());
        portal.permit("ann", "box", server.user(), server.password());
    }

    @AfterEach
    void stop() {
        portal.close();
        server.close();
    }

    private void logIn(Browser browser, String path) {
        browser.open(portal.url().resolve("/login?next=" + path).toString());
        browser.fill("Username", "ann");
        browser.fill("Password", PASSWORD);
        browser.go("Log in");
        browser.open(portal.url().resolve(path).toString());
    }

    private Path folder(String name) throws IOException {
        Path made = Files.createDirectories(home.resolve(name));
        server.own(made);
        return made;
    }

    private static List<String> names(Browser browser) {
        // All at one moment: rows are made anew when the list is.
        List<?> names = (List<?>) ((JavascriptExecutor) browser.driver()).executeScript(
                "return [...document.querySelectorAll('tr[data-href] .name a')].map(link => link.textContent)");
        return names.stream().map(String::valueOf).toList();
    }

    private static void awaitNames(Browser browser, String... wanted) {
        browser.await(page -> names(browser).equals(List.of(wanted)));
    }

    private static void awaitTally(Browser browser, String text) {
        browser.await(page -> browser.find("#tally").getText().equals(text));
    }

    private static void type(Browser browser, CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    private static void upload(Browser browser, List<Path> files) {
        browser.find("#pick-files").sendKeys(files.stream().map(Path::toString).collect(Collectors.joining("\n")));
    }

    private static boolean holds(Path file, byte[] content) {
        try {
            return Files.exists(file) && Arrays.equals(content, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesAreUploadedUnderAnyName() throws Exception {
        Path here = Files.createDirectory(directory.resolve("here"));
        Path there = folder("up");
        for (String name : HOSTILE) {
            Files.writeString(here.resolve(name), "inside " + name);
        }
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        Files.write(here.resolve("large.bin"), large);
        try (Browser browser = Browser.start()) {
            logIn(browser, "/ftp/ann/box/up/");
            awaitTally(browser, "0 entries");
            upload(browser, HOSTILE.stream().map(here::resolve).toList());
            for (String name : HOSTILE) {
                byte[] content = Files.readAllBytes(here.resolve(name));
                browser.await(page -> holds(there.resolve(name), content));
            }
            upload(browser, List.of(here.resolve("large.bin")));
            browser.await(page -> holds(there.resolve("large.bin"), large));
            awaitTally(browser, HOSTILE.size() + 1 + " entries");
            assertEquals(List.of(), browser.findAll("img[onerror]"));
            assertFalse(names(browser).toString().contains("\u202E"));

            // What is there already is asked about.
            Files.writeString(here.resolve("large.bin"), "another");
            upload(browser, List.of(here.resolve("large.bin")));
            browser.press("Keep both");
            browser.await(page -> holds(there.resolve("large (2).bin"), "another".getBytes(StandardCharsets.UTF_8)));
            assertTrue(holds(there.resolve("large.bin"), large));
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void theKeyboardDoesAll() throws Exception {
        Path there = folder("papers");
        for (String name : List.of("report 2.txt", "report 10.txt", "zebra.txt")) {
            Files.writeString(there.resolve(name), name);
            server.own(there.resolve(name));
        }
        try (Browser browser = Browser.start()) {
            logIn(browser, "/ftp/ann/box/papers/");
            awaitNames(browser, "report 2.txt", "report 10.txt", "zebra.txt");
            new Actions(browser.driver()).sendKeys(Keys.ARROW_DOWN)
                    .keyDown(Keys.SHIFT)
                    .sendKeys(Keys.ARROW_DOWN)
                    .keyUp(Keys.SHIFT)
                    .perform();
            awaitTally(browser, "3 entries, 2 selected, 25 B");
            assertEquals(2, browser.findAll("tr[aria-selected=true]").size());
            for (String theme : List.of("light", "dark")) {
                Accessibility.theme(browser, theme);
                assertEquals(List.of(), Accessibility.serious(browser), theme);
            }
            type(browser, Keys.ESCAPE, "/", "zeb");
            awaitNames(browser, "zebra.txt");
            assertTrue(browser.driver().getCurrentUrl().endsWith("?filter=zeb"), browser.driver().getCurrentUrl());
            type(browser, Keys.ARROW_DOWN, Keys.F2);
            browser.find("input.naming");
            type(browser, "zebra crossing", Keys.ENTER);
            browser.await(page -> Files.exists(there.resolve("zebra crossing.txt")));
            awaitNames(browser, "zebra crossing.txt");

            type(browser, Keys.DELETE);
            assertEquals("Delete \u201Czebra crossing.txt\u201D?", browser.find(".sheet h2").getText());
            type(browser, Keys.ENTER);
            browser.await(page -> !Files.exists(there.resolve("zebra crossing.txt")));
            awaitTally(browser, "0 of 2 entries");
            type(browser, "/", Keys.ESCAPE);
            awaitNames(browser, "report 2.txt", "report 10.txt");

            browser.press("New folder");
            browser.find("input.naming");
            type(browser, "<b>new", Keys.ENTER);
            browser.await(page -> Files.isDirectory(there.resolve("<b>new")));
            awaitNames(browser, "<b>new/", "report 2.txt", "report 10.txt");
            browser.leave(() -> type(browser, Keys.BACK_SPACE));
            assertEquals("/ftp/ann/box/", browser.path());
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void aLargeFolderIsWholeOnANarrowScreen() throws Exception {
        Path there = folder("many");
        for (int i = 0; i < MANY; i++) {
            Files.createFile(there.resolve("entry-" + i));
        }
        try (Browser browser = Browser.start()) {
            browser.resize(390, 844);
            logIn(browser, "/ftp/ann/box/many/");
            awaitTally(browser, "1,000 entries");
            assertTrue(names(browser).size() < 100, "rows out of view");
            assertEquals("entry-0", names(browser).get(0));
            type(browser, Keys.END);
            browser.await(page -> names(browser).contains("entry-999"));
            assertEquals(true, ((JavascriptExecutor) browser.driver()).executeScript(
                    "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            type(browser, "/", "99");
            awaitTally(browser, "19 of 1,000 entries, 1 selected, 0 B");
            assertEquals(List.of(), browser.console());
        }
    }

    @Test
    void withoutScriptsFilesAreReadAndDownloaded() throws Exception {
        Path there = folder("plain");
        for (int i = 0; i < 201; i++) {
            Files.createFile(there.resolve("entry-" + i));
        }
        Files.writeString(there.resolve("zz.txt"), "the last one");
        try (Browser browser = Browser.withoutJavaScript()) {
            logIn(browser, "/ftp/ann/box/");
            browser.go("plain/");
            assertEquals(200, browser.findAll("tr.file").size());
            assertTrue(browser.text().contains("These are the first 200 of 202 entries."), browser.text());
            assertFalse(browser.find("#tools").isDisplayed());
            browser.go("Size");
            browser.go("Size");
            assertTrue(browser.find("tr.file").getText().startsWith("zz.txt"), browser.find("tr.file").getText());
            browser.open(portal.url().resolve("/ftp/ann/box/plain/").toString());
            browser.go("Show all");
            assertEquals(202, browser.findAll("tr.file").size());
            browser.press("zz.txt");
            browser.awaitDownload("the last one".getBytes(StandardCharsets.UTF_8));
            assertEquals(List.of(), browser.console());
        }
    }
}
