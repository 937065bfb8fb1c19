package io.ftpcluster.master.http.connections;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client's connection, seen where bytes come from the socket and go to it. Its loop writes what it counts, and whoever
 * looks at all connections reads it.
 */
final class ConnectionWatch extends ChannelDuplexHandler {

    /** Why a connection was cut; in metrics. */
    enum Reason {
        /** The head of a request took too long. */
        HEAD,
        /** It took nothing of what waits for it, or asked for nothing. */
        STALLED,
        /** Too much waits for it. */
        UNSENT,
        /** Others needed the memory. */
        MEMORY,
        /** It sends, but takes nothing. */
        FLOOD,
        /** There were too many in all, and it was the one that had waited longest for its client. */
        SHED
    }

    private static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf("ftpcluster.connection-watch");
    /** Heap of one HTTP/2 stream that is open, whatever waits on it. */
    private static final long STREAM_BYTES = 8 * 1024;
    /** What a client may send while its socket takes nothing: answers to it, such as of PING, would wait as well. */
    private static final long BLOCKED_BYTES = 4 << 20;
    private static final int FEW_ANSWERS = 4;
    private static final long NEVER = 0;

    private final Connections connections;
    private final Channel channel;
    private final ConnectionProgress progress = new ConnectionProgress();
    private volatile long headSince = now();
    private volatile long quietSince = NEVER;
    private volatile long idleSince = now();
    /** HTTP/1.1's, of which the answer's end hasn't been written. On the loop. */
    private int requests;
    /** Requests whose bodies are waited for, before anything is done for them. On the loop. */
    private int bodies;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong flowWaiting = new AtomicLong();
    private final AtomicLong flowWritten = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile boolean http2;
    /** By the number of its stream, what waits of each answer that is whole. */
    private final Map<Integer, Long> answers = new HashMap<>();
    private long blocked;
    private boolean cut;
    /** What the next answer of HTTP/1.1 waits with until the socket takes more. On the loop. */
    private Runnable delayed;

    ConnectionWatch(Connections connections, Channel channel) {
        this.connections = connections;
        this.channel = channel;
        channel.attr(KEY).set(this);
    }

