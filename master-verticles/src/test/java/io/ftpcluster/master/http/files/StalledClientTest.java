package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StalledClientTest extends PortalTestBase {

    @Override
    Duration stall() {
        return Duration.ofMillis(300);
    }

    @Test
    void isGivenUpSoThatTheServersSessionIsFree() throws Exception {
        long huge = 6L << 30;
        server.put("/f", new Info("f", Files.Type.FILE, huge, LONG_AGO, false),
                FakeContent.Script.pattern(huge, FakeContent.End.REGULAR));
        Promise<Void> closed = Promise.promise();
        portal.whenConnectionCloses(closed);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
            socket.getOutputStream()
                    .write("GET /ftp/ann/box/f HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(socket.getInputStream().read() >= 0);
            await(closed.future());
            await(server.lastHandle().content.aborted.future());
            await(server.lastHandle().closed.future());
        }
    }

    @Test
    void isGivenUpInTheMiddleOfAListing() throws Exception {
        server.folders.put("/",
                new Files.Listing(IntStream.range(0, 200_000)
                        .mapToObj(i -> new Info("name-" + i, Files.Type.FILE, i, LONG_AGO, false))
                        .toList(), null));
        Promise<Void> closed = Promise.promise();
        portal.whenConnectionCloses(closed);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
            socket.getOutputStream()
                    .write("GET /ftp/ann/box/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(socket.getInputStream().read() >= 0);
            await(closed.future());
        }
    }
}
