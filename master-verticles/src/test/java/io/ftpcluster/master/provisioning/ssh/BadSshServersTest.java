package io.ftpcluster.master.provisioning.ssh;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Provisioning.SshCredential;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are none, or none that can be used: each is a failure that says which server, what, and what to do. */
@Timeout(60)
class BadSshServersTest {

    private static final SshCredential CREDENTIAL = new SshCredential(new Secret("secret word"), null, null, null);

    private final SshConnector connector = new SshConnector(Duration.ofSeconds(2), Duration.ofSeconds(2));

    /** What a server does with a connection. */
    private interface Behaviour {
        void serve(Socket socket) throws IOException;
    }

    @AfterEach
    void close() {
        connector.close();
    }

    /** What is said of it, when it is looked at and when it is logged in to. */
    private String said(Behaviour behaviour) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        behaviour.serve(socket);
                    } catch (IOException e) {
                        // The client has gone, or the test is over.
                    }
                }
            });
            SshTarget target = new SshTarget("alpha", "127.0.0.1", server.getLocalPort(), "root");
            String said = assertThrows(SshOperationException.class, () -> connector.hostKey(target)).getMessage() + "\n"
                    + assertThrows(SshOperationException.class, () -> connector.connect(target, CREDENTIAL, "SHA256:x"))
                            .getMessage();
            assertTrue(said.startsWith("No SSH connection to alpha (127.0.0.1 port " + server.getLocalPort() + "): "),
                    said);
            assertTrue(said.contains("Check ssh_host") && !said.contains("secret word"), said);
            return said;
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static void awaitEnd(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Test
    void onesThatSayNothing() throws Exception {
        assertTrue(said(BadSshServersTest::awaitEnd).contains("did not answer as an SSH server within 2 s"));
    }

    @Test
    void onesThatSayTheirNameAndNothingElse() throws Exception {
        assertTrue(said(socket -> {
            write(socket, "SSH-2.0-OpenSSH_9.9\r\n");
            awaitEnd(socket);
        }).contains("did not answer as an SSH server within 2 s"));
    }

    @Test
    void onesWhoseGreetingDoesNotEnd() throws Exception {
        byte[] line = "x".repeat(200).concat("\r\n").getBytes(StandardCharsets.UTF_8);
        assertTrue(said(socket -> {
            while (true) {
                socket.getOutputStream().write(line);
            }
        }).contains("no SSH server that the portal understands"));
    }

    @Test
    void onesWhoseFirstLineDoesNotEnd() throws Exception {
        byte[] piece = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertTrue(said(socket -> {
            while (true) {
                socket.getOutputStream().write(piece);
            }
        }).contains("no SSH server that the portal understands"));
    }

    @Test
    void onesThatSpeakSlowly() throws Exception {
        assertTrue(said(socket -> {
            for (int i = 0; i < 10_000; i++) {
                write(socket, "x");
                try {
                    Thread.sleep(20); // It is what this one does.
                } catch (InterruptedException e) {
                    return;
                }
            }
        }).contains("did not answer as an SSH server within 2 s"));
    }

    @Test
    void onesThatCloseAtOnce() throws Exception {
        said(socket -> {});
    }

    @Test
    void onesThatCloseAfterTheirName() throws Exception {
        said(socket -> write(socket, "SSH-2.0-OpenSSH_9.9\r\n"));
    }

    @Test
    void webServers() throws Exception {
        said(socket -> write(socket, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
    }

    @Test
    void onesThatSpeakAnOlderProtocol() throws Exception {
        said(socket -> {
            write(socket, "SSH-1.5-old\r\n");
            awaitEnd(socket);
        });
    }

    @Test
    void onesThatSendGarbageAfterTheirName() throws Exception {
        said(socket -> {
            write(socket, "SSH-2.0-OpenSSH_9.9\r\n");
            byte[] garbage = new byte[100_000];
            new Random(1).nextBytes(garbage);
            garbage[0] = 0x7f; // A packet of 2 GB, it says.
            socket.getOutputStream().write(garbage);
            awaitEnd(socket);
        });
    }

    @Test
    void noneAtAll() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String refused = assertThrows(SshOperationException.class,
                () -> connector.hostKey(new SshTarget("alpha", "127.0.0.1", port, "root"))).getMessage();
        assertTrue(refused.contains("nothing listens there"), refused);
        String unknown = assertThrows(SshOperationException.class,
                () -> connector.hostKey(new SshTarget("alpha", "no-such-host.invalid", 22, "root"))).getMessage();
        assertTrue(unknown.contains("its name is not known"), unknown);
    }
}
