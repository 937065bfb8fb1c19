package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.properties.ClusterProperty;
import io.ftpcluster.master.config.Config.Cluster;
import io.ftpcluster.master.config.Config.Published;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.TcpRelay;
import io.ftpcluster.testing.TestCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two members, one of which is reached by a relay that hears all, and those who know all but the keys. */
class MemberTlsTest {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final String HOST = "127.0.0.1";
    private static final Identity IDENTITY = Identity.of(TestCluster.KEYS.secretKey(),
            TestCluster.KEYS.newestFernetKey());
    private static final String MAP = Clustering.BRIEF_MAPS + "logins";
    private static final int FAILURES = 7;

    private static LogCapture log;
    private static TcpRelay relay;
    private static HazelcastInstance first;
    private static HazelcastInstance second;
    private static IMap<String, Object> map;

    @BeforeAll
    static void start() throws Exception {
        log = new LogCapture();
        int port = io.ftpcluster.testing.FreePorts.one();
        relay = TcpRelay.to(HOST, port);
        first = member(new Cluster(HOST, port, 0, List.of(),
                new Published(Optional.empty(), Optional.of(relay.port()), Optional.empty())), IDENTITY);
        second = member(new Cluster(HOST, 0, 0, List.of(HOST + ":" + relay.port())), IDENTITY);
        map = second.getMap(MAP);
        map.set("somebody@192.0.2.1", FAILURES);
        assertWhole();
    }

    @AfterAll
    static void stop() throws Exception {
        second.shutdown();
        first.shutdown();
        relay.close();
        log.close();
    }

    private static HazelcastInstance member(Cluster cluster, Identity identity) {
        return Clustering.start(HazelcastSettings.of(cluster, identity), cluster, identity,
                new MemberHandshakes(new RejectionLog(System::nanoTime)));
    }

    private static int port() {
        return ((InetSocketAddress) second.getLocalEndpoint().getSocketAddress()).getPort();
    }

    private static void assertWhole() throws Exception {
        Eventually.until(
                () -> first.getCluster().getMembers().size() == 2 && second.getCluster().getMembers().size() == 2);
        assertEquals(FAILURES, first.getMap(MAP).get("somebody@192.0.2.1"));
    }

    /** As a member speaks after its handshake. */
    static Socket socket(Identity identity, int port) throws IOException {
        return new MemberTls(NodeCertificate.of(identity.memberKey())).context()
                .getSocketFactory()
                .createSocket(HOST, port);
    }

    /** All that a cluster of the same name asks for is the name: the library as anybody can have it. */
    @Test
    void aStockMemberWithTheNameDoesNotJoin() throws Exception {
        Config config = new Config();
        config.setClusterName(IDENTITY.clusterName());
        config.setProperty(ClusterProperty.PARTITION_COUNT.getName(), "47");
        config.setProperty(ClusterProperty.LOGGING_TYPE.getName(), "slf4j");
        config.setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false");
        config.setProperty(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), "0");
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig().setPort(0).getInterfaces().setEnabled(true).addInterface(HOST);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(List.of(HOST + ":" + port()));

        HazelcastInstance stranger = Hazelcast.newHazelcastInstance(config);
        try {
            assertEquals(1, stranger.getCluster().getMembers().size());
            assertTrue(stranger.getMap(MAP).isEmpty());
            stranger.getMap(MAP).clear();
            assertWhole();
        } finally {
            stranger.getLifecycleService().terminate();
        }
        assertTrue(isTold("Hazelcast's port refused a stranger at 127.0.0.1: that isn't TLS"), log.lines()::toString);
    }

    @Test
    void aMemberWithOtherKeysAndTheSameNameIsRefused() throws Exception {
        Identity other = Identity.of(TestCluster.keys("other").secretKey(),
                TestCluster.keys("other").newestFernetKey());
        Identity sameName = new Identity(IDENTITY.clusterName(), other.memberKey(), other.busKey(), List.of());
        HazelcastInstance stranger = member(new Cluster(HOST, 0, 0, List.of(HOST + ":" + port())), sameName);
        try {
            assertEquals(1, stranger.getCluster().getMembers().size());
            assertWhole();
        } finally {
            stranger.getLifecycleService().terminate();
        }
        assertTrue(isTold("Can't be in one cluster with the member at 127.0.0.1:" + port() + ": its keys differ"),
                log.lines()::toString);
        // As the other end sees it.
        Eventually.until(() -> isTold("Hazelcast's port refused a stranger at 127.0.0.1: (certificate_unknown)")
                || isTold("Hazelcast's port refused a stranger at 127.0.0.1: Received fatal alert"));
    }

    private static boolean isTold(String what) {
        return log.lines().stream().anyMatch(line -> line.contains(what));
    }

    @Test
    void whoHearsAllLearnsNothingAndCanSayNothingAgain() throws Exception {
        map.set("heard", "a word that nobody else knows");
        assertEquals("a word that nobody else knows", first.getMap(MAP).get("heard"));
        String all = new String(relay.said(), StandardCharsets.ISO_8859_1)
                + new String(relay.heard(), StandardCharsets.ISO_8859_1);
        assertTrue(all.length() > 10_000, () -> all.length() + " bytes");
        for (String secret : List.of(IDENTITY.clusterName(), "a word that nobody else knows", "somebody@192.0.2.1")) {
            assertFalse(all.contains(secret), secret);
        }
        byte[] again = relay.said();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            assertHungUp(socket, again);
        }
        assertWhole();
    }

    private static void assertHungUp(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // An end, too; a time-out is none.
        }
    }

    /** Larger than all buffers on the way, in both directions at once. */
    @Test
    void muchIsWhole() {
        byte[] large = new byte[3 << 20];
        new Random(3).nextBytes(large);
        for (int i = 0; i < 8; i++) {
            large[0] = (byte) i;
            first.getMap("large").set(i, large);
            second.getMap("large").set(100 + i, large);
        }
        for (int i = 0; i < 8; i++) {
            large[0] = (byte) i;
            assertArrayEquals(large, (byte[]) second.getMap("large").get(i));
            assertArrayEquals(large, (byte[]) first.getMap("large").get(100 + i));
        }
    }

    @Test
    void strangersWhoSayNothingAreBounded() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < MemberHandshakes.MOST + 8; i++) {
                Socket socket = new Socket();
                silent.add(socket);
                socket.setSoTimeout(PATIENCE_MILLIS);
                try {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), PATIENCE_MILLIS);
                } catch (SocketException hungUp) {
                    // The end may come before this side has seen the beginning.
                    assertTrue(i >= MemberHandshakes.MOST, hungUp::toString);
                }
            }
            // Those that are hung up at once are among the last, and all others later.
            assertHungUp(silent.getLast(), new byte[0]);
            assertTrue(isTold("Hazelcast's port refused a stranger at 127.0.0.1: too many come at once"),
                    log.lines()::toString);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        assertWhole();
        assertFalse(log.lines().stream().anyMatch(line -> line.startsWith("SEVERE")), log.lines()::toString);
    }
}
