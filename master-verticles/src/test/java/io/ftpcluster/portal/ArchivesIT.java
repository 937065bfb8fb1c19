package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Folders of a real vsftpd as ZIPs, read by the programs that people have; and what happens when a server dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchivesIT {

    private static final String PASSWORD = "ann's passphrase";

    private Path directory;
    private Vsftpd server;
    private RunningPortal portal;
    private String token;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        directory = folder;
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE);
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addUser("ann", PASSWORD);
        portal.addServer("real", server.port());
        portal.permit("ann", "real", server.user(), server.password());
        token = portal.client().login("ann", PASSWORD);
    }

    @AfterAll
    void stop() {
        portal.close();
        server.close();
    }

    private void shell(String script) {
        Commands.run("bash", "-c", "cd '" + server.home() + "' && " + script);
        server.own(server.home());
    }

    private Path archive(String path, String name) throws Exception {
        Answer answer = portal.client().get("/ftp/ann/" + path + "?archive=zip").bearer(token).send();
        assertEquals(200, answer.status(), answer::text);
        return Files.write(directory.resolve(name), answer.bytes());
    }

    private static Map<String, byte[]> entries(Path archive) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(archive)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    /** What Python's zipfile reads: names by the directory, checksums of all. */
    private static List<String> byPython(Path archive) {
        return Commands.run("python3", "-c", """
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1]) as z:
                    bad = z.testzip()
                    assert bad is None, bad
                    sys.stdout.buffer.write('\\n'.join(sorted(z.namelist())).encode())
                """, archive.toString()).lines().toList();
    }

    @Test
    void isReadByWhatPeopleHave() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        shell("mkdir -p all/empty all/d/e && printf one > all/grüße.txt && printf two > $'all/caf\\xe9'"
                + " && printf three > $'all/caf\\xe8' && printf four > $'all/\\xe2\\x80\\xaegpj.exe' && : > all/nothing"
                + " && printf five > all/d/e/deep && ln -s .. all/d/around && ln -s ../nothing all/d/link");
        Files.write(server.home().resolve("all/d/large"), large);
        Commands.run("touch", "-d", "2020-02-03T04:05:06Z", server.home().resolve("all/d/large").toString());
        Path archive = archive("real/all/", "all.zip");
        List<String> names = List.of("ERRORS.txt", "_gpj.exe", "caf_", "caf_ (2)", "d/", "d/around.incomplete", "d/e/",
                "d/e/deep", "d/large", "d/link", "empty/", "grüße.txt", "nothing");
        Map<String, byte[]> entries = entries(archive);
        assertEquals(names, List.copyOf(entries.keySet()));
        assertEquals(names, byPython(archive));
        assertArrayEquals(large, entries.get("d/large"));
        String errors = new String(entries.get("ERRORS.txt"), StandardCharsets.UTF_8);
        assertTrue(errors.endsWith("\n/d/around: It leads to a folder, and links to folders aren't followed.\n"),
                errors);
        String tested = Commands.run("unzip", "-t", archive.toString());
        assertTrue(tested.contains("No errors detected"), tested);
        Path out = Files.createDirectory(directory.resolve("out"));
        Commands.run("bash", "-c", "TZ=UTC LC_ALL=C.UTF-8 unzip -q '" + archive + "' -d '" + out + "'");
        assertEquals("2020-02-03T04:05:06Z", Files.getLastModifiedTime(out.resolve("d/large")).toString());
        assertTrue(Files.isDirectory(out.resolve("empty")));
    }

    @Test
    void aFormOfAPageIsEnough() throws Exception {
        shell("mkdir form && printf one > $'form/caf\\xe9' && printf two > form/other && mkdir form/sub");
        PortalClient.Call form = portal.client()
                .post("/ftp/ann/real/form/")
                .cookie(token)
                .header("Sec-Fetch-Site", "same-origin")
                .accept(PortalClient.HTML)
                .form("archive=zip&name=caf%25E9&name=sub%2F");
        Answer answer = form.send();
        assertEquals(200, answer.status(), answer::text);
        assertEquals(List.of("caf_", "sub/"),
                List.copyOf(entries(Files.write(directory.resolve("form.zip"), answer.bytes())).keySet()));
        assertEquals(403,
                portal.client()
                        .post("/ftp/ann/real/form/")
                        .cookie(token)
                        .header("Sec-Fetch-Site", "cross-site")
                        .form("archive=zip")
                        .send()
                        .status());
    }

    @Test
    void isSearchedAndCounted() throws Exception {
        shell("mkdir -p find/a/b find/c && printf 12345 > find/a/b/Report.txt && : > find/c/report && ln -s .. find/c/up");
        List<JsonObject> found = portal.client()
                .get("/ftp/ann/real/find/?search=report*")
                .bearer(token)
                .send()
                .text()
                .lines()
                .map(JsonObject::new)
                .toList();
        assertEquals(List.of("a/b/Report.txt", "c/report"),
                found.stream().limit(2).map(hit -> hit.getString("href")).toList());
        assertEquals(new JsonObject("""
                {"done": true, "searched": 6, "complete": true, "reason": null}"""), found.get(2));
        Answer summary = portal.client().get("/ftp/ann/real/find/?summary=true").bearer(token).send();
        assertEquals(new JsonObject("""
                {"files": 3, "folders": 3, "bytes": 5, "complete": true, "reason": null}"""), summary.json());
    }

    @Test
    void filesAreSeenAmongTheTransfersWhileTheyCome() throws Exception {
        shell("mkdir seen && truncate -s 200M seen/file");
        try (InputStream body = portal.client().get("/ftp/ann/real/seen/?archive=zip").bearer(token).open().body()) {
            body.readNBytes(1000);
            Eventually.until(() -> transfers().contains("/seen/file"));
        }
        Eventually.until(() -> !transfers().contains("/seen/file"));
    }

    private String transfers() throws Exception {
        return portal.client().get("/transfers").bearer(portal.adminToken()).accept("application/json").send().text();
    }

    @Test
    void asksForBothRights() throws Exception {
        portal.addUser("bob", "bob's passphrase");
        for (String rights : List.of("[\"list\"]", "[\"download\"]")) {
            String id = new JsonObject(portal.client()
                    .post("/permissions")
                    .bearer(portal.adminToken())
                    .body("application/json",
                            "{\"user_id\": \"bob\", \"server_id\": \"real\", \"ftp_username\": \"" + server.user()
                                    + "\", \"user_pass\": \"" + server.password() + "\", \"rights\": " + rights + "}")
                    .send()
                    .text()).getString("id");
            assertEquals(403,
                    portal.client().get("/ftp/bob/real/?archive=zip").basic("bob", "bob's passphrase").send().status());
            assertEquals(204,
                    portal.client().call("DELETE", "/permissions/" + id).bearer(portal.adminToken()).send().status());
        }
    }

    @Test
    void aServerThatDiesEndsItWithAList() throws Exception {
        ScriptedFtp dying = new ScriptedFtp();
        try {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                lines.append("-rw-r--r-- 1 a b 10 Jan 02 2024 f%03d\r\n".formatted(i));
            }
            dying.on("LIST", (client, argument) -> client.transfer(lines.toString(), "226 done"));
            dying.on("RETR", (client, argument) -> {
                if (!argument.endsWith("f002")) {
                    client.transfer("0123456789", "226 done");
                    return;
                }
                client.say("150 here it comes");
                try (Socket data = client.data()) {
                    data.getOutputStream().write(new byte[5]);
                }
                dying.close();
            });
            portal.addServer("dying", dying.port());
            portal.permit("ann", "dying", "ann", "behind-the-portal");
            Map<String, byte[]> entries = entries(archive("dying/", "dying.zip"));
            assertEquals(List.of("ERRORS.txt", "f000", "f001", "f002.incomplete", "f003.incomplete", "f004.incomplete",
                    "f005.incomplete"), List.copyOf(entries.keySet()));
            String errors = new String(entries.get("ERRORS.txt"), StandardCharsets.UTF_8);
            assertTrue(errors.contains("\n/f006: It was not tried"), errors);
        } finally {
            dying.close();
        }
    }
}