    /** Null for a channel that nobody watches. */
    static ConnectionWatch of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Never {@link #NEVER}. */
    private static long now() {
        return System.nanoTime() | 1;
    }

    Channel channel() {
        return channel;
    }

    ConnectionProgress progress() {
        return progress;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (channel.isWritable()) {
            blocked = 0;
        } else if (message instanceof ByteBuf bytes) {
            blocked += bytes.readableBytes();
            if (blocked > BLOCKED_BYTES) {
                bytes.release();
                cut(Reason.FLOOD);
                return;
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Whoever waits has the promise.
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            int size = bytes.readableBytes();
            written.addAndGet(size);
            if (!channel.isWritable()) {
                connections.grew(size);
            }
        }
        context.write(message, promise);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        Runnable task = delayed;
        if (task != null && channel.isWritable()) {
            delayed = null;
            channel.eventLoop().execute(task);
        }
    }

    /** Runs it on the loop as soon as the socket takes more, never when the connection ends. On the loop; one at a time. */
    void whenWritable(Runnable task) {
        if (channel.isWritable()) {
            task.run();
        } else {
            delayed = task;
        }
    }

    /** The first bytes of a request's head are there. */
    void headBegins() {
        if (headSince == NEVER) {
            headSince = now();
        }
    }

    void headIsThere() {
        headSince = NEVER;
        requests++;
        updateIdle();
    }

    /** Of HTTP/1.1: the end of an answer was written. On the loop. */
    void answerEnds() {
        // One end too many must not make a connection look idle for good.
        requests = Math.max(0, requests - 1);
        updateIdle();
    }

    /** A request can't begin before its body is whole. On the loop. */
    void bodyAwaited() {
        bodies++;
        updateIdle();
    }

    /** It is, or has failed. On the loop. */
    void bodyIsOver() {
        bodies--;
        updateIdle();
    }

    private void updateIdle() {
        if ((http2 ? streams.get() : requests) > bodies) {
            idleSince = NEVER;
        } else if (idleSince == NEVER) {
            idleSince = now();
        }
    }

    /** Whether nothing would be lost with it: all that there is to do waits for its client. */
    boolean isIdle() {
        return idleSince != NEVER && unsent() == 0 && channel.isOpen();
    }

    /** @return {@link System#nanoTime()} */
    long idleSince() {
        return idleSince;
    }

    /**
     * Cuts it, unless it has something to do meanwhile; on any thread.
     *
     * @param spared called when it isn't cut
     */
    void shed(Runnable spared) {
        channel.eventLoop().execute(() -> {
            if (isIdle()) {
                cutNow(Reason.SHED);
            } else {
                spared.run();
            }
        });
    }

    /** From now on it speaks HTTP/2; the wait for its first request goes on. */
    void speaksHttp2() {
        http2 = true;
        quietSince = now();
    }

    void streamOpened() {
        streams.incrementAndGet();
        quietSince = NEVER;
        headSince = NEVER;
        updateIdle();
        connections.grew(STREAM_BYTES);
    }

    void streamClosed(int stream) {
        answerGoes(stream, Long.MAX_VALUE);
        flowWritten.incrementAndGet();
        if (streams.decrementAndGet() == 0) {
            quietSince = now();
        }
        updateIdle();
    }

    /** Of HTTP/2: an answer is whole, and so much of it waits for the client's window. */
    void answerWaits(int stream, long bytes) {
        if (bytes > 0) {
            answers.put(stream, bytes);
            waits(bytes);
        }
    }

    /** Whether it had better take some answers before it asks for more, as memory becomes scarce. On its loop. */
    boolean isToWait() {
        return answers.size() >= FEW_ANSWERS && connections.isTight();
    }

    private void answerGoes(int stream, long bytes) {
        Long waiting = answers.get(stream);
        if (waiting != null) {
            long gone = Math.min(waiting, bytes);
            flowWaiting.addAndGet(-gone);
            if (gone == waiting) {
                answers.remove(stream);
            } else {
                answers.put(stream, waiting - gone);
            }
        }
    }

    /** Of HTTP/2: bytes that wait for the client's window. */
    void waits(long bytes) {
        connections.grew(bytes);
        if (flowWaiting.addAndGet(bytes) > connections.limits().waitingEach() && streams.get() > 1) {
            cut(Reason.UNSENT);
        }
    }

    /** Of HTTP/2: so many don't wait any more. */
    void waitsNoMore(int stream, long bytes, boolean taken) {
        flowWaiting.addAndGet(-bytes);
        if (taken) {
            answerGoes(stream, bytes);
            flowWritten.addAndGet(bytes);
        }
    }

    boolean isHeadLate(long now) {
        long since = headSince;
        return since != NEVER && now - since > connections.limits().head().toNanos();
    }

    boolean isQuiet(long now) {
        long since = quietSince;
        return since != NEVER && now - since > connections.limits().stall().toNanos();
    }

    /** Bytes that wait for the client to take them. */
    long unsent() {
        return pending() + flowWaiting.get();
    }

    /** What it costs, about. */
    long weight() {
        // What waits of HTTP/1.1 is outside of the heap, where there is as much room and nearly nothing else: counted whole, a few
        // hundred slow downloads by HTTPS would be too many.
        return http2 ? pending() + flowWaiting.get() + streams.get() * STREAM_BYTES : pending() / 2;
    }

    /** Grows whenever the client takes something. What answers to PING is nothing that an answer waits for. */
    long taken() {
        return http2 && flowWaiting.get() > 0 ? flowWritten.get() : written.get() - pending();
    }

    private long pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** At once, without waiting for what is unsent; on any thread. */
    void cut(Reason reason) {
        channel.eventLoop().execute(() -> cutNow(reason));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nothing waits for a connection that is given up.
    private void cutNow(Reason reason) {
        if (cut || !channel.isOpen()) {
            return;
        }
        cut = true;
        connections.wasCut(reason);
        if (unsent() > 0) {
            // The system would keep what is unsent, too.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Past all handlers, which would try to say goodbye.
        channel.pipeline().firstContext().close();
    }
}
