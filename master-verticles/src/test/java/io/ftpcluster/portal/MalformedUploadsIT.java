package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a real server: an upload whose end isn't certain leaves the file that is there, and no remains of its own. */
class MalformedUploadsIT {

    private static final String BEFORE = "what was there before";
    private static final String FIELDS = "Host: portal\r\nAuthorization: "
            + PortalClient.basicCredentials("admin", RunningPortal.ADMIN_PASSWORD) + "\r\n";
    private static final String SMUGGLED = "DELETE /ftp/admin/box/other HTTP/1.1\r\n" + FIELDS + "\r\n";

    private static LogCapture log;
    private static RunningPortal portal;
    private static ApacheFtp server;
    private static Path file;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        log = new LogCapture();
        Path home = Files.createDirectory(directory.resolve("home"));
        file = Files.writeString(home.resolve("file"), BEFORE);
        Files.writeString(home.resolve("other"), BEFORE);
        server = new ApacheFtp(home, directory, FtpSecurity.NONE);
        portal = RunningPortal.start(Files.createDirectory(directory.resolve("data")));
        portal.addServer("box", server.port());
        portal.permit("admin", "box", ApacheFtp.USER, ApacheFtp.PASSWORD);
    }

    @AfterAll
    static void stop() {
        portal.close();
        server.close();
        log.close();
    }

    static Stream<String> endings() {
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of("Transfer-Encoding: gzip\r\n\r\n", "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello", "Content-Length: 5, 5\r\n\r\nhello",
                "Content-Length: +5\r\n\r\nhello", "Content-Length: 5\r\nX : y\r\n\r\nhello",
                "Content-Length: 5\r\nX: y\r\n z\r\n\r\nhello", "Content-Length: 5\r\nHost: other\r\n\r\nhello",
                "Content-Length: 5\r\nExpect: anything\r\n\r\nhello", chunked + "5 \r\nhello\r\n0\r\n\r\n",
                chunked + "5\r\nhello0\r\n\r\n", chunked + "5\r\nhello\r\n100000000\r\n\r\n",
                chunked + "5\r\nhello\r\n0\r\nContent-Length: 0\r\n\r\n", chunked + "5\r\nhello\n0\r\n\r\n",
                chunked + "5;\u0000\r\nhello\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("endings")
    void leaveTheFileAsItWas(String ending) throws Exception {
        String answers = portal.client().raw("PUT /ftp/admin/box/file HTTP/1.1\r\n" + FIELDS + ending + SMUGGLED);
        assertTrue(answers.matches("(?s)HTTP/1.1 (400|417|501) .*problem\\+json.*"), answers);
        assertEquals(2, answers.split("HTTP/1\\.1 [1-5]", -1).length, answers);
        assertUntouched();
    }

    /** What came until then looks like a file; only its end is missing. */
    @Test
    void thatBreakInTheMiddleLeaveItToo() throws Exception {
        try (Socket socket = portal.client().connect()) {
            socket.getOutputStream()
                    .write(("PUT /ftp/admin/box/file HTTP/1.1\r\n" + FIELDS
                            + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] goOn = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertEquals(new String(goOn, StandardCharsets.US_ASCII),
                    new String(socket.getInputStream().readNBytes(goOn.length), StandardCharsets.US_ASCII));
            socket.getOutputStream().write(("5\r\nhello\r\n-1\r\n" + SMUGGLED).getBytes(StandardCharsets.US_ASCII));
            String answers = PortalClient.readToEnd(socket);
            assertTrue(answers.startsWith("HTTP/1.1 400 "), ">" + answers);
        }
        assertUntouched();
    }

    private static void assertUntouched() throws Exception {
        Eventually.until(() -> names().equals(List.of("file", "other")));
        assertEquals(BEFORE, Files.readString(file));
        assertFalse(log.lines().stream().anyMatch(line -> line.startsWith("SEVERE")), () -> log.lines().toString());
    }

    private static List<String> names() {
        try (Stream<Path> all = Files.list(server.home())) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
