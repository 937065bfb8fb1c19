package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.cluster.DatabaseInfo.Kind;
import io.ftpcluster.messages.Health;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.TestCluster.Member;
import io.ftpcluster.testing.TestCluster;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two real members, and those who want to be and may not. */
class ClusteringTest {

    private static final DatabaseInfo OWNED = new DatabaseInfo(Kind.OWNED, "");
    private static final DatabaseInfo ELSEWHERE = new DatabaseInfo(Kind.ELSEWHERE, "");
    private static final int PATIENCE_MILLIS = 30_000;

    private static final TestCluster CLUSTER = new TestCluster();
    private static Member owner;
    private static Member other;
    /** From the begin on, as each stranger is told of once a minute. */
    private static LogCapture log;

    @BeforeAll
    static void start() throws Exception {
        log = new LogCapture();
        owner = CLUSTER.join(OWNED);
        other = CLUSTER.join(ELSEWHERE);
        owner.bus().answer(Health.DATABASE, ping -> Done.DONE).await(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        CLUSTER.close();
        log.close();
    }

    private static void assertWhole() throws Exception {
        assertEquals(Done.DONE,
                other.bus()
                        .request(Health.DATABASE.within(Duration.ofSeconds(30)), new Health.Ping())
                        .await(30, TimeUnit.SECONDS));
        // Who was a member for a moment is still to be forgotten.
        CLUSTER.awaitWhole();
        assertEquals(List.of("n0", "n1"), owner.names());
        assertEquals(owner.names(), other.names());
    }

    @Test
    void theOwnerAnswersForTheOther() throws Exception {
        assertWhole();
    }

    @Test
    void otherKeysAreRefused() throws Exception {
        assertEquals(
                "The cluster refused this node: its keys differ. Give all nodes the same SECRET_KEY and FERNET_KEY.",
                refused(TestCluster.keys("other"), ELSEWHERE));
        assertWhole();
    }

    @Test
    void aSecondOwnerIsRefused() throws Exception {
        assertTrue(refused(TestCluster.KEYS, OWNED)
                .startsWith("This node can't join the cluster. Node n0 owns the cluster's database already."));
        assertWhole();
    }

    @Test
    void anotherDatabaseIsRefused() throws Exception {
        assertEquals("This node can't join the cluster. Node n0 doesn't use PostgreSQL and this node does. All nodes"
                + " need the same database.", refused(TestCluster.KEYS, new DatabaseInfo(Kind.SHARED, "1")));
        assertWhole();
    }

    private static String refused(Clustering.SharedKeys keys, DatabaseInfo database) {
        FailureException e = assertThrows(FailureException.class, () -> {
            try (Member joined = CLUSTER.join(keys, database)) {
                joined.names();
            }
        });
        assertEquals(FailureCode.UNAVAILABLE, e.failure().code());
        return e.failure().detail();
    }

    static Stream<byte[]> strangeBytes() {
        byte[] noise = new byte[4096];
        new SecureRandom().nextBytes(noise);
        // Both protocols begin with a length or a letter; this says two gigabytes.
        noise[0] = 0x7f;
        byte[] zeros = new byte[4096];
        return Stream.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), noise, zeros);
    }

    @ParameterizedTest
    @MethodSource("strangeBytes")
    void whatIsNoneOfTheirLanguagesIsHungUp(byte[] bytes) throws Exception {
        assertHungUp(owner.port(), bytes);
        assertHungUp(owner.busPort(), bytes);
        assertTold("that isn't TLS");
        assertWhole();
    }

    /** The event loop writes it after the connection is closed. */
    private static void assertTold(String reason) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (toldOf(reason).isEmpty() && System.nanoTime() < deadline) {
            Eventually.pause();
        }
        assertTrue(!toldOf(reason).isEmpty(), reason);
    }

    private static List<String> toldOf(String reason) {
        return log.lines()
                .stream()
                .filter(line -> line.contains("bus refused a stranger at 127.0.0.1: ") && line.contains(reason))
                .toList();
    }

    private static void assertHungUp(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes);
            readToTheEnd(socket.getInputStream());
        }
    }

    /** A reset is an end too; a time-out isn't. */
    private static void readToTheEnd(InputStream in) throws IOException {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (java.net.SocketException reset) {
            assertTrue(String.valueOf(reset.getMessage()).matches("(?i).*(reset|broken pipe|abort).*"),
                    reset::toString);
        }
    }

    /** TEST-NET-3 (RFC 5737) is nobody's. */
    @Test
    void whereANodeCannotListenIsSaidInOneLineBeforeHazelcastTries() throws Exception {
        FailureException elsewhere = assertThrows(FailureException.class,
                () -> ListenCheck.require("203.0.113.200", 0));
        assertEquals(FailureCode.INVALID, elsewhere.failure().code());
        assertEquals("FTPCLUSTER_CLUSTER_HOST: this machine has no address 203.0.113.200",
                elsewhere.failure().detail());
        FailureException taken = assertThrows(FailureException.class,
                () -> ListenCheck.require("127.0.0.1", owner.port()));
        assertEquals(FailureCode.UNAVAILABLE, taken.failure().code());
        assertTrue(
                taken.failure()
                        .detail()
                        .endsWith("Stop what uses that port, or choose another FTPCLUSTER_CLUSTER_PORT."),
                taken.failure().detail());
        assertWhole();
    }

    @Test
    void tlsWithoutTheKeysEndsInTheHandshake() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{new TrustsAll()}, null);
        assertHungUpByTls(owner.busPort(), context);
        assertTold("Empty client certificate chain");
        assertHungUpByTls(owner.port(), context);
        assertWhole();
    }

    /** The other end says why before it hangs up, but a reset may overtake that. */
    private static void assertHungUpByTls(int port, SSLContext context) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            IOException end = assertThrows(IOException.class, () -> {
                socket.startHandshake();
                if (socket.getInputStream().read() < 0) {
                    throw new EOFException();
                }
            });
            assertTrue(!(end instanceof SocketTimeoutException), end::toString);
        }
    }

    /** A stranger trusts whomever he attacks. */
    private static final class TrustsAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
