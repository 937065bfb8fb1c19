package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Uploads and changes from the HTTP client to the disk of a real vsftpd. */
class ChangesIT {

    private static final String ODD_NAME = "a%20b%23%25%3F%22%E6%97%A5.bin";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(FtpSecurity.class)
    void aFileIsUploadedReplacedMovedAndDeleted(FtpSecurity security) throws Exception {
        byte[] first = random(3_000_000);
        byte[] second = random(1_000);
        try (Vsftpd server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), security, "write_enable=YES");
                RunningPortal portal = RunningPortal.start(directory.resolve("data"))) {
            portal.addUser("ann", "ann's passphrase");
            portal.addServer("real", server.port(), security, server.fingerprint());
            portal.permit("ann", "real", server.user(), server.password());
            String token = portal.client().login("ann", "ann's passphrase");
            String top = "/ftp/ann/real/";

            assertEquals(201, put(portal, token, top + ODD_NAME, first).status());
            assertArrayEquals(first, Files.readAllBytes(server.home().resolve("a b#%?\"日.bin")));
            assertEquals(204, put(portal, token, top + ODD_NAME, second).status());
            assertArrayEquals(second, portal.client().get(top + ODD_NAME).bearer(token).send().bytes());
            assertEquals(412, portal.client().call("PUT", top + ODD_NAME).bearer(token).header("If-None-Match", "*")
                    .body("application/octet-stream", first).send().status());

            assertEquals(201, portal.client().call("MKCOL", top + "new/").bearer(token).send().status());
            assertEquals(201, portal.client().call("MOVE", top + ODD_NAME).bearer(token).header("Destination", top
                    + "new/moved.bin").send().status());
            assertArrayEquals(second, Files.readAllBytes(server.home().resolve("new/moved.bin")));
            assertEquals(409, portal.client().call("DELETE", top + "new/").bearer(token).send().status());
            assertEquals(204, portal.client().call("DELETE", top + "new/?recursive=true").bearer(token).send()
                    .status());
            assertFalse(Files.exists(server.home().resolve("new")));
        }
    }

    @Test
    void whoMayOnlyReadChangesNothing() throws Exception {
        try (Vsftpd server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE,
                "write_enable=YES"); RunningPortal portal = RunningPortal.start(directory.resolve("data"))) {
            Path kept = Files.writeString(server.home().resolve("kept.txt"), "kept");
            server.own(kept);
            portal.addUser("ann", "ann's passphrase");
            portal.addServer("real", server.port(), FtpSecurity.NONE, null);
            JsonObject readOnly = new JsonObject().put("user_id", "ann").put("server_id", "real").put("ftp_username",
                    server.user()).put("user_pass", server.password()).put("rights", new JsonArray().add("list").add(
                            "download"));
            assertEquals(201, portal.client().post("/permissions").bearer(portal.adminToken()).json(readOnly).send()
                    .status());
            String token = portal.client().login("ann", "ann's passphrase");
            String file = "/ftp/ann/real/kept.txt";

            assertEquals(403, put(portal, token, file, random(10)).status());
            assertEquals(403, put(portal, token, "/ftp/ann/real/new.txt", random(10)).status());
            for (String method : new String[]{"DELETE", "MKCOL"}) {
                assertEquals(403, portal.client().call(method, file).bearer(token).send().status(), method);
            }
            assertEquals(403, portal.client().call("MOVE", file).bearer(token).header("Destination",
                    "/ftp/ann/real/moved.txt").send().status());
            assertEquals("kept", Files.readString(kept));
            try (var left = Files.list(server.home())) {
                assertEquals(1, left.count());
            }
        }
    }

    private static Answer put(RunningPortal portal, String token, String path, byte[] bytes) throws Exception {
        PortalClient client = portal.client();
        return client.call("PUT", path).bearer(token).body("application/octet-stream", bytes).send();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
