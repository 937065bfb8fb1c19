package io.ftpcluster.portal;

import static io.ftpcluster.portal.SampleTree.HUGE;
import static io.ftpcluster.portal.SampleTree.LARGE;
import static io.ftpcluster.portal.SampleTree.MANY;
import static io.ftpcluster.portal.SampleTree.ODD_NAMES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient.Call;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole portal in front of real servers, from the admin's first request to the last byte of a download. */
class PortalIT {

    private static final String PASSWORD = "ann's passphrase";

    @TempDir
    static Path directory;
    private static RunningPortal portal;
    private static PortalClient client;
    private static String token;
    private static final List<AutoCloseable> STARTED = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        portal = RunningPortal.start(directory.resolve("data"));
        STARTED.add(portal);
        client = portal.client();
        portal.addUser("ann", PASSWORD);
        portal.addUser("bob", "bob's passphrase");
        token = client.login("ann", PASSWORD);
        for (FtpSecurity security : FtpSecurity.values()) {
            Vsftpd server = new Vsftpd(Files.createDirectory(directory.resolve(security.name())), security);
            STARTED.add(server);
            SampleTree.fill(server.home());
            server.own(server.home());
            String alias = security.name().toLowerCase(Locale.ROOT);
            portal.addServer(alias, server.port(), security, server.fingerprint());
            portal.permit("ann", alias, server.user(), server.password());
        }
        Path home = Files.createDirectory(directory.resolve("apache"));
        SampleTree.fill(home);
        ApacheFtp apache = new ApacheFtp(home, directory, FtpSecurity.EXPLICIT);
        STARTED.add(apache);
        portal.addServer("apache", apache.port(), FtpSecurity.EXPLICIT, apache.fingerprint());
        portal.permit("ann", "apache", ApacheFtp.USER, ApacheFtp.PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : STARTED) {
            part.close();
        }
    }

    private static Call get(String alias, String path) {
        return client.get("/ftp/ann/" + alias + path).bearer(token);
    }

    private static JsonObject listing(String alias, String path) throws Exception {
        Answer answer = get(alias, path).accept("application/json").send();
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void filesOfAllSizesArriveWhole(String alias) throws Exception {
        for (byte[] expected : List.of(new byte[0], "0123456789".getBytes(StandardCharsets.US_ASCII),
                SampleTree.large())) {
            String path = switch (expected.length) {
                case 0 -> "/empty";
                case LARGE -> "/large.bin";
                default -> "/small.txt";
            };
            Answer answer = get(alias, path).send();
            assertEquals(200, answer.status(), answer.text());
            assertArrayEquals(sha256(expected), sha256(answer.bytes()), path);
            assertEquals("bytes", answer.header("Accept-Ranges"));
            Answer head = client.call("HEAD", "/ftp/ann/" + alias + path).bearer(token).send();
            assertEquals(200, head.status());
            for (String header : List.of("Content-Length", "ETag", "Last-Modified", "Content-Type")) {
                assertEquals(answer.header(header), head.header(header), header);
                assertTrue(head.header(header) != null, header);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void rangesAndConditions(String alias) throws Exception {
        Answer whole = get(alias, "/small.txt").send();
        for (String[] range : new String[][]{{"bytes=2-4", "234", "bytes 2-4/10"}, {"bytes=7-", "789", "bytes 7-9/10"},
                {"bytes=-1", "9", "bytes 9-9/10"}}) {
            Answer part = get(alias, "/small.txt").header("Range", range[0]).send();
            assertEquals(206, part.status());
            assertEquals(range[1], part.text());
            assertEquals(range[2], part.header("Content-Range"));
        }
        Answer beyond = get(alias, "/small.txt").header("Range", "bytes=10-").send();
        assertEquals(416, beyond.status());
        assertEquals("bytes */10", beyond.header("Content-Range"));
        assertEquals("application/problem+json", beyond.header("Content-Type"));
        Answer same = get(alias, "/small.txt").header("If-Range", whole.header("ETag"))
                .header("Range", "bytes=0-0")
                .send();
        assertEquals(206, same.status());
        assertEquals(200,
                get(alias, "/small.txt").header("If-Range", "\"other\"").header("Range", "bytes=0-0").send().status());
        assertEquals(304, get(alias, "/small.txt").header("If-None-Match", whole.header("ETag")).send().status());
        assertEquals(304,
                get(alias, "/small.txt").header("If-Modified-Since", whole.header("Last-Modified")).send().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void theEndOfAFileAbove4GiB(String alias) throws Exception {
        assertEquals(Long.toString(HUGE),
                client.call("HEAD", "/ftp/ann/" + alias + "/huge.bin").bearer(token).send().header("Content-Length"));
        Answer end = get(alias, "/huge.bin").header("Range", "bytes=" + (HUGE - 6) + "-").send();
        assertEquals(206, end.status());
        assertEquals("\0tail!", end.text());
        assertEquals("tail!", get(alias, "/huge.bin").header("Range", "bytes=-5").send().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void oddNamesInListingsAndPaths(String alias) throws Exception {
        JsonObject listing = listing(alias, "/odd%20names/");
        List<String> names = listing.getJsonArray("entries")
                .stream()
                .map(entry -> ((JsonObject) entry).getString("name"))
                .sorted()
                .toList();
        assertEquals(ODD_NAMES, names);
        for (String name : names) {
            assertEquals("This is " + name, get(alias, "/odd%20names/" + encoded(name)).send().text());
        }
        URI base = URI.create("http://x/ftp/ann/" + alias + "/odd%20names/");
        String page = get(alias, "/odd%20names/").accept(PortalClient.HTML).send().text();
        List<String> targets = Pattern.compile("href=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(link -> base.resolve(link.group(1).replace("&amp;", "&")).getPath())
                .filter(path -> path.startsWith(base.getPath()) && path.length() > base.getPath().length())
                .map(path -> path.substring(base.getPath().length()))
                .distinct()
                .sorted()
                .toList();
        assertEquals(ODD_NAMES, targets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void linksAreFollowed(String alias) throws Exception {
        assertEquals("0123456789", get(alias, "/to-file").send().text());
        assertEquals("This is -dash", get(alias, "/to-folder/-dash").send().text());
        assertEquals(ODD_NAMES.size(), listing(alias, "/to-folder/").getJsonArray("entries").size());
        JsonArray top = listing(alias, "/").getJsonArray("entries");
        assertEquals(8, top.size(), top.encode());
        assertEquals("directory", type(top, "to-folder"));
        assertEquals("file", type(top, "to-file"));
    }

    private static String type(JsonArray entries, String name) {
        return entries.stream()
                .map(JsonObject.class::cast)
                .filter(entry -> entry.getString("name").equals(name))
                .map(entry -> entry.getString("type"))
                .findFirst()
                .orElse("missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void tenThousandEntries(String alias) throws Exception {
        long started = System.nanoTime();
        HttpResponse<InputStream> response = get(alias, "/many/?all").accept(PortalClient.HTML).open();
        try (InputStream body = response.body()) {
            int first = body.read();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            System.out.println(MANY + " entries of " + alias + ": first byte after " + millis + " ms");
            assertTrue(millis < 30_000, millis + " ms");
            assertEquals('<', first);
            String page = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(page.contains("file-00000.dat") && page.contains("file-09999.dat"));
        }
        assertEquals(MANY, listing(alias, "/many/").getJsonArray("entries").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit", "apache"})
    void foldersWithoutSlashRedirect(String alias) throws Exception {
        for (String path : List.of("", "/odd%20names", "/to-folder")) {
            Answer answer = get(alias, path).send();
            assertTrue(answer.status() == 301 || answer.status() == 308, path + " " + answer.status());
            assertEquals("/ftp/ann/" + alias + path + "/", answer.header("Location"));
        }
        Answer missing = get(alias, "/missing").send();
        assertEquals(404, missing.status());
        assertTrue(missing.json().getString("detail").startsWith(alias + ": "), missing.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie", "bearer", "basic"})
    void everyWayToSayWhoOneIs(String way) throws Exception {
        for (String path : List.of("/ftp/ann/none/small.txt", "/ftp/ann/", "/me")) {
            assertEquals(200, as(client.get(path), way, "ann", PASSWORD).send().status(), path);
            assertEquals(401, client.get(path).send().status());
        }
        Answer others = as(client.get("/ftp/ann/none/small.txt"), way, "bob", "bob's passphrase").send();
        assertEquals(403, others.status());
        assertEquals("application/problem+json", others.header("Content-Type"));
        assertEquals(403, as(client.get("/ftp/nobody/"), way, "bob", "bob's passphrase").send().status());
        Answer admins = as(client.get("/ftp/ann/none/small.txt"), way, "admin", RunningPortal.ADMIN_PASSWORD).send();
        assertEquals("0123456789", admins.text());
        List<String> seen = as(client.get("/ftp/ann/").accept("application/json"), way, "admin",
                RunningPortal.ADMIN_PASSWORD).send()
                .json()
                .getJsonArray("entries")
                .stream()
                .map(entry -> ((JsonObject) entry).getString("name"))
                .toList();
        assertEquals(List.of("apache", "explicit", "implicit", "none"), seen);
        String page = as(client.get("/ftp/ann/").accept(PortalClient.HTML), way, "ann", PASSWORD).send().text();
        seen.forEach(alias -> assertTrue(page.contains(alias + "/"), alias));
    }

    private static Call as(Call call, String way, String username, String password) throws Exception {
        return switch (way) {
            case "cookie" -> call.cookie(client.login(username, password));
            case "bearer" -> call.bearer(client.login(username, password));
            default -> call.basic(username, password);
        };
    }

    @Test
    void anAdminDoesEverythingByForms() throws Exception {
        Path home = Files.createDirectory(directory.resolve("formed"));
        Files.writeString(home.resolve("note"), "by form");
        try (ApacheFtp server = new ApacheFtp(home, directory, FtpSecurity.NONE)) {
            String cookie = client.login("admin", RunningPortal.ADMIN_PASSWORD);
            for (String[] form : new String[][]{{"/users", "username=carl&password=carl%27s+passphrase&role=user"},
                    {"/servers", "alias=formed&host=127.0.0.1&ftp_port=" + server.port() + "&ftp_security=none"},
                    {"/permissions", "user_id=carl&server_id=formed&ftp_username=" + ApacheFtp.USER + "&user_pass="
                            + encoded(ApacheFtp.PASSWORD) + "&rights=list&rights=download"}}) {
                Answer answer = client.post(form[0])
                        .cookie(cookie)
                        .header("Sec-Fetch-Site", "same-origin")
                        .form(form[1])
                        .accept("application/json")
                        .send();
                assertEquals(201, answer.status(), answer.text());
                assertFalse(answer.text().contains(ApacheFtp.PASSWORD));
            }
            // As a browser asks: the answer leads to the list
            Answer page = client.post("/users")
                    .cookie(cookie)
                    .header("Sec-Fetch-Site", "same-origin")
                    .accept(PortalClient.HTML)
                    .form("username=dora&password=dora%27s+passphrase&role=user")
                    .send();
            assertEquals(303, page.status(), page.text());
            Answer login = client.post("/login").form("username=carl&password=carl%27s+passphrase").send();
            assertEquals(303, login.status());
            assertEquals("/dashboard", login.header("Location"));
            String session = login.header("Set-Cookie").replaceFirst("session=([^;]*).*", "$1");
            assertEquals("by form", client.get("/ftp/carl/formed/note").cookie(session).send().text());
        }
    }
}
