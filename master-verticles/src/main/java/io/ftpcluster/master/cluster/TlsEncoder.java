package io.ftpcluster.master.cluster;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.nio.IOUtil;
import java.io.EOFException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** Last of what makes bytes for another member: nothing leaves but by it. */
final class TlsEncoder extends OutboundHandler<ByteBuffer, ByteBuffer> {

    private static final int BUFFER_SIZE = 64 << 10;

    private final TlsSession session;

    TlsEncoder(TlsSession session) {
        this.session = session;
    }

    @Override
    public void handlerAdded() {
        initDstBuffer(BUFFER_SIZE);
    }

    @Override
    public HandlerStatus onWrite() throws SSLException, EOFException {
        IOUtil.compactOrClear(dst);
        try {
            if (!session.isEstablished()) {
                HandlerStatus status = session.giveHandshake(dst);
                if (!session.isEstablished()) {
                    return status;
                }
            }
            while (src.hasRemaining() || session.hasToSpeak()) {
                Status status = session.encrypt(src, dst);
                if (status == Status.BUFFER_OVERFLOW) {
                    return HandlerStatus.DIRTY;
                }
                if (status == Status.CLOSED) {
                    throw new EOFException("The other end has closed TLS");
                }
            }
            return HandlerStatus.CLEAN;
        } finally {
            dst.flip();
        }
    }

    @Override
    public void interceptError(Throwable cause) {
        session.broke(cause);
    }
}
