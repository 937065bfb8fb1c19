package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.relay.Descriptor;
import io.ftpcluster.master.files.relay.Relay;
import io.ftpcluster.master.files.relay.SpliceTransfer;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides whether bytes of a download pass through this program or through the kernel alone. The
 * first and the last bytes always come here: with the first goes the response's head, and the last wait for the
 * server's confirmation. So all that is checked at the ends of a file is the same both ways.
 */
final class DownloadSplice {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadSplice.class);
    /** Below this the set-up costs more than the copies. */
    private static final long WORTHWHILE = 512 * 1024;
    private static final long TAIL = 64 * 1024;
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Relay relay;
    private final DataChannel channel;
    private final ZeroCopyState<FileStreams.Outlet> zeroCopy;
    private final Duration stall;
    private boolean impossible;

    /** @param relay null where the system has none */
    DownloadSplice(Relay relay, DataChannel channel, ZeroCopyState<FileStreams.Outlet> zeroCopy, Duration stall) {
        this.relay = relay;
        this.channel = channel;
        this.zeroCopy = zeroCopy;
        this.stall = stall;
    }

    /**
     * Moves bytes past this program if that can be done and is worthwhile.
     *
     * @param handedOut how many bytes the reader was given before
     * @param left how many it is still to get, or MAX_VALUE when nobody knows
     * @return how many went this way, or -1 when the reader has gone or took nothing for too long
     * @throws SocketTimeoutException when the server sent nothing for too long
     */
    long pass(long handedOut, long left) throws IOException {
        FileStreams.Outlet outlet = zeroCopy.way();
        if (impossible || relay == null || outlet == null || !channel.isPlain() || left < WORTHWHILE
                || left == Long.MAX_VALUE) {
            return 0;
        }
        // Once: whoever can't now can't later, and after a splice only the tail is left.
        impossible = true;
        try (Descriptor to = reader(outlet, handedOut)) {
            if (to == null) {
                return -1;
            }
            try (Descriptor from = channel.duplicate(relay)) {
                SpliceTransfer splice = relay.move(from, to, left - TAIL, stall, outlet.patience());
                return await(splice, outlet);
            }
        } catch (UncheckedIOException | UnsupportedOperationException e) {
            LOG.debug("this transfer goes the slow way", e);
            return 0;
        }
    }

    /** Null when it has gone. */
    private Descriptor reader(FileStreams.Outlet outlet, long handedOut) {
        Future<Descriptor> asked = outlet.after(handedOut, this::duplicate);
        try {
            return asked.toCompletionStage()
                    .toCompletableFuture()
                    .get(outlet.patience().plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException unchecked) {
                throw unchecked;
            }
            return null;
        } catch (TimeoutException e) {
            asked.onSuccess(Descriptor::close);
            return null;
        } catch (InterruptedException e) {
            asked.onSuccess(Descriptor::close);
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private Descriptor duplicate(int number) {
        try {
            return zeroCopy.hold(relay.duplicate(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long await(SpliceTransfer splice, FileStreams.Outlet outlet) throws IOException {
        zeroCopy.begin(splice);
        try {
            SpliceTransfer.End end = splice.end().get();
            outlet.passed(splice.arrived());
            return switch (end) {
                // What is wrong with the source shows when it is read next.
                case DONE, SOURCE_ENDED, SOURCE_BROKEN -> splice.arrived();
                case SOURCE_STALLED -> throw new SocketTimeoutException("the server sent nothing for too long");
                case TARGET_STALLED -> -1;
                case TARGET_BROKEN -> {
                    // It left, which its own connection is about to say: that is no failure of ours.
                    zeroCopy.awaitEnd(SLACK);
                    yield -1;
                }
                case CANCELLED -> zeroCopy.isEnded() || splice.arrived() > 0 ? -1 : 0;
            };
        } catch (InterruptedException e) {
            splice.cancel();
            Thread.currentThread().interrupt();
            return -1;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a splice never fails", e);
        } finally {
            zeroCopy.done();
        }
    }
}
