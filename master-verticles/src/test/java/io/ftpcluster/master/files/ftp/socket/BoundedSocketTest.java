package io.ftpcluster.master.files.ftp.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.relay.Descriptor;
import io.ftpcluster.master.files.relay.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedSocketTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration LITTLE = Duration.ofMillis(50);

    private final BoundedSocket socket = new BoundedSocket(AMPLE, new ReadWatch());
    private ServerSocket listener;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.connect(listener.getLocalSocketAddress());
        peer = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        listener.close();
    }

    @Test
    void endsWhenAReadTakesTooLong() throws IOException {
        socket.allow(AMPLE, LITTLE, 10);
        assertThrows(SocketTimeoutException.class, socket.getInputStream()::read);
        assertTrue(socket.isClosed());
        assertThrows(SocketTimeoutException.class, socket.getInputStream()::read, "the reason stays the same");
    }

    @Test
    void endsWhenTheWholeTimeIsOver() throws IOException {
        socket.allow(Duration.ZERO, 10);
        assertThrows(SocketTimeoutException.class, socket.getInputStream()::read);
    }

    @Test
    void staysGoodWhenALookFindsNothing() throws IOException {
        socket.allowBriefly(AMPLE, LITTLE, Long.MAX_VALUE);
        assertThrows(SocketTimeoutException.class, socket.getInputStream()::read);
        assertFalse(socket.isClosed());
        peer.getOutputStream().write('x');
        socket.allow(AMPLE, 10);
        assertEquals('x', socket.getInputStream().read());
    }

    @Test
    void givesNoMoreThanWasAllowed() throws IOException {
        peer.getOutputStream().write(new byte[3]);
        socket.allow(AMPLE, 2);
        assertEquals(2, socket.getInputStream().readNBytes(2).length);
        assertThrows(ReplyTooLongException.class, socket.getInputStream()::read);
    }

    /** After an upload its output is shut down already, which can't be done twice. */
    @Test
    void closesWhenOneOfItsDirectionsHasEnded() throws IOException {
        Relay relay = Relay.ofThisSystem(1).orElseThrow();
        Descriptor copy = socket.duplicate(relay);
        try {
            socket.shutdownOutput();
            BoundedSocket.closeQuietly(socket);
            assertTrue(socket.isClosed());
        } finally {
            copy.close();
            relay.close();
        }
    }
}
