package io.ftpcluster.master.cluster;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.HandlerStatus;
import java.io.EOFException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The TLS of one connection between members, whose two directions have a thread each. Until the handshake is done they take
 * turns under a lock: one that has to wait for the other is blocked, and woken by it.
 */
final class TlsSession {

    private static final int MOST_ALERTS = 4;
    /** Types of records (RFC 8446, 5.1). */
    private static final byte HANDSHAKE = 22;
    private static final byte ALERT = 21;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Channel channel;
    private final MemberHandshakes handshakes;
    private final Runnable unusable;
    private final Object turn = new Object();
    private volatile boolean established;
    private volatile SSLException failure;
    private boolean spoken;
    private boolean alerted;
    /** Since the handshake: who is called says something as soon as it has let the caller in. */
    private volatile boolean heard;

    /** @param unusable is run when the other end turns out to be none of this cluster's */
    TlsSession(SSLEngine engine, Channel channel, MemberHandshakes handshakes, Runnable unusable) throws SSLException {
        this.engine = engine;
        this.channel = channel;
        this.handshakes = handshakes;
        this.unusable = unusable;
        engine.beginHandshake();
    }

    boolean isEstablished() {
        return established;
    }

    /** Room for the content of one record, whatever the other end makes of it. */
    int contentSize() {
        return engine.getSession().getApplicationBufferSize();
    }

    /** Takes what the other end says in the handshake. Nothing else is made of it, so {@code content} stays empty. */
    HandlerStatus takeHandshake(ByteBuffer records, ByteBuffer content) throws EOFException {
        synchronized (turn) {
            try {
                if (!spoken && records.hasRemaining()) {
                    spoken = true;
                    requireTls(records.get(records.position()));
                }
                return take(records, content);
            } catch (SSLException e) {
                fail(e);
                return HandlerStatus.BLOCKED;
            }
        }
    }

    /** The JDK waits for a whole header, and those who speak Hazelcast's language say three letters and wait. */
    private static void requireTls(byte first) throws SSLException {
        if (first != HANDSHAKE && first != ALERT) {
            throw new SSLException(HandshakeLogger.NO_TLS);
        }
    }

    /** The other end is told why by the direction that speaks, which then ends the connection. */
    private void fail(SSLException cause) {
        failure = cause;
        handshakes.failed(channel, cause);
        unusable.run();
        channel.outboundPipeline().wakeup();
    }

    private HandlerStatus take(ByteBuffer records, ByteBuffer content) throws SSLException, EOFException {
        while (!established && failure == null) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    channel.outboundPipeline().wakeup();
                    return HandlerStatus.BLOCKED;
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = engine.unwrap(records, content);
                    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                        return HandlerStatus.CLEAN;
                    }
                    advanced(result);
                }
                default -> establish();
            }
        }
        return failure == null ? HandlerStatus.CLEAN : HandlerStatus.BLOCKED;
    }

    /** Says what is to be said in the handshake; throws when it has failed and the other end has been told. */
    HandlerStatus giveHandshake(ByteBuffer records) throws EOFException {
        synchronized (turn) {
            if (failure != null) {
                return giveUp(records);
            }
            HandlerStatus status;
            try {
                status = give(records);
            } catch (SSLException e) {
                fail(e);
                return giveUp(records);
            }
            // It may have waited for what was said now.
            channel.inboundPipeline().wakeup();
            return status;
        }
    }

    private HandlerStatus give(ByteBuffer records) throws SSLException, EOFException {
        while (!established) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    return HandlerStatus.BLOCKED;
                }
                case NEED_WRAP -> {
                    SSLEngineResult result = engine.wrap(NOTHING, records);
                    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                        return HandlerStatus.DIRTY;
                    }
                    advanced(result);
                }
                default -> establish();
            }
        }
        return HandlerStatus.CLEAN;
    }

    /** The end of a connection that isn't this cluster's: told by {@link MemberHandshakes}, and no news for Hazelcast's log. */
    private HandlerStatus giveUp(ByteBuffer records) throws EOFException {
        if (!alerted) {
            alerted = true;
            for (int i = 0; i < MOST_ALERTS && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                giveAlert(records);
            }
            return HandlerStatus.DIRTY;
        }
        if (records.position() > 0) {
            return HandlerStatus.DIRTY;
        }
        throw new EOFException("The TLS handshake failed");
    }

    /** What failed in a task is thrown once more before there is an alert. */
    private void giveAlert(ByteBuffer records) {
        try {
            engine.wrap(NOTHING, records);
        } catch (SSLException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    private void advanced(SSLEngineResult result) throws EOFException {
        if (result.getStatus() == Status.CLOSED) {
            throw new EOFException("The other end has closed TLS");
        }
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            establish();
        }
    }

    private void establish() {
        established = true;
        handshakes.succeeded(channel);
        channel.outboundPipeline().wakeup();
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** One record's content, after the handshake. */
    Status decrypt(ByteBuffer records, ByteBuffer content) throws SSLException {
        Status status = unwrap(records, content);
        HandshakeStatus next = engine.getHandshakeStatus();
        if (next == HandshakeStatus.NEED_TASK) {
            runTasks();
        } else if (next == HandshakeStatus.NEED_WRAP) {
            // New keys, say.
            channel.outboundPipeline().wakeup();
        }
        return status;
    }

    private Status unwrap(ByteBuffer records, ByteBuffer content) throws SSLException {
        try {
            Status status = engine.unwrap(records, content).getStatus();
            heard |= status == Status.OK;
            return status;
        } catch (SSLException e) {
            endUnlessHeard();
            throw e;
        }
    }

    /** With TLS 1.3 the caller's handshake is over before the other end looks at its certificate. */
    private void endUnlessHeard() {
        if (!heard && channel.isClientMode()) {
            handshakes.refused(channel);
            unusable.run();
        }
    }

    /** One record, after the handshake. */
    Status encrypt(ByteBuffer content, ByteBuffer records) throws SSLException {
        return engine.wrap(content, records).getStatus();
    }

    boolean hasToSpeak() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    void broke(Throwable cause) {
        if (!established && failure == null) {
            handshakes.broke(channel, cause);
            unusable.run();
        } else if (established) {
            endUnlessHeard();
        }
    }

    void endUnlessEstablished(Runnable end) {
        if (!established) {
            handshakes.tooLate(channel);
            unusable.run();
            end.run();
        }
    }
}
