package io.ftpcluster.agent.link;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.frames.DatalinkFrame;
import io.ftpcluster.frames.Frame.FromAgent;
import io.ftpcluster.frames.Frame.FromPortal;
import io.ftpcluster.frames.FrameCodec;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.WelcomeFrame;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** The portal's end of agent links, as far as tests need it: it welcomes, and keeps what it hears. */
final class FakePortal implements AutoCloseable {

    static final String TOKEN = "fca_0123456789012345678901234567890123456789abc";

    private final HttpServer server;
    private final BlockingQueue<FromAgent> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<ServerWebSocket> links = new LinkedBlockingQueue<>();
    private final BlockingQueue<Short> closes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Buffer> pings = new LinkedBlockingQueue<>();
    private final CountDownLatch thawed = new CountDownLatch(1);
    private volatile ServerWebSocket current;
    private volatile Context context;
    private volatile boolean welcoming = true;
    private volatile List<String> accepted = List.of(DatalinkFrame.TYPE);

    /** @param port 0 for any */
    FakePortal(Vertx vertx, int port, HttpServerOptions options) {
        options.addWebSocketSubProtocol(Protocol.SUBPROTOCOL).setRegisterWebSocketWriteHandlers(false);
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(port))
                .webSocketHandshakeHandler(this::upgrade)
                .webSocketHandler(this::link)
                .listen()
                .await();
    }

    private void upgrade(ServerWebSocketHandshake handshake) {
        if (("Bearer " + TOKEN).equals(handshake.headers().get("Authorization"))
                && handshake.path().equals(Protocol.PATH)) {
            handshake.accept();
        } else {
            handshake.reject(401);
        }
    }

    private void link(ServerWebSocket link) {
        current = link;
        context = Vertx.currentContext();
        links.add(link);
        link.textMessageHandler(text -> {
            FromAgent frame = FrameCodec.fromAgent(text);
            if (frame instanceof HelloFrame && welcoming) {
                send(new WelcomeFrame("alpha", "node 1", System.currentTimeMillis(), 1, accepted));
            }
            frames.add(frame);
        });
        link.frameHandler(frame -> {
            if (frame.isPing()) {
                pings.add(frame.binaryData().copy());
            }
        });
        link.closeHandler(ignored -> closes.add(link.closeStatusCode() == null ? -1 : link.closeStatusCode()));
    }

    /** What its next welcomes say that it takes. */
    void accept(String... types) {
        accepted = List.of(types);
    }

    void welcomeNobody() {
        welcoming = false;
    }

    void send(FromPortal frame) {
        current.writeTextMessage(FrameCodec.encode(frame));
    }

    /** It neither reads nor answers, as if its process was stopped, until {@link #thaw}. */
    void freeze() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        context.runOnContext(run -> {
            begun.countDown();
            try {
                thawed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
    }

    /** From now on it can't be frozen any more. */
    void thaw() {
        thawed.countDown();
    }

    void end(int code) {
        current.close((short) code);
    }

    /** The next frame of this kind; others are passed over. */
    <T extends FromAgent> T next(Class<T> kind) throws InterruptedException {
        while (true) {
            FromAgent frame = frames.poll(30, SECONDS);
            if (frame == null) {
                throw new AssertionError("No " + kind.getSimpleName() + " came");
            }
            if (kind.isInstance(frame)) {
                return kind.cast(frame);
            }
        }
    }

    /** Whether {@link #next} would find one. */
    boolean hasHeard(Class<? extends FromAgent> kind) {
        return frames.stream().anyMatch(kind::isInstance);
    }

    ServerWebSocket nextLink() throws InterruptedException {
        ServerWebSocket link = links.poll(30, SECONDS);
        if (link == null) {
            throw new AssertionError("No link came");
        }
        return link;
    }

    /** What the next ping says, or null; it is answered at once. */
    Buffer pollPing() {
        return pings.poll();
    }

    /** The code with which the next link ended. */
    short nextClose() throws InterruptedException {
        Short code = closes.poll(30, SECONDS);
        if (code == null) {
            throw new AssertionError("No link ended");
        }
        return code;
    }

    Endpoint endpoint(boolean tls) {
        return new Endpoint(tls, "localhost", server.actualPort());
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        thaw();
        server.close().await();
    }
}
