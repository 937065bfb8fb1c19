package io.ftpcluster.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.PostgreSql;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both keys of two masters are replaced, one after the other, while they are used. */
class KeyRotationIT {

    private static final String NEW_SECRET_KEY = "another key for all nodes of this cluster";
    private static final String NEW_FERNET_KEY = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
    /** More than all sockets on the way hold. */
    private static final int FILE_BYTES = 64 << 20;
    private static final int PIECE = 1 << 20;

    @TempDir
    private Path directory;
    private ClusterNodes nodes;

    private static String both(String first, String second) {
        return first + "," + second;
    }

    @Test
    void nobodyNoticesWhenKeysAreReplaced() throws Exception {
        byte[] content = new byte[FILE_BYTES];
        new Random(7).nextBytes(content);
        try (Vsftpd ftp = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE);
                ClusterNodes started = new ClusterNodes(directory, PostgreSql.shared().database(), 2)) {
            nodes = started;
            Files.write(ftp.home().resolve("large"), content);
            ftp.own(ftp.home());
            nodes.startAll();
            String session = grant(ftp);

            step(session, content, both(ClusterNodes.SECRET_KEY, NEW_SECRET_KEY),
                    both(ClusterNodes.FERNET_KEY, NEW_FERNET_KEY));
            step(session, content, both(NEW_SECRET_KEY, ClusterNodes.SECRET_KEY),
                    both(NEW_FERNET_KEY, ClusterNodes.FERNET_KEY));
            assertRefused(both(ClusterNodes.SECRET_KEY, "a key that no other node has, and long enough"),
                    ClusterNodes.FERNET_KEY);
            String later;
            try (PortalClient client = nodes.client(2)) {
                later = client.login("admin", ClusterNodes.PASSWORD);
            }
            assertEquals(List.of(), missing(status(NEW_FERNET_KEY), "  encrypts  2 stored secrets"));
            step(later, content, NEW_SECRET_KEY, NEW_FERNET_KEY);
            try (PortalClient client = nodes.client(1)) {
                assertEquals(401, client.get("/me").bearer(session).send().status(), "signed by the key that is gone");
            }
            assertRefused(ClusterNodes.SECRET_KEY, ClusterNodes.FERNET_KEY);
        }
    }

    /** Starts each node with these keys, while others are asked and one sends a file. */
    private void step(String session, byte[] content, String secretKeys, String fernetKeys) throws Exception {
        nodes.useKeys(secretKeys, fernetKeys);
        try (LightLoad load = new LightLoad(nodes.client(), session, "u" + System.nanoTime());
                PortalClient last = nodes.client(2)) {
            HttpResponse<InputStream> download = last.get("/ftp/admin/one/large").bearer(session).open();
            assertEquals(200, download.statusCode());
            byte[] begin = download.body().readNBytes(PIECE);
            restart(1);
            byte[] rest = download.body().readAllBytes();
            assertArrayEquals(Arrays.copyOf(content, PIECE), begin);
            assertArrayEquals(Arrays.copyOfRange(content, PIECE, content.length), rest);
            restart(2);
            assertEquals(List.of(), load.failures());
            assertTrue(load.answers() > 0);
        }
        for (int node : nodes.all()) {
            try (PortalClient client = nodes.client(node)) {
                Answer end = client.get("/ftp/admin/one/large")
                        .bearer(session)
                        .header("Range", "bytes=" + (FILE_BYTES - 4) + "-")
                        .send();
                assertEquals(206, end.status(), () -> "node" + node + ": " + end.text());
                assertArrayEquals(Arrays.copyOfRange(content, FILE_BYTES - 4, FILE_BYTES), end.bytes());
            }
        }
    }

    private void restart(int node) throws IOException, InterruptedException {
        nodes.process(node).terminate();
        assertEquals(0, nodes.process(node).awaitExit(), () -> nodes.process(node).errors().toString());
        nodes.startAgain(node);
    }

    /** Returns the token of a session. */
    private String grant(Vsftpd ftp) throws IOException, InterruptedException {
        try (PortalClient client = nodes.client()) {
            String session = client.login("admin", ClusterNodes.PASSWORD);
            JsonObject server = new JsonObject().put("alias", "one")
                    .put("host", "127.0.0.1")
                    .put("ftp_port", ftp.port())
                    .put("ftp_security", "none");
            assertEquals(201, client.post("/servers").bearer(session).json(server).send().status());
            JsonObject permission = new JsonObject().put("user_id", "admin")
                    .put("server_id", "one")
                    .put("ftp_username", ftp.user())
                    .put("user_pass", ftp.password());
            assertEquals(201, client.post("/permissions").bearer(session).json(permission).send().status());
            return session;
        }
    }

    /** One more node with other keys than the cluster's: it says so, and the others go on. */
    private void assertRefused(String secretKeys, String fernetKeys) throws InterruptedException {
        var settings = nodes.settings(3);
        settings.put("SECRET_KEY", secretKeys);
        settings.put("FERNET_KEY", fernetKeys);
        try (PortalProcess stranger = nodes.start(3, 0, settings)) {
            assertEquals(1, stranger.awaitExit());
            assertTrue(String.join("\n", stranger.errors()).contains("The cluster refused this node: its keys differ."),
                    () -> stranger.errors().toString());
        }
    }

    private List<String> status(String fernetKeys) throws InterruptedException {
        var settings = nodes.settings(1);
        settings.put("FERNET_KEY", fernetKeys);
        try (PortalProcess command = PortalProcess.start(settings, "keys", "status", "--data", directory.toString())) {
            assertEquals(0, command.awaitExit(), () -> command.errors().toString());
            return command.output();
        }
    }

    private static List<String> missing(List<String> lines, String end) {
        return lines.stream().anyMatch(line -> line.endsWith(end)) ? List.of() : lines;
    }
}
