package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.ScriptedFtp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the program in a process of its own ends when it is asked to, and what becomes of what is under way. */
class GracefulShutdownIT {

    private static final System.Logger LOG = System.getLogger(GracefulShutdownIT.class.getName());

    private static final String PASSWORD = "admin's passphrase";

    @TempDir
    Path directory;

    private PortalProcess master(Map<String, String> settings) {
        return PortalProcess.master(directory.resolve("data"), PASSWORD, settings);
    }

    /** A download of 20 bytes, of which the last ten come when {@code finish} opens. */
    private static ScriptedFtp slowServer(CountDownLatch finish) {
        return new ScriptedFtp().answers("SIZE", "213 20").on("RETR", (client, word) -> {
            client.say("150 slowly");
            try (Socket data = client.data()) {
                data.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
                assertTrue(finish.await(30, TimeUnit.SECONDS));
                data.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
            }
            client.say("226 done");
        });
    }

    private static InputStream startDownload(PortalClient client, ScriptedFtp server) throws Exception {
        create(client, "/servers",
                new JsonObject().put("alias", "slow")
                        .put("host", "127.0.0.1")
                        .put("ftp_port", server.port())
                        .put("ftp_security", "none"));
        create(client, "/permissions",
                new JsonObject().put("user_id", "admin")
                        .put("server_id", "slow")
                        .put("ftp_username", "a")
                        .put("user_pass", "b"));
        InputStream body = client.get("/ftp/admin/slow/file").basic("admin", PASSWORD).open().body();
        assertEquals('0', body.read());
        return body;
    }

    private static void create(PortalClient client, String path, JsonObject body) throws Exception {
        Answer answer = client.post(path).basic("admin", PASSWORD).json(body).send();
        assertEquals(201, answer.status(), answer.text());
    }

    @Test
    void aDownloadInFlightIsFinished() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (ScriptedFtp server = slowServer(finish); PortalProcess master = master(Map.of())) {
            URI url = master.awaitReady();
            try (PortalClient client = new PortalClient(url); InputStream body = startDownload(client, server)) {
                master.terminate();
                awaitRefused(url);
                assertTrue(master.isAlive());
                finish.countDown();
                assertEquals("1234567890123456789", new String(body.readAllBytes(), StandardCharsets.US_ASCII));
                assertEquals(0, master.awaitExit());
            }
            assertEquals(List.of(), master.errors());
        }
    }

    /** Written after the JVM has begun to end. */
    @Test
    void itSaysItsLastWord() throws Exception {
        try (PortalProcess master = master(Map.of("FTPCLUSTER_NOTICE_SECONDS", "1"))) {
            master.awaitReady();
            master.terminate();
            assertEquals(0, master.awaitExit());
            assertEquals(2, master.errors().size(), master.errors()::toString);
            assertTrue(master.errors().get(1).endsWith(" This node has stopped"), master.errors()::toString);
        }
    }

    private static void awaitRefused(URI url) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                assertTrue(socket.isConnected());
            } catch (ConnectException e) {
                return;
            } catch (SocketException e) {
                // It was in the system's queue when the listening socket was closed; the next one is refused.
                LOG.log(System.Logger.Level.DEBUG, "reset", e);
            }
        }
        throw new AssertionError("still accepts connections");
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aDownloadThatTakesTooLongIsCut(int drain) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedFtp server = slowServer(never);
                PortalProcess master = master(Map.of("FTPCLUSTER_DRAIN_SECONDS", Integer.toString(drain)))) {
            try (PortalClient client = new PortalClient(master.awaitReady());
                    InputStream body = startDownload(client, server)) {
                long started = System.nanoTime();
                master.terminate();
                assertThrows(IOException.class, body::readAllBytes);
                assertEquals(0, master.awaitExit());
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
                assertTrue(seconds >= drain && seconds < drain + 20, seconds + " s");
            }
            assertTrue(master.errors().size() <= 1, master.errors().toString());
            never.countDown();
        }
    }
}
