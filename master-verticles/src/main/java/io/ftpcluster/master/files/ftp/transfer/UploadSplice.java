package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.relay.Descriptor;
import io.ftpcluster.master.files.relay.Relay;
import io.ftpcluster.master.files.relay.SpliceTransfer;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides whether bytes of an upload pass through this program or through the kernel alone: all that
 * the program hasn't read when it is asked to stop. The end of the upload is checked the same way after both.
 */
final class UploadSplice implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadSplice.class);
    /** Below this the set-up costs more than the copies. */
    private static final long WORTHWHILE = 1024 * 1024;
    /** The writer's thread only has to finish what it is doing. */
    private static final Duration STOPPING = Duration.ofSeconds(30);

    private final Relay relay;
    private final DataChannel channel;
    private final ZeroCopyState<FileStreams.Inlet> zeroCopy;
    private final Duration stall;
    private long stoppedAt = -1;
    private boolean impossible;
    private Descriptor source;

    /** @param relay null where the system has none */
    UploadSplice(Relay relay, DataChannel channel, ZeroCopyState<FileStreams.Inlet> zeroCopy, Duration stall) {
        this.relay = relay;
        this.channel = channel;
        this.zeroCopy = zeroCopy;
        this.stall = stall;
    }

    /**
     * To be called after each piece that was sent; moves all that is left when that can be done and is worthwhile.
     *
     * @param sent how many bytes have gone to the server
     * @param length how many there will be in all
     * @return how many went this way
     * @throws IOException when the server took nothing for too long or its connection broke
     */
    long pass(long sent, long length) throws IOException, InterruptedException {
        FileStreams.Inlet inlet = zeroCopy.way();
        if (impossible || relay == null || inlet == null || !channel.isPlain()) {
            return 0;
        }
        if (stoppedAt < 0) {
            impossible = length - sent < WORTHWHILE || !stop(inlet, length);
        }
        if (impossible || sent < stoppedAt) {
            return 0;
        }
        impossible = true;
        try (Descriptor from = source; Descriptor to = channel.duplicate(relay)) {
            SpliceTransfer splice = relay.move(from, to, length - sent, inlet.patience(), stall);
            return await(splice, inlet);
        }
    }

    /** Whether the rest can be taken from the socket, once all that was read before has been sent. */
    private boolean stop(FileStreams.Inlet inlet, long length) throws InterruptedException {
        Future<FileStreams.Stopped<Descriptor>> asked = inlet.stop(this::duplicate);
        try {
            FileStreams.Stopped<Descriptor> stopped = asked.toCompletionStage()
                    .toCompletableFuture()
                    .get(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
            if (length - stopped.written() >= WORTHWHILE) {
                stoppedAt = stopped.written();
                source = stopped.result();
                return true;
            }
            stopped.result().close();
            inlet.goOn();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("this upload goes the slow way", e);
            asked.onSuccess(late -> late.result().close());
            inlet.goOn();
        }
        return false;
    }

    /** For an upload that ended before. */
    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }

    private Descriptor duplicate(int number) {
        try {
            return zeroCopy.hold(relay.duplicate(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long await(SpliceTransfer splice, FileStreams.Inlet inlet) throws IOException, InterruptedException {
        zeroCopy.begin(splice);
        try {
            SpliceTransfer.End end = splice.end().get();
            if (end == SpliceTransfer.End.DONE) {
                inlet.passed(splice.arrived());
            }
            return switch (end) {
                // Too few bytes: whoever waits for the rest finds out that the writer has gone, or gives it up.
                case DONE, SOURCE_ENDED, SOURCE_BROKEN, SOURCE_STALLED, CANCELLED -> splice.arrived();
                case TARGET_STALLED -> throw new SocketTimeoutException("the server took nothing for too long");
                case TARGET_BROKEN -> throw new SocketException("the server closed the data connection");
            };
        } catch (InterruptedException e) {
            splice.cancel();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a splice never fails", e);
        } finally {
            zeroCopy.done();
        }
    }
}
