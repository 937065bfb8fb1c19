package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data connection that was made before there was a use for it. */
public final class PreopenedDataConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PreopenedDataConnection.class);
    /** Servers and routers give unused data connections up, the quickest after some 30 seconds. */
    private static final Duration LIFETIME = Duration.ofSeconds(15);
    /** Under load it is used at once, and a look at it would take longer than what it saves. */
    private static final Duration TRUSTED = Duration.ofMillis(200);

    private final BoundedSocket socket;
    private final ServerCapabilities capabilities;
    private final long lifetime;
    private final long since = System.nanoTime();
    private final AtomicBoolean left = new AtomicBoolean();

    /**
     * Takes over one reservation of the traits.
     *
     * @param idle how long its session may be idle; it must not keep that longer
     */
    public PreopenedDataConnection(BoundedSocket socket, ServerCapabilities capabilities, Duration idle) {
        this.socket = socket;
        this.capabilities = capabilities;
        this.lifetime = Math.min(idle.toNanos(), LIFETIME.toNanos());
    }

    boolean isOld() {
        return age() > lifetime;
    }

    private long age() {
        return System.nanoTime() - since;
    }

    /** The connection, or null when it can't be used any more; once. */
    BoundedSocket take() {
        if (!leave()) {
            return null;
        }
        if (!isOld() && !socket.isClosed() && (age() < TRUSTED.toNanos() || isQuiet())) {
            return socket;
        }
        BoundedSocket.closeQuietly(socket);
        return null;
    }

    /** Whether it is still open and nothing has come: no server says anything before it was told what to send. */
    private boolean isQuiet() {
        socket.allowBriefly(TRUSTED, Duration.ofMillis(1), 1);
        try {
            int surprise = socket.getInputStream().read();
            LOG.debug("a data connection made ahead {}", surprise < 0 ? "has ended" : "spoke first");
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            LOG.debug("a data connection made ahead was lost", e);
            return false;
        }
    }

    void drop() {
        if (leave()) {
            BoundedSocket.closeQuietly(socket);
        }
    }

    private boolean leave() {
        boolean first = left.compareAndSet(false, true);
        if (first) {
            capabilities.release();
        }
        return first;
    }
}
