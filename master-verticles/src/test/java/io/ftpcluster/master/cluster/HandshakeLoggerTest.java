package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.TestCluster;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server as the bus's is, once with Linux's own sockets and once with the JDK's. */
class HandshakeLoggerTest {

    private static final int PATIENCE_SECONDS = 30;
    private static final String TOLD = "WARNING io.ftpcluster.master.cluster.HandshakeLogger The event bus refused a stranger at"
            + " 127.0.0.1: ";
    private static final NodeCertificate NODES = certificate("one");

    private final LogCapture log = new LogCapture();
    private final CountDownLatch greeted = new CountDownLatch(1);
    private Vertx vertx;
    private int port;

    @BeforeEach
    @AfterEach
    void stop() throws Exception {
        if (vertx != null) {
            vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            log.close();
        }
    }

    private static NodeCertificate certificate(String keys) {
        Clustering.SharedKeys shared = TestCluster.keys(keys);
        return NodeCertificate.of(Identity.of(shared.secretKey(), shared.newestFernetKey()).busKey());
    }

    private void start(boolean preferNative) throws Exception {
        HandshakeLogger door = new HandshakeLogger(new RejectionLog(System::nanoTime));
        vertx = Vertx.builder().withTransport(BusTransport.with(preferNative, door)).build();
        port = vertx
                .createNetServer(new NetServerOptions().setSsl(true)
                        .setKeyCertOptions(NODES.identity())
                        .setTrustOptions(NODES.trust())
                        .setClientAuth(ClientAuth.REQUIRED))
                .connectHandler(socket -> socket.handler(bytes -> greeted.countDown()))
                .listen(0, "127.0.0.1")
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    private NetSocket connect(NetClientOptions options) throws Exception {
        return vertx.createNetClient(options).connect(port, "127.0.0.1").await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static NetClientOptions member(NodeCertificate certificate) {
        return new NetClientOptions().setSsl(true)
                .setHostnameVerificationAlgorithm("")
                .setKeyCertOptions(certificate.identity())
                .setTrustAll(true);
    }

    /** Says something and waits until the server has hung up, be it in the middle of a handshake. */
    private void say(NetClientOptions options, String bytes) throws Exception {
        vertx.createNetClient(options).connect(port, "127.0.0.1").compose(socket -> {
            Promise<Void> closed = Promise.promise();
            socket.closeHandler(end -> closed.complete());
            return socket.write(bytes).eventually(closed::future);
        }).otherwiseEmpty().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void awaitLines(int number) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (told().size() < number && System.nanoTime() < deadline) {
            Eventually.pause();
        }
    }

    private List<String> told() {
        return log.lines().stream().filter(line -> line.contains(".cluster.")).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strangersAreToldOfOnceAndNodesAreNot(boolean preferNative) throws Exception {
        start(preferNative);
        NetSocket node = connect(member(NODES));
        node.write("hello").await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(greeted.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        node.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        connect(new NetClientOptions()).close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);

        say(new NetClientOptions(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        awaitLines(1);
        say(new NetClientOptions(), "\0\0\0\0\0\0\0\0\0\0\0\0");
        assertEquals(List.of(TOLD + "that isn't TLS"), told());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNodeWithOtherKeysIsToldOf(boolean preferNative) throws Exception {
        start(preferNative);
        say(member(certificate("other")), "hello");
        awaitLines(1);
        assertEquals(1, told().size(), told()::toString);
        assertTrue(told().get(0).startsWith(TOLD), told()::toString);
    }
}
