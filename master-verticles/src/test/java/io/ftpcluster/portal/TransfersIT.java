package io.ftpcluster.portal;

import static io.ftpcluster.portal.Answers.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers under way, seen, ended and limited through the whole portal, on a real server. */
class TransfersIT {

    private static final String PASSWORD = "a user's passphrase";
    /** More than all buffers between the server and a client that stops reading. */
    private static final long LARGE = 200_000_000;
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    Path directory;
    private Vsftpd server;
    private RunningPortal portal;
    private PortalClient client;
    private String ann;
    private String ben;

    @BeforeEach
    void start() throws Exception {
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE, "write_enable=YES");
        Duration patience = Duration.ofSeconds(PATIENCE_SECONDS);
        portal = RunningPortal.start(directory.resolve("data"),
                new Config.Ftp(patience, patience, patience, patience, patience, 64), new Config.Transfers(2, 3));
        client = portal.client();
        portal.addServer("real", server.port());
        for (String name : List.of("ann", "ben")) {
            portal.addUser(name, PASSWORD);
            portal.permit(name, "real", server.user(), server.password());
        }
        ann = client.login("ann", PASSWORD);
        ben = client.login("ben", PASSWORD);
        try (RandomAccessFile file = new RandomAccessFile(server.home().resolve("large.bin").toFile(), "rw")) {
            file.setLength(LARGE);
        }
        server.own(server.home());
    }

    @AfterEach
    void stop() {
        portal.close();
        server.close();
    }

    private HttpResponse<InputStream> download(String name, String token) throws Exception {
        return client.get("/ftp/" + name + "/real/large.bin").bearer(token).open();
    }

    /** Has sent a part of what it promised. */
    private Socket upload(String name, String token) throws IOException {
        Socket socket = client.connect();
        socket.getOutputStream()
                .write(("PUT /ftp/" + name + "/real/new.bin HTTP/1.1\r\nHost: portal\r\n" + "Authorization: Bearer "
                        + token + "\r\nContent-Length: " + LARGE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[1_000_000]);
        return socket;
    }

    private List<JsonObject> list(String token) throws Exception {
        Answer answer = client.get("/transfers").bearer(token).accept("application/json").send();
        assertEquals(200, answer.status(), answer.text());
        return answer.json().getJsonArray("transfers").stream().map(JsonObject.class::cast).toList();
    }

    /** Asks until it is so. */
    private List<JsonObject> await(Predicate<List<JsonObject>> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<JsonObject> seen = list(portal.adminToken());
        while (!condition.test(seen)) {
            assertTrue(System.nanoTime() < deadline, seen::toString);
            seen = list(portal.adminToken());
        }
        return seen;
    }

    private static JsonObject only(List<JsonObject> transfers, String direction) {
        return transfers.stream()
                .filter(transfer -> transfer.getString("direction").equals(direction))
                .findFirst()
                .orElseThrow();
    }

    private int end(JsonObject transfer, String token) throws Exception {
        return client.call("DELETE", "/transfers/" + transfer.getString("id")).bearer(token).send().status();
    }

    private double metric(String series) throws Exception {
        String all = client.get("/metrics").bearer(portal.adminToken()).send().text();
        return all.lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> line.substring(series.length()))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        series + "\n" + all.lines().filter(line -> line.startsWith("ftpcluster")).toList()));
    }

    private void assertAudited(String what) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String trail = "";
        while (!trail.contains(what)) {
            assertTrue(System.nanoTime() < deadline, trail);
            trail = client.get("/audit")
                    .bearer(portal.adminToken())
                    .send()
                    .json()
                    .getJsonArray("events")
                    .stream()
                    .map(JsonObject.class::cast)
                    .filter(event -> event.getString("action").equals("transfer.end"))
                    .map(event -> event.getString("username") + " " + event.getString("target") + " "
                            + event.getString("detail"))
                    .toList()
                    .toString();
        }
    }

    @Test
    void aDownloadIsSeenAndItsUserEndsIt() throws Exception {
        try (InputStream body = download("ann", ann).body()) {
            for (long read = 0; read < 20_000_000;) {
                read += body.readNBytes(1_000_000).length;
                List<JsonObject> seen = list(ann);
                assertEquals(1, seen.size());
            }
            JsonObject seen = await(all -> all.size() == 1 && all.getFirst().getLong("bytes_per_second") > 0)
                    .getFirst();
            assertEquals("ann", seen.getString("user"));
            assertEquals("ann", seen.getString("owner"));
            assertEquals("real", seen.getString("server"));
            assertEquals("/large.bin", seen.getString("path"));
            assertEquals("download", seen.getString("direction"));
            assertEquals("test", seen.getString("node"));
            assertEquals(LARGE, seen.getLong("size"));
            assertTrue(seen.getLong("moved") >= 20_000_000 && seen.getLong("moved") < LARGE, seen::encode);
            assertEquals(List.of(), list(ben));
            assertEquals(1, metric("ftpcluster_transfers_active{direction=\"download\"}"));

            assertEquals(404, end(seen, ben));
            assertEquals(204, end(seen, ann));
            assertThrows(IOException.class, body::readAllBytes, "must not look whole");
            assertEquals(404, end(seen, portal.adminToken()));
        }
        await(List::isEmpty);
        assertAudited("ann real:/large.bin in the folders of ann, a download by ann, after ");
        assertEquals(1, metric("ftpcluster_transfers_total{direction=\"download\",outcome=\"ended\"}"));
        assertEquals(0, metric("ftpcluster_transfers_active{direction=\"download\"}"));
        assertTrue(metric("ftpcluster_transfer_bytes_total{direction=\"download\"}") >= 20_000_000);
    }

    @Test
    void anUploadThatIsEndedLeavesNothing() throws Exception {
        try (Socket socket = upload("ann", ann)) {
            JsonObject seen = only(await(all -> all.size() == 1 && all.getFirst().getLong("moved") == 1_000_000),
                    "upload");
            assertEquals("/new.bin", seen.getString("path"));
            assertEquals(LARGE, seen.getLong("size"));
            assertEquals(204, end(seen, portal.adminToken()));
            String answer = PortalClient.readToEnd(socket);
            assertTrue(answer.startsWith("HTTP/1.1 403 ") && answer.contains("An administrator has ended"), answer);
        }
        await(List::isEmpty);
        try (var left = Files.list(server.home())) {
            assertEquals(List.of("large.bin"), left.map(file -> file.getFileName().toString()).toList());
        }
        assertAudited("admin real:/new.bin in the folders of ann, an upload by ann, after 1000000 bytes");
        assertEquals(1, metric("ftpcluster_transfers_total{direction=\"upload\",outcome=\"ended\"}"));
        assertEquals(1_000_000, metric("ftpcluster_transfer_bytes_total{direction=\"upload\"}"));
    }

    @Test
    void whoWaitsForTheFirstByteIsTold() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedFtp silent = new ScriptedFtp().on("RETR", (control, argument) -> {
            control.say("150 here it comes");
            over.await();
        })) {
            portal.addServer("silent", silent.port());
            portal.permit("ann", "silent", "somebody", "secret");
            try (Socket socket = client.connect()) {
                socket.getOutputStream()
                        .write(("GET /ftp/ann/silent/file HTTP/1.1\r\nHost: portal\r\nConnection: close"
                                + "\r\nAuthorization: Bearer " + ann + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                JsonObject seen = only(await(all -> all.size() == 1), "download");
                assertEquals(204, end(seen, portal.adminToken()));
                String answer = PortalClient.readToEnd(socket);
                assertTrue(answer.startsWith("HTTP/1.1 403 ") && answer.contains("An administrator has ended"), answer);
            } finally {
                over.countDown();
            }
            await(List::isEmpty);
        }
    }

    @Test
    void limitsHoldAndRoomComesBack() throws Exception {
        InputStream first = download("ann", ann).body();
        try (Socket second = upload("ann", ann)) {
            await(all -> all.size() == 2);
            assertTrue(second.isConnected());
            Answer refused = client.get("/ftp/ann/real/large.bin").bearer(ann).send();
            assertProblem(429, refused);
            assertTrue(refused.text().contains("ann has 2 transfers under way"), refused.text());
            assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            assertProblem(429, client.call("PUT", "/ftp/ann/real/more.bin").bearer(ann).body("text/plain", "x").send());
            assertEquals(200, client.get("/ftp/ann/real/").bearer(ann).send().status(), "a listing is no transfer");

            try (InputStream third = download("ben", ben).body()) {
                assertTrue(third.read() >= 0);
                Answer full = client.get("/ftp/ben/real/large.bin").bearer(ben).send();
                assertProblem(503, full);
                assertTrue(full.text().contains("real has 3 transfers under way"), full.text());
                assertTrue(Integer.parseInt(full.header("Retry-After")) > 0);
                assertEquals(3, list(portal.adminToken()).size());
            }
            assertEquals(2, metric("ftpcluster_transfers_refused_total{limit=\"user\"}"));
            assertEquals(1, metric("ftpcluster_transfers_refused_total{limit=\"server\"}"));
            first.close();
            await(all -> all.size() == 1);
            assertEquals("bytes 0-0/" + LARGE,
                    client.get("/ftp/ann/real/large.bin")
                            .bearer(ann)
                            .header("Range", "bytes=0-0")
                            .send()
                            .header("Content-Range"));
        }
        await(List::isEmpty);
        // Whoever leaves is counted as such, and what was whole as whole.
        assertEquals(2, metric("ftpcluster_transfers_total{direction=\"download\",outcome=\"aborted\"}"));
        assertEquals(1, metric("ftpcluster_transfers_total{direction=\"download\",outcome=\"completed\"}"));
        assertEquals(1, metric("ftpcluster_transfers_total{direction=\"upload\",outcome=\"aborted\"}"));
    }
}
