package io.ftpcluster.master.files.ftp.socket;

import io.ftpcluster.master.files.relay.Descriptor;
import io.ftpcluster.master.files.relay.PeerSilence;
import io.ftpcluster.master.files.relay.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket whose reading is bounded: by bytes, by a pause between two reads and by a deadline for all of them, so that
 * a peer can't hold a thread by dripping bytes. TLS on top reads through it and is bounded too.
 */
public final class BoundedSocket extends Socket {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedSocket.class);
    private static final Duration NO_DEADLINE = Duration.ofDays(365);
    private static final int AHEAD = 32 * 1024;

    private final ReadWatch watch;
    private final ReadLimit limit = new ReadLimit();
    private long budget = Long.MAX_VALUE;
    private boolean brief;
    private BoundedInput input;
    private int shownPort;
    private final Object duplicating = new Object();
    private boolean duplicated;
    private volatile boolean ended;
    private volatile boolean late;

    /** @param watch ends it when a read takes too long */
    public BoundedSocket(Duration first, ReadWatch watch) {
        this.watch = watch;
        allow(first, Long.MAX_VALUE);
    }

    /** Another one under the same watch. */
    public BoundedSocket another(Duration first) {
        return new BoundedSocket(first, watch);
    }

    /** For an exchange: so many bytes until then. */
    public void allow(Duration total, long bytes) {
        allow(total, total, bytes);
    }

    /** For a transfer: any number of bytes, but no longer pause. */
    public void allowPauses(Duration pause) {
        allow(NO_DEADLINE, pause, Long.MAX_VALUE);
    }

    /** For a look at what has come: this socket is still good when that was nothing, where otherwise it is ended. */
    public void allowBriefly(Duration total, Duration pause, long bytes) {
        allow(total, pause, bytes);
        brief = true;
    }

    public void allow(Duration total, Duration pause, long bytes) {
        brief = false;
        limit.set(total, pause);
        budget = bytes;
    }

    /**
     * For an answer that takes as long as something else goes on.
     *
     * @param total counts from the last sign of life
     * @param lastSign when that was, in nanoseconds
     */
    public void allow(Duration total, long bytes, LongSupplier lastSign) {
        brief = false;
        limit.setFrom(lastSign, total);
        budget = bytes;
    }

    /**
     * Makes TLS on top see another port than the one that was dialled. JSSE looks for the session to resume by the
     * peer's host and this port, whatever port is given to it when TLS is layered over a socket.
     */
    public void showPort(int port) {
        shownPort = port;
    }

    /**
     * Makes a second descriptor of this socket for the relay. Closing this one then ends the connection all the same.
     *
     * @throws IOException when it is closed
     * @throws UnsupportedOperationException when the JVM doesn't tell its number
     */
    public Descriptor duplicate(Relay relay) throws IOException {
        synchronized (duplicating) {
            if (isClosed()) {
                throw new SocketException("Socket closed");
            }
            Descriptor copy = relay.duplicate(this);
            duplicated = true;
            return copy;
        }
    }

    /** How many bytes the peer has acknowledged; {@link PeerSilence#UNKNOWN} when it is closed or nobody tells. */
    public long acknowledged(Relay relay) {
        synchronized (duplicating) {
            return isClosed() ? PeerSilence.UNKNOWN : relay.acknowledged(this);
        }
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        super.connect(address, timeout);
        watch.add(this);
    }

    /** Somebody else has connected it. */
    public void accepted() {
        watch.add(this);
    }

    /** Ends it when a read takes too long; true when it is closed. By one thread. */
    boolean endIfLate(long now) {
        if (limit.isExceeded(now, this::hasArrived)) {
            late = true;
            closeQuietly(this);
        }
        return isClosed();
    }

    private boolean hasArrived() {
        try {
            return input.source.available() > 0;
        } catch (IOException e) {
            // The reader finds out by itself.
            return false;
        }
    }

    /** What an operation of this socket failed with, when that may come of the end that a late answer has made. */
    public IOException reason(SocketException failure) {
        return late ? ReadLimit.tooLate() : failure;
    }

    @Override
    public void close() throws IOException {
        synchronized (duplicating) {
            try {
                if (duplicated && !isClosed() && getSoLinger() != 0) {
                    // The relay's own descriptor would keep the connection open. One to be reset must not end in order: it
                    // is reset when the relay, which is told too, closes its own.
                    super.shutdownInput();
                    // After an upload it is already, which can't be done twice.
                    if (!isOutputShutdown()) {
                        super.shutdownOutput();
                    }
                }
            } finally {
                super.close();
            }
        }
    }

    /**
     * From now on as much is read as there is, up to {@value #AHEAD} bytes. TLS on top asks for five bytes of a record
     * and then for its rest, each of which would be a call of the system.
     */
    public void readAhead() throws IOException {
        getInputStream();
        input.ahead = new byte[AHEAD];
    }

    /** Whether more has been read than was asked for. */
    public boolean hasReadAhead() {
        return input != null && input.next < input.end;
    }

    @Override
    public int getPort() {
        return shownPort == 0 ? super.getPort() : shownPort;
    }

    /**
     * Whether the peer's end of TCP was read. TLS on top does not read on after the peer's goodbye (close_notify), and
     * takes an end without one for the same: when this is true, somebody may have cut the connection.
     */
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (input == null) {
            input = new BoundedInput(super.getInputStream());
        }
        return input;
    }

    public static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a socket did not close in order", e);
        }
    }

    private final class BoundedInput extends InputStream {

        private final InputStream source;
        private byte[] ahead;
        private int next;
        private int end;

        BoundedInput(InputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (ahead == null || (next == end && length >= AHEAD)) {
                return receive(target, offset, length);
            }
            if (next == end) {
                next = 0;
                end = Math.max(0, receive(ahead, 0, AHEAD));
            }
            int count = Math.min(length, end - next);
            System.arraycopy(ahead, next, target, offset, count);
            next += count;
            return count == 0 ? -1 : count;
        }

        private int receive(byte[] target, int offset, int length) throws IOException {
            if (budget <= 0) {
                throw new ReplyTooLongException();
            }
            int most = (int) Math.min(length, budget);
            int count = brief ? readBriefly(target, offset, most) : readWatched(target, offset, most);
            ended |= count < 0;
            if (count > 0 && budget != Long.MAX_VALUE) {
                budget = budget - count;
            }
            return count;
        }

        private int readBriefly(byte[] target, int offset, int length) throws IOException {
            setSoTimeout((int) Math.min(limit.left(), Integer.MAX_VALUE));
            return source.read(target, offset, length);
        }

        private int readWatched(byte[] target, int offset, int length) throws IOException {
            try {
                setSoTimeout(0);
                limit.begin();
                return source.read(target, offset, length);
            } catch (SocketException e) {
                throw reason(e);
            } finally {
                limit.end();
            }
        }

        @Override
        public int available() throws IOException {
            return end - next + source.available();
        }

        @Override
        public void close() throws IOException {
            BoundedSocket.this.close();
        }
    }
}
