package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.rate.Gcra;
import io.ftpcluster.master.rate.RateLimiter;
import io.ftpcluster.master.telemetry.links.RejectionLog.Reason;
import io.ftpcluster.text.Printable;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The WebSocket below an agent's link: makes texts of its frames, knows when it was last heard of, and its event loop. */
final class AgentSocket {

    /**
     * Frames that an agent may send at once: what an interval of one second saves up while the network stands still, just
     * before the link is given up.
     */
    static final int FRAME_BURST = 40;
    /** In the long run. */
    static final int FRAMES_PER_SECOND = 4;

    private static final Gcra FRAME_RATE = new Gcra(FRAME_BURST, TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND);
    /** What a close frame has room for (RFC 6455, 5.5). */
    private static final int MAX_REASON = 123;

    private final ServerWebSocket socket;
    private final LongSupplier nanoTime;
    private final RateLimiter frames;
    private final Context context = Vertx.currentContext();
    private final long bornAt;
    private volatile long heardAt;
    private volatile long pingedAt;
    /** What came so far of a message in several frames; else null. */
    private Buffer partial;
    private AgentLink link;

    /** On the socket's event loop. */
    AgentSocket(ServerWebSocket socket, LongSupplier nanoTime) {
        this.socket = socket;
        this.nanoTime = nanoTime;
        this.bornAt = nanoTime.getAsLong();
        this.heardAt = bornAt;
        this.pingedAt = bornAt;
        this.frames = new RateLimiter(FRAME_RATE, bornAt);
    }

    /** @param shutdown is run when the HTTP server begins to stop */
    void carry(AgentLink carried, Runnable shutdown) {
        this.link = carried;
        socket.frameHandler(this::takeFrame).exceptionHandler(this::broke).closeHandler(closed -> link.ended(why()));
        socket.shutdownHandler(stopping -> shutdown.run());
    }

    /** Not Vert.x's handler of whole messages: that one drops what is too large, or isn't text, without a word. */
    private void takeFrame(WebSocketFrame frame) {
        long now = nanoTime.getAsLong();
        heardAt = now;
        if (frame.isClose()) {
            return;
        }
        if (!frames.tryAcquire(now)) {
            link.refuse(Close.TOO_MANY_FRAMES, Reason.TOO_MANY_FRAMES,
                    "more than " + FRAMES_PER_SECOND + " frames a second");
            return;
        }
        switch (frame.type()) {
            case TEXT, CONTINUATION -> takePart(frame.binaryData(), frame.isFinal());
            case BINARY -> link.refuse(Close.BAD_FRAME, Reason.BAD_FRAME, "frames are text, not binary");
            case PING, PONG, CLOSE -> { // Vert.x answers them.
            }
        }
    }

    private void takePart(Buffer part, boolean last) {
        Buffer message = partial == null ? part : partial.appendBuffer(part);
        if (message.length() > Protocol.MAX_FRAME) {
            partial = null;
            refuseTooLarge();
        } else if (last) {
            partial = null;
            takeMessage(message);
        } else {
            // Its own: what came with the frame may be a part of something else.
            partial = partial == null ? message.copy() : message;
        }
    }

    private void takeMessage(Buffer message) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message.getBytes())).toString();
        } catch (CharacterCodingException e) {
            link.refuse(Close.BAD_FRAME, Reason.BAD_FRAME, "frames are UTF-8");
            return;
        }
        link.take(text);
    }

    /** What isn't a frame at all; Vert.x closes the connection after this. */
    private void broke(Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            if (corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
                refuseTooLarge();
            } else {
                link.refuse(corrupted.closeStatus().code(), Reason.BAD_FRAME, "no WebSocket frame");
            }
        }
    }

    private void refuseTooLarge() {
        link.refuse(WebSocketCloseStatus.MESSAGE_TOO_BIG.code(), Reason.TOO_LARGE,
                "a frame has at most " + Protocol.MAX_FRAME + " bytes");
    }

    private String why() {
        Short code = socket.closeStatusCode();
        if (code == null || code == WebSocketCloseStatus.ABNORMAL_CLOSURE.code()) {
            return "the connection broke";
        }
        String reason = socket.closeReason();
        return reason == null || reason.isBlank()
                ? "the agent ended the link"
                : "the agent ended the link: " + Printable.line(reason);
    }

    /** One more frame is welcome: the last one was asked for. */
    void giveBack() {
        frames.giveBack();
    }

    void send(String text) {
        socket.writeTextMessage(text);
    }

    void excuse() {
        heardAt = nanoTime.getAsLong();
    }

    /** Once for each time that it falls silent. */
    void ping() {
        if (pingedAt - heardAt <= 0) {
            pingedAt = nanoTime.getAsLong();
            socket.writePing(Buffer.buffer());
        }
    }

    void close(int code, String reason) {
        String text = Printable.line(reason);
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            text = text.substring(0, text.length() - 1);
        }
        socket.close((short) code, text);
    }

    boolean silentFor(Duration time) {
        return nanoTime.getAsLong() - heardAt > time.toNanos();
    }

    boolean isOlderThan(Duration time) {
        return nanoTime.getAsLong() - bornAt > time.toNanos();
    }

    /** On the event loop, from any thread. */
    void run(Runnable work) {
        context.runOnContext(go -> work.run());
    }

    <T> Future<T> call(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        run(() -> Future.succeededFuture().compose(go -> work.get()).onComplete(promise));
        return promise.future();
    }

    /** Returns what {@link #cancel} takes. */
    long later(Duration time, Runnable work) {
        return context.owner().setTimer(time.toMillis(), due -> run(work));
    }

    void cancel(long timer) {
        context.owner().cancelTimer(timer);
    }

    /** By the clock that all times here are of. */
    long now() {
        return nanoTime.getAsLong();
    }
}
