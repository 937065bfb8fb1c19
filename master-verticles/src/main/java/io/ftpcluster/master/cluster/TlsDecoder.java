package io.ftpcluster.master.cluster;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.nio.IOUtil;
import java.io.EOFException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** First of what takes the bytes of another member. The buffers of all but this one may be smaller than a record. */
final class TlsDecoder extends InboundHandler<ByteBuffer, ByteBuffer> {

    private static final int BUFFER_SIZE = 64 << 10;

    private final TlsSession session;
    /** Content that didn't fit into the next one's buffer; to be read. */
    private ByteBuffer rest;

    TlsDecoder(TlsSession session) {
        this.session = session;
    }

    @Override
    public void handlerAdded() {
        initSrcBuffer(BUFFER_SIZE);
        rest = ByteBuffer.allocate(session.contentSize()).limit(0);
    }

    @Override
    public HandlerStatus onRead() throws SSLException, EOFException {
        src.flip();
        try {
            if (!session.isEstablished()) {
                rest.clear();
                HandlerStatus status = session.takeHandshake(src, rest);
                rest.flip();
                if (!session.isEstablished()) {
                    return status;
                }
            }
            return decrypt();
        } finally {
            IOUtil.compactOrClear(src);
        }
    }

    private HandlerStatus decrypt() throws SSLException, EOFException {
        boolean moved = false;
        while (true) {
            moved |= moveRest();
            if (rest.hasRemaining()) {
                // Who has taken nothing of a full buffer won't in the next round either.
                return moved ? HandlerStatus.DIRTY : HandlerStatus.BLOCKED;
            }
            switch (dst.remaining() >= rest.capacity() ? session.decrypt(src, dst) : decryptToRest()) {
                case OK -> moved = true;
                case BUFFER_UNDERFLOW -> {
                    return HandlerStatus.CLEAN;
                }
                case CLOSED -> throw new EOFException("The other end has closed TLS");
                case BUFFER_OVERFLOW -> enlargeRest();
            }
        }
    }

    private Status decryptToRest() throws SSLException {
        rest.clear();
        try {
            return session.decrypt(src, rest);
        } finally {
            rest.flip();
        }
    }

    /** Its size was chosen before the handshake. */
    private void enlargeRest() throws SSLException {
        if (rest.capacity() >= session.contentSize()) {
            throw new SSLException("A record is larger than any may be");
        }
        rest = ByteBuffer.allocate(session.contentSize()).limit(0);
    }

    private boolean moveRest() {
        int length = Math.min(rest.remaining(), dst.remaining());
        if (length > 0) {
            dst.put(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
        }
        return length > 0;
    }

    @Override
    public void interceptError(Throwable cause) {
        session.broke(cause);
    }
}
