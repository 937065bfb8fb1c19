package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ftp.pool.Lease;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that came whole with its opening: read, confirmed and its session free again before anybody asks for the bytes.
 * The thread that opens it does that, where a larger file takes a second one and several turns of the reader's event loop.
 */
public final class SmallFile implements FileStreams.Handle {

    /** What many of them may hold while their readers are busy. */
    private static final int MOST = 16 * 1024;
    /** Bytes that come later are worth a thread of their own, which notices when the reader leaves. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final Files.Info info;
    private final ChunkStream content;
    private final AtomicBoolean taken = new AtomicBoolean();

    private SmallFile(Vertx vertx, Files.Info info, ChunkStream content) {
        this.vertx = vertx;
        this.info = info;
        this.content = content;
    }

    /**
     * Whether the file is small and all of it has come. From a server that is far the first bytes are to go on before the
     * last are confirmed, and TLS can't be left in the middle of a record.
     */
    public static boolean isThere(FtpSession session, SpeculativeOpen.Opened opened) {
        long size = opened.info().size();
        return size >= 0 && size <= MOST && !session.isFar() && opened.channel().isPlain()
                && opened.channel().receive((int) size, PATIENCE);
    }

    /** Waits for the server's confirmation; a failure is told to whoever reads, as that of any transfer. */
    public static SmallFile read(Vertx vertx, Lease lease, String target, SpeculativeOpen.Opened opened) {
        ChunkStream content = new ChunkStream(FtpHandle.READER, () -> {});
        Download.Range whole = new Download.Range(opened.info().size(), 0, -1);
        new Download(lease, opened.channel(), target, whole, content, null).run();
        return new SmallFile(vertx, opened.info(), content);
    }

    @Override
    public Files.Info info() {
        return info;
    }

    @Override
    public Future<FileStreams.Content> read(long offset, long length) {
        if (offset != 0 || length >= 0) {
            return Future.failedFuture(Failure.invalid("offset", "was to be 0 and the length all").exception());
        }
        if (!taken.compareAndSet(false, true)) {
            return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "The file was closed.").exception());
        }
        content.attach(vertx.getOrCreateContext());
        return Future.succeededFuture(content);
    }

    @Override
    public void close() {
        taken.set(true);
    }
}
