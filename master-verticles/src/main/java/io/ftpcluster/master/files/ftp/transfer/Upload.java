package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.files.UploadOutcome;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.pool.Lease;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.relay.PeerSilence;
import io.ftpcluster.master.files.relay.Relay;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves one file's bytes from its sink to its data channel, on a virtual thread, and gives it its name at the end. */
public final class Upload implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);
    /** As much as the JDK hands to the system at once. */
    private static final int SLICE = 128 * 1024;
    /** Behind every patience that HTTP may have with its client, in case it forgets one. */
    private static final Duration WRITER = Duration.ofMinutes(11);
    /** Until the server has noticed that a transfer was cut. */
    private static final Duration NOTICE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Lease lease;
    private final DataChannel channel;
    private final AtomicUpload atomicUpload;
    private final SinkStream stream;
    private final UploadSplice splice;
    private final Relay relay;
    private final Consumer<UploadOutcome> onStored;
    private final Consumer<String> remover;
    private final long length;
    private final Failures failures;
    private final TraceSpan span;
    private byte[] slice = new byte[0];
    private long sent;
    private boolean answered;
    private long acknowledged = PeerSilence.UNKNOWN;
    private volatile long lastSign = System.nanoTime();
    private volatile long sendingSince;
    private volatile boolean stalled;

    /**
     * @param length how many bytes must come, or -1
     * @param relay for what need not pass through this program; null: everything does
     * @param onStored is told before the writer is
     * @param remover deletes a file through another session, as well as it can
     */
    public Upload(Vertx vertx, Lease lease, DataChannel channel, AtomicUpload atomicUpload, long length, Relay relay,
            Consumer<UploadOutcome> onStored, Consumer<String> remover) {
        this.vertx = vertx;
        this.lease = lease;
        this.channel = channel;
        this.atomicUpload = atomicUpload;
        this.length = length;
        this.onStored = onStored;
        this.remover = remover;
        this.relay = relay;
        this.stream = new SinkStream(vertx, atomicUpload.isInPlace(), channel::reset);
        this.splice = new UploadSplice(relay, channel, stream.zeroCopy(), lease.session().limits().stall());
        this.failures = lease.session().failures();
        this.span = RequestContext.current()
                .trace()
                .begin("FTP", "upload")
                .with("ftpcluster.server", lease.session().login().alias())
                .with("ftp.verb", "STOR");
    }

    public SinkStream stream() {
        return stream;
    }

    @Override
    public void run() {
        long period = Math.max(10, lease.session().limits().stall().toMillis() / 4);
        long watch = vertx.setPeriodic(period, id -> look());
        try {
            copy();
            UploadOutcome outcome = confirm();
            lease.close();
            onStored.accept(outcome);
            stream.succeed(outcome);
        } catch (IOException e) {
            giveUp(stalled ? tookNothing(e) : failures.from(FtpOperation.UPLOAD, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(failures.closing());
        } catch (RuntimeException e) {
            giveUp(e);
        } catch (Error e) {
            giveUp(Failure.of(FailureCode.INTERNAL, "The portal could not finish the upload.").causedBy(e));
            throw e;
        } finally {
            span.with("ftpcluster.bytes", sent).end();
            splice.close();
            vertx.cancelTimer(watch);
        }
    }

    /**
     * Writing to a socket has no deadline of its own, and says nothing before a third of a buffer of megabytes is free. So
     * what the server acknowledges counts too.
     */
    private void look() {
        long now = System.nanoTime();
        long before = acknowledged;
        acknowledged = relay == null ? PeerSilence.UNKNOWN : channel.acknowledged(relay);
        if (acknowledged > before) {
            lastSign = now;
            stream.zeroCopy().stirred();
        }
        long since = sendingSince;
        if (since != 0 && Math.min(now - since, now - lastSign) > lease.session().limits().stall().toNanos()) {
            stalled = true;
            channel.reset();
        }
    }

    private FailureException tookNothing(IOException cause) {
        return failures.because(FailureCode.BACKEND_TIMEOUT, FtpOperation.UPLOAD,
                "the server took nothing for too long", "Check the server's disk and network, and try again.", cause);
    }

    private void copy() throws IOException, InterruptedException {
        OutputStream output = channel.output();
        Duration stall = lease.session().limits().stall();
        for (Buffer bytes = stream.next(stall, WRITER); bytes != null; bytes = stream.next(stall, WRITER)) {
            if (length >= 0 && sent + bytes.length() > length) {
                throw wrongLength("more than " + length);
            }
            for (int from = 0; from < bytes.length(); from += SLICE) {
                send(output, bytes, from, Math.min(bytes.length(), from + SLICE));
            }
            stream.sent();
            if (length >= 0) {
                sent += splice.pass(sent, length);
            }
        }
        if (!stream.isCommitted()) {
            throw failures.because(FailureCode.TIMEOUT, FtpOperation.UPLOAD,
                    "the sender gave up or sent nothing for too long", "Send the file without long pauses.");
        }
        if (length >= 0 && sent != length) {
            throw wrongLength(sent + " of " + length);
        }
    }

    private void send(OutputStream output, Buffer bytes, int from, int to) throws IOException {
        if (slice.length < to - from) {
            slice = new byte[to - from];
        }
        bytes.getBytes(from, to, slice, 0);
        beginSending();
        output.write(slice, 0, to - from);
        sendingSince = 0;
        sent += to - from;
    }

    private void beginSending() {
        // Zero stands for nothing being sent.
        sendingSince = System.nanoTime() | 1;
    }

    private FailureException wrongLength(String came) {
        return failures.because(FailureCode.INVALID, FtpOperation.UPLOAD, came + " announced bytes came",
                "Send it again.");
    }

    private UploadOutcome confirm() throws IOException {
        beginSending();
        channel.endSending();
        sendingSince = 0;
        long sentAt = System.nanoTime();
        Reply reply = channel.finishSending(() -> sentAt + Math.max(0, lastSign - sentAt));
        answered = true;
        if (!reply.isPositive()) {
            throw failures.refused(FtpOperation.UPLOAD, "the server did not confirm the upload", reply,
                    "Try again; if it happens often, look at the FTP server's log and disk.");
        }
        if (!stream.isCommitted()) {
            throw failures.closing();
        }
        return atomicUpload.finish(sent);
    }

    private void giveUp(RuntimeException cause) {
        span.failed(cause);
        FtpSession session = lease.session();
        // Who hears of the failure shall find nothing left, but not wait for a server that doesn't answer.
        boolean silent = cause instanceof FailureException known
                && known.failure().code() == FailureCode.BACKEND_TIMEOUT;
        if (silent) {
            stream.fail(cause);
        }
        RuntimeException told = cause;
        if (!session.isReusable() && !answered) {
            channel.reset();
            told = withReason(session, cause);
        }
        lease.close();
        try {
            clean();
        } finally {
            if (!silent) {
                stream.fail(told);
            }
        }
    }

    /** The server is done with the file when it answers; and what it says is better than that the line was cut. */
    private RuntimeException withReason(FtpSession session, RuntimeException cause) {
        boolean cut = cause instanceof FailureException known && known.failure().code() == FailureCode.BACKEND_FAILED
                && known.getCause() instanceof IOException;
        try {
            Duration patience = session.limits().reply();
            Reply reply = session.awaitReply(patience.compareTo(NOTICE) < 0 ? patience : NOTICE);
            return cut && reply.isRefusal()
                    ? failures.refused(FtpOperation.UPLOAD, "the server broke the upload off", reply,
                            "Try again; if it happens often, look at the FTP server's log and disk.")
                    : cause;
        } catch (IOException e) {
            LOG.debug("{} did not answer after a cut upload", session.login().alias(), e);
            return cause;
        }
    }

    private void clean() {
        String leftover = atomicUpload.leftover();
        if (leftover != null && (stream.leavesNothing() || !atomicUpload.isResumable())) {
            remover.accept(leftover);
        }
    }
}
