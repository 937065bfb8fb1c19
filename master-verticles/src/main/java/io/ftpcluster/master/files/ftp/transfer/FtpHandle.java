package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.pool.Lease;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.relay.Relay;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** An opened file, its session held until it is read or closed; one that nobody takes is closed after a while. */
public final class FtpHandle implements FileStreams.Handle {

    /** HTTP reads or closes at once; this is for the day when it forgets to. */
    private static final Duration UNREAD = Duration.ofSeconds(30);
    /** Behind every patience that HTTP may have with its client, in case it forgets one. */
    static final Duration READER = Duration.ofMinutes(11);

    private final Vertx vertx;
    private final Lease lease;
    private final String target;
    private final String shownPath;
    private final Files.Info info;
    private final Relay relay;
    private final DataChannel begun;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final long timer;

    /** @param begun on which the whole file comes already, or null; reading anything else of it fails then */
    public FtpHandle(Vertx vertx, Lease lease, String target, String shownPath, Files.Info info, Relay relay,
            DataChannel begun) {
        this.vertx = vertx;
        this.lease = lease;
        this.target = target;
        this.shownPath = shownPath;
        this.info = info;
        this.relay = relay;
        this.begun = begun;
        this.timer = vertx.setTimer(UNREAD.toMillis(), id -> close());
    }

    @Override
    public Files.Info info() {
        return info;
    }

    @Override
    public void close() {
        if (take()) {
            lease.close();
        }
    }

    private boolean take() {
        vertx.cancelTimer(timer);
        return taken.compareAndSet(false, true);
    }

    @Override
    public Future<FileStreams.Content> read(long offset, long length) {
        if (offset < 0 || (info.size() >= 0 && offset > info.size())) {
            return Future.failedFuture(Failure.invalid("offset", "is outside of the file").exception());
        }
        if (!take()) {
            return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "The file was closed.").exception());
        }
        if (begun != null && (offset != 0 || length >= 0)) {
            lease.close();
            return Future.failedFuture(Failure.invalid("offset", "was to be 0 and the length all").exception());
        }
        Context context = vertx.getOrCreateContext();
        Promise<FileStreams.Content> promise = Promise.promise();
        Download.Range range = new Download.Range(info.size(), offset, length);
        Thread.ofVirtual().name("download").start(RequestContext.carry(() -> run(context, range, promise)));
        return promise.future();
    }

    private void run(Context context, Download.Range range, Promise<FileStreams.Content> promise) {
        Download download;
        try {
            DataChannel channel = begun == null ? start(range.offset()) : begun;
            ChunkStream stream = new ChunkStream(context, READER, lease::kill);
            download = new Download(lease, channel, target, range, stream, relay);
            context.runOnContext(v -> promise.complete(stream));
        } catch (IOException e) {
            lease.close();
            FailureException failure = lease.session().failures().from(FtpOperation.OPEN, e);
            context.runOnContext(v -> promise.fail(failure));
            return;
        } catch (RuntimeException e) {
            lease.close();
            context.runOnContext(v -> promise.fail(e));
            return;
        }
        download.run();
    }

    private DataChannel start(long offset) throws IOException {
        FtpSession session = lease.session();
        DataChannel channel = DataChannel.connect(session, FtpOperation.OPEN, "RETR", target);
        boolean started = false;
        try {
            if (offset > 0) {
                restart(session, offset);
            }
            Reply reply = channel.begin("RETR", target);
            if (!reply.isPreliminary()) {
                throw refusal(session, reply);
            }
            started = true;
            return channel;
        } finally {
            if (!started) {
                channel.close();
            }
        }
    }

    private static void restart(FtpSession session, long offset) throws IOException {
        Reply reply = session.command("REST", Long.toString(offset));
        if (reply.code() != 350) {
            throw session.failures()
                    .refused(FtpOperation.OPEN, "the server can't start in the middle of a file", reply,
                            "Download it from its start.");
        }
    }

    /** The file was there a moment ago: 550 mostly means that this login may not read it. */
    private FailureException refusal(FtpSession session, Reply reply) {
        if (reply.code() != 550 && reply.code() != 553) {
            return session.failures()
                    .refused(FtpOperation.OPEN, "the server does not send the file", reply, "Try again.");
        }
        String words = reply.text().toLowerCase(Locale.ROOT);
        boolean gone = words.contains("no such") || words.contains("not found") || words.contains("not exist");
        return session.failures()
                .unavailable(FtpOperation.OPEN, shownPath, reply, gone ? FailureCode.NOT_FOUND : FailureCode.FORBIDDEN);
    }
}
