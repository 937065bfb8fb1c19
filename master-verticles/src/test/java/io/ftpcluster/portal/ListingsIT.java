package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders with more entries than anybody wants to wait for, from the server to the HTTP client. */
class ListingsIT {

    private static final int SORTED = 5000;
    private static final int MANY = 20_000;

    @TempDir
    Path directory;

    private RunningPortal portal;
    private ScriptedFtp server;
    private String token;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedFtp();
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addUser("ann", "ann's passphrase");
        portal.addServer("box", server.port());
        portal.permit("ann", "box", ApacheFtp.USER, "behind-the-portal");
        token = portal.client().login("ann", "ann's passphrase");
    }

    @AfterEach
    void stop() {
        portal.close();
        server.close();
    }

    private PortalClient.Call get(String path) {
        return portal.client().get("/ftp/ann/" + path).bearer(token);
    }

    private static byte[] lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "-rw-r--r-- 1 a b 5 Jan 02 2024 n%07d\r\n".formatted(i))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void allOfALargeFolderArrives() throws Exception {
        try (Vsftpd real = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE)) {
            Path folder = Files.createDirectories(real.home().resolve("many"));
            for (int i = 0; i < MANY; i++) {
                Files.createFile(folder.resolve("entry-" + i));
            }
            portal.addServer("real", real.port());
            portal.permit("ann", "real", real.user(), real.password());
            JsonObject listing = get("real/many/").accept("application/json").send().json();
            JsonArray entries = listing.getJsonArray("entries");
            assertEquals(MANY,
                    entries.stream().map(entry -> ((JsonObject) entry).getString("name")).distinct().count());
            assertEquals(MANY, entries.size());
            assertNull(listing.getString("incomplete"));
            String brief = get("real/many/").accept(PortalClient.HTML).send().text();
            assertEquals(200, brief.split("<tr class=\"file\">", -1).length - 1);
            assertTrue(brief.contains("<a href=\"?all\">"), brief.substring(0, 4000));
            String page = get("real/many/?all").accept(PortalClient.HTML).send().text();
            assertEquals(MANY, page.split("<tr class=\"file\">", -1).length - 1);
            assertTrue(page.contains("its first 5,000 entries are sorted"), page.substring(0, 4000));
            assertTrue(page.strip().endsWith("</html>"));
            assertEquals(200, portal.client().call("HEAD", "/ftp/ann/real/many/").bearer(token).send().status());
        }
    }

    @Test
    void theFirstEntriesArriveWhileTheServerStillSends() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        server.on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                data.getOutputStream().write(lines(SORTED + 1000));
                seen.await();
            }
            client.say("226 done");
        });
        for (String type : new String[]{"application/json", PortalClient.HTML}) {
            try (InputStream body = get("box/?all").accept(type).open().body()) {
                StringBuilder text = new StringBuilder();
                byte[] some = new byte[16_000];
                while (!text.toString().contains("n0005990")) {
                    text.append(new String(some, 0, body.read(some), StandardCharsets.UTF_8));
                }
                seen.countDown();
                text.append(new String(body.readAllBytes(), StandardCharsets.UTF_8));
                assertTrue(text.toString().contains("n0005999"), type);
            }
        }
    }

    @Test
    void oneThatBreaksOffNeverLooksWhole() throws Exception {
        server.on("LIST", (client, argument) -> client
                .transfer(new String(lines(SORTED + 1000), StandardCharsets.UTF_8), "426 disk trouble"));
        for (String type : new String[]{"application/json", PortalClient.HTML}) {
            try (InputStream body = get("box/?all").accept(type).open().body()) {
                assertThrows(IOException.class, body::readAllBytes);
            }
        }
        server.answers("LIST", "550 Permission denied");
        assertEquals(403, get("box/").accept("application/json").send().status());
    }

    @Test
    void aClientThatLeavesEndsTheListing() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        byte[] some = lines(1000);
        server.on("LIST", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket data = client.data()) {
                while (true) {
                    data.getOutputStream().write(some);
                }
            } finally {
                ended.countDown();
            }
        });
        try (InputStream body = get("box/").accept("application/json").open().body()) {
            body.readNBytes(100_000);
        }
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        server.on("LIST",
                (client, argument) -> client.transfer(new String(lines(1), StandardCharsets.UTF_8), "226 done"));
        Answer after = get("box/").accept("application/json").send();
        assertEquals(1, after.json().getJsonArray("entries").size());
    }
}
