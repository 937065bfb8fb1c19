package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            assertEquals(412,
                    portal.client()
                            .call("PUT", top + ODD_NAME)
                            .bearer(token)
                            .header("If-None-Match", "*")
                            .body("application/octet-stream", first)
                            .send()
                            .status());

            assertEquals(201, portal.client().call("MKCOL", top + "new/").bearer(token).send().status());
            assertEquals(201,
                    portal.client()
                            .call("MOVE", top + ODD_NAME)
                            .bearer(token)
                            .header("Destination", top + "new/moved.bin")
                            .send()
                            .status());
            assertArrayEquals(second, Files.readAllBytes(server.home().resolve("new/moved.bin")));
            assertEquals(409, portal.client().call("DELETE", top + "new/").bearer(token).send().status());
            assertEquals(204,
                    portal.client().call("DELETE", top + "new/?recursive=true").bearer(token).send().status());
            assertFalse(Files.exists(server.home().resolve("new")));
        }
    }

    /** RFC 4918, 5.2: a path that ends in a slash names a folder; one that doesn't may name either. */
    @Test
    void aSlashAtTheEndMustFitTheKind() throws Exception {
        try (Vsftpd server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE,
                "write_enable=YES"); RunningPortal portal = RunningPortal.start(directory.resolve("data"))) {
            server.own(Files.writeString(server.home().resolve("file"), "kept"));
            server.own(Files.createDirectory(server.home().resolve("folder")));
            portal.addUser("ann", "ann's passphrase");
            portal.addServer("real", server.port(), FtpSecurity.NONE, null);
            portal.permit("ann", "real", server.user(), server.password());
            String token = portal.client().login("ann", "ann's passphrase");
            String top = "/ftp/ann/real/";

            assertEquals(404, portal.client().get(top + "file/").bearer(token).send().status());
            assertEquals(404, portal.client().call("DELETE", top + "file/").bearer(token).send().status());
            assertEquals(404, move(portal, token, top + "file/", top + "other"));
            assertEquals(409, move(portal, token, top + "file", top + "other/"));
            assertEquals("kept", Files.readString(server.home().resolve("file")));

            assertEquals(201, move(portal, token, top + "folder", top + "second"));
            assertEquals(201, move(portal, token, top + "second/", top + "third"));
            assertEquals(201, move(portal, token, top + "third", top + "fourth/"));
            assertEquals(204, move(portal, token, top + "fourth/", top + "file"), "what was there goes (9.9.3)");
            assertEquals(204, portal.client().call("DELETE", top + "file").bearer(token).send().status());
            try (var left = Files.list(server.home())) {
                assertEquals(0, left.count());
            }
        }
    }

    /** Also when most of a body never went through HTTP. */
    @Test
    void aConnectionLivesOnAfterALargeUpload() throws Exception {
        byte[] bytes = random(8_000_000);
        try (Vsftpd server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE,
                "write_enable=YES"); RunningPortal portal = RunningPortal.start(directory.resolve("data"))) {
            portal.addUser("ann", "ann's passphrase");
            portal.addServer("real", server.port(), FtpSecurity.NONE, null);
            portal.permit("ann", "real", server.user(), server.password());
            String fields = " HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer "
                    + portal.client().login("ann", "ann's passphrase") + "\r\n";
            try (Socket socket = new Socket(portal.url().getHost(), portal.url().getPort())) {
                socket.setSoTimeout(60_000);
                for (String name : List.of("first", "second", "third")) {
                    write(socket,
                            "PUT /ftp/ann/real/" + name + fields + "Content-Length: " + bytes.length + "\r\n\r\n");
                    socket.getOutputStream().write(bytes);
                    assertEquals("HTTP/1.1 201 Created", head(socket).getFirst());
                    assertArrayEquals(bytes, Files.readAllBytes(server.home().resolve(name)));
                }
                write(socket, "DELETE /ftp/ann/real/first" + fields + "\r\n");
                assertEquals("HTTP/1.1 204 No Content", head(socket).getFirst());
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The lines of a response that has no body. */
    private static List<String> head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new EOFException("after " + head);
            }
            head.append((char) c);
        }
        return head.toString().lines().toList();
    }

    private static int move(RunningPortal portal, String token, String path, String destination) throws Exception {
        return portal.client().call("MOVE", path).bearer(token).header("Destination", destination).send().status();
    }

    @Test
    void whoMayOnlyReadChangesNothing() throws Exception {
        try (Vsftpd server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE,
                "write_enable=YES"); RunningPortal portal = RunningPortal.start(directory.resolve("data"))) {
            Path kept = Files.writeString(server.home().resolve("kept.txt"), "kept");
            server.own(kept);
            portal.addUser("ann", "ann's passphrase");
            portal.addServer("real", server.port(), FtpSecurity.NONE, null);
            JsonObject readOnly = new JsonObject().put("user_id", "ann")
                    .put("server_id", "real")
                    .put("ftp_username", server.user())
                    .put("user_pass", server.password())
                    .put("rights", new JsonArray().add("list").add("download"));
            assertEquals(201,
                    portal.client().post("/permissions").bearer(portal.adminToken()).json(readOnly).send().status());
            String token = portal.client().login("ann", "ann's passphrase");
            String file = "/ftp/ann/real/kept.txt";

            assertEquals(403, put(portal, token, file, random(10)).status());
            assertEquals(403, put(portal, token, "/ftp/ann/real/new.txt", random(10)).status());
            for (String method : new String[]{"DELETE", "MKCOL"}) {
                assertEquals(403, portal.client().call(method, file).bearer(token).send().status(), method);
            }
            assertEquals(403,
                    portal.client()
                            .call("MOVE", file)
                            .bearer(token)
                            .header("Destination", "/ftp/ann/real/moved.txt")
                            .send()
                            .status());
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
