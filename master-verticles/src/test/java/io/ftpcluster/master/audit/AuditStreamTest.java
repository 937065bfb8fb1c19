package io.ftpcluster.master.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config.AuditLog;
import io.ftpcluster.master.config.Config.SyslogTransport;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditStreamTest {

    private static final int MILLIS = 60_000;
    private static final String SYSLOG = "<85>1 20[0-9-]+T[0-9:.]+Z node\\?1 ftpcluster [0-9]+ audit - (\\{.*\\})";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    private Path directory;

    private static Audit.Stored event(String target) {
        return new Audit.Stored("id of " + target, Instant.parse("2026-11-30T07:08:09.123Z"),
                new Audit.Entry(Actors.user("7", "anna", "192.0.2.7"), "file.download", target, "of \"x\"\nforged"),
                "r-1");
    }

    private AuditStream open(AuditLog where) {
        return AuditStream.open(where, "node 1", metrics);
    }

    private double counted(String what) {
        return metrics.counter("ftpcluster.audit.log." + what).count();
    }

    private static String target(String line) {
        return new JsonObject(line).getString("labels.target");
    }

    private static List<String> targets(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(AuditStreamTest::target).toList();
    }

    @Test
    void aFileHasThemAllWhenTheNodeHasStopped() throws Exception {
        Path file = directory.resolve("audit.log");
        try (AuditStream stream = open(new AuditLog.ToFile(file))) {
            IntStream.range(0, 1000).forEach(i -> stream.add(event("f" + i)));
        }
        assertEquals(IntStream.range(0, 1000).mapToObj(i -> "f" + i).toList(), targets(file));
        assertEquals(1000, counted("sent"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        JsonObject first = new JsonObject(Files.readAllLines(file).getFirst());
        assertEquals("2026-11-30T07:08:09.123Z", first.getString("@timestamp"));
        assertEquals("file.download", first.getString("event.action"));
        assertEquals("anna", first.getString("user.name"));
        assertEquals("192.0.2.7", first.getString("source.ip"));
        assertEquals("of \"x\"\nforged", first.getString("labels.detail"));
        assertEquals("r-1", first.getString("http.request.id"));
        assertEquals("node 1", first.getString("service.node.name"));
    }

    @Test
    void whoRotatesItGetsANewOne() throws Exception {
        Path file = directory.resolve("audit.log");
        Path old = directory.resolve("audit.log.1");
        try (AuditStream stream = open(new AuditLog.ToFile(file))) {
            stream.add(event("before"));
            Eventually.until(() -> counted("sent") == 1);
            Files.move(file, old);
            stream.add(event("after"));
        }
        assertEquals(List.of("before"), targets(old));
        assertEquals(List.of("after"), targets(file));
    }

    @Test
    void aFileThatCannotBeWrittenStopsTheStart() {
        Path file = directory.resolve("missing/audit.log");
        String why = assertThrows(FailureException.class, () -> open(new AuditLog.ToFile(file))).failure().detail();
        assertTrue(why.startsWith("FTPCLUSTER_AUDIT_LOG: the file " + file + " can't be written: "), why);
    }

    @Test
    void syslogOverUdpIsADatagramEach() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                AuditStream stream = open(
                        new AuditLog.Syslog(SyslogTransport.UDP, "127.0.0.1", server.getLocalPort()))) {
            server.setSoTimeout(MILLIS);
            stream.add(event("x"));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            server.receive(packet);
            String message = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            assertTrue(message.matches(SYSLOG), message);
            assertEquals("x", target(message.replaceFirst(SYSLOG, "$1")));
        }
    }

    /** The length in digits, a blank, the message. */
    private static String frame(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            assertTrue(c >= '0' && c <= '9', "no length but " + c);
            length = 10 * length + c - '0';
        }
        byte[] message = new byte[length];
        new DataInputStream(in).readFully(message);
        return new String(message, StandardCharsets.UTF_8);
    }

    @Test
    void syslogOverTcpConnectsAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                AuditStream stream = open(
                        new AuditLog.Syslog(SyslogTransport.TCP, "127.0.0.1", server.getLocalPort()))) {
            server.setSoTimeout(MILLIS);
            stream.add(event("one"));
            try (Socket first = server.accept()) {
                first.setSoTimeout(MILLIS);
                String message = frame(first.getInputStream());
                assertTrue(message.matches(SYSLOG), message);
                stream.add(event("two"));
                assertEquals("two", target(frame(first.getInputStream()).replaceFirst(SYSLOG, "$1")));
            }
            stream.add(event("three"));
            try (Socket second = server.accept()) {
                second.setSoTimeout(MILLIS);
                assertEquals("three", target(frame(second.getInputStream()).replaceFirst(SYSLOG, "$1")));
            }
        }
    }

    @Test
    void aWebhookIsAskedAgainUntilItTakesThem() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", request -> {
            bodies.add(new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            request.sendResponseHeaders(bodies.size() == 1 ? 500 : 204, -1);
            request.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/secret";
        try (AuditStream stream = open(new AuditLog.Webhook(new Secret(url)))) {
            stream.add(event("x"));
            Eventually.until(() -> counted("sent") == 1);
        } finally {
            server.stop(0);
        }
        assertEquals("x", target(bodies.poll(0, TimeUnit.SECONDS)));
        assertEquals("x", target(bodies.poll(0, TimeUnit.SECONDS)));
    }

    /** Takes nothing until it is told to. */
    private static final class Stuck implements AuditTarget {

        private volatile boolean open;
        private int taken;

        @Override
        public int send(List<String> lines) throws IOException {
            if (!open) {
                throw new IOException("stuck");
            }
            taken += lines.size();
            return lines.size();
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() {
        Stuck target = new Stuck();
        int more = 500;
        AuditStream stream = new AuditStream(target, "n", metrics);
        IntStream.range(0, AuditStream.CAPACITY + more).forEach(i -> stream.add(event("f" + i)));
        double dropped = counted("dropped");
        target.open = true;
        stream.close();

        assertTrue(dropped > 0 && dropped <= more, dropped + " dropped");
        assertEquals(AuditStream.CAPACITY + more - dropped, target.taken);
        assertEquals(dropped, counted("dropped"));
        assertFalse(counted("sent") == 0);
    }
}
