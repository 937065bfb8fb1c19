package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.listing.FileStat;
import io.ftpcluster.master.files.ftp.pool.Lease;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.relay.Relay;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Moves one file's bytes from its data channel to its reader, on a virtual thread. The last bytes are held back until
 * the server has confirmed the transfer, so that nothing unconfirmed ever looks whole.
 */
final class Download implements Runnable {

    private static final int CHUNK = 64 * 1024;

    private final Lease lease;
    private final DataChannel channel;
    private final String target;
    private final Range range;
    private final ChunkStream stream;
    private final DownloadSplice splice;
    private final Failures failures;
    private final TraceSpan span;
    private byte[] scratch = new byte[0];
    private long moved;

    /**
     * Which bytes of how many.
     *
     * @param size of the file, or -1 when unknown
     * @param length how many bytes from the offset, or -1 for all that follow
     */
    record Range(long size, long offset, long length) {

        /** How many bytes must come, or MAX_VALUE when nobody knows. */
        long promised() {
            long rest = size < 0 ? Long.MAX_VALUE : size - offset;
            return length < 0 ? rest : Math.min(rest, length);
        }

        /** Whether the reader wants less than the server will send. */
        boolean endsEarly() {
            return length >= 0 && (size < 0 || length < size - offset);
        }
    }

    /** @param relay for what need not pass through this program; null: everything does */
    Download(Lease lease, DataChannel channel, String target, Range range, ChunkStream stream, Relay relay) {
        this.lease = lease;
        this.channel = channel;
        this.target = target;
        this.range = range;
        this.stream = stream;
        this.splice = new DownloadSplice(relay, channel, stream.zeroCopy(), lease.session().limits().stall());
        this.failures = lease.session().failures();
        this.span = RequestContext.current()
                .trace()
                .begin("FTP", "download")
                .with("ftpcluster.server", lease.session().login().alias())
                .with("ftp.verb", "RETR");
    }

    @Override
    public void run() {
        try {
            copy();
        } catch (IOException e) {
            fail(failures.from(FtpOperation.TRANSFER, e));
        } catch (RuntimeException e) {
            fail(e);
        } catch (Error e) {
            fail(Failure.of(FailureCode.INTERNAL, "The portal could not finish the download.").causedBy(e));
            throw e;
        } finally {
            span.with("ftpcluster.bytes", moved).end();
            channel.close();
            lease.close();
        }
    }

    private void fail(RuntimeException cause) {
        span.failed(cause);
        stream.fail(cause);
    }

    private void copy() throws IOException {
        InputStream input = channel.input();
        long left = range.promised();
        Buffer last = null;
        while (left > 0 && last == null) {
            Buffer chunk = read(input, left);
            if (chunk == null) {
                break;
            }
            left -= chunk.length();
            moved += chunk.length();
            if (left == 0) {
                last = held(chunk);
            } else if (!stream.offer(chunk)) {
                readerGone();
                return;
            } else {
                long passed = splice.pass(range.promised() - left, left);
                if (passed < 0) {
                    readerGone();
                    return;
                }
                left -= passed;
                moved += passed;
            }
        }
        if (left == 0 && range.endsEarly()) {
            channel.close();
        } else {
            confirm(input, left);
        }
        lease.close();
        if (last == null || stream.offer(last)) {
            stream.end();
        } else {
            readerGone();
        }
    }

    /**
     * What waits for the confirmation. From a server that is far this takes a round trip more than the bytes, so that
     * all but the last byte go on before; from one that is near they wait together, and a refusal finds nothing sent.
     */
    private Buffer held(Buffer chunk) {
        int most = chunk.length() - 1;
        // A reader that has gone is noticed with the last byte.
        return most > 0 && lease.session().isFar() && stream.offer(chunk.slice(0, most))
                ? chunk.slice(most, most + 1)
                : chunk;
    }

    /** One that left by itself hears nothing of this; one that was too slow does. */
    private void readerGone() {
        fail(failures.because(FailureCode.TIMEOUT, FtpOperation.TRANSFER, "the reader took nothing for too long",
                "Read the file without long pauses, or continue where it stopped."));
    }

    /** Null at the end. A chunk that fills its array owns it; a small one doesn't hold a large array. */
    private Buffer read(InputStream input, long left) throws IOException {
        int most = (int) Math.min(CHUNK, left);
        if (scratch.length < most) {
            scratch = new byte[most];
        }
        int count = input.read(scratch, 0, most);
        if (count < 0) {
            return null;
        }
        // TLS gives out its records one by one; each chunk costs the reader a wake-up.
        while (count < most && channel.hasReadAhead()) {
            int more = input.read(scratch, count, most - count);
            if (more < 0) {
                break;
            }
            count += more;
        }
        byte[] bytes = scratch;
        if (count > scratch.length / 2) {
            scratch = new byte[0];
        } else {
            bytes = Arrays.copyOf(bytes, count);
        }
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, count));
    }

    /** The server must end where it said it would, and say that all is well. */
    private void confirm(InputStream input, long left) throws IOException {
        if (left == 0 && input.read() >= 0) {
            requireGrown();
            return;
        }
        boolean proven = range.promised() != Long.MAX_VALUE || channel.isEndProven();
        Reply reply = channel.finish();
        boolean whole = left == 0 || range.promised() == Long.MAX_VALUE;
        if (!whole) {
            lease.session().doubt(true);
            throw failures.refused(FtpOperation.TRANSFER,
                    "the server sent " + (range.promised() - left) + " of " + range.promised() + " bytes", reply,
                    "Try again; if it happens often, look at the FTP server's log.");
        }
        if (!proven) {
            throw failures.because(FailureCode.BACKEND_FAILED, FtpOperation.TRANSFER,
                    "the server tells no size and ended its TLS connection without a word, so bytes may be missing",
                    "Ask the server's admin for SIZE or for TLS that ends in order (close_notify).");
        }
        if (!reply.isPositive()) {
            throw failures.refused(FtpOperation.TRANSFER, "the server did not confirm the transfer", reply,
                    "Try again; if it happens often, look at the FTP server's log.");
        }
    }

    /** More bytes than SIZE said: right for a file that has grown meanwhile, else the server lied about one of them. */
    private void requireGrown() throws IOException {
        channel.close();
        FtpSession session = lease.session();
        session.awaitReply();
        if (new FileStat(session, null).sizeNow(target) <= range.size()) {
            throw tooMuch();
        }
    }

    private FailureException tooMuch() {
        return failures.because(FailureCode.BACKEND_FAILED, FtpOperation.TRANSFER,
                "the server sent more than the " + range.size() + " bytes it had announced",
                "Ask the server's admin whether it changes files on their way.");
    }
}
