package io.ftpcluster.master.cli.files;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A part of a file as a body, in pieces that are read when the connection has room for them. */
final class FilePublisher implements Flow.Publisher<ByteBuffer> {

    private static final int PIECE = 128 * 1024;

    private final FileChannel channel;
    private final long offset;
    private final long length;
    private final LongConsumer onBytes;

    private FilePublisher(FileChannel channel, long offset, long length, LongConsumer onBytes) {
        this.channel = channel;
        this.offset = offset;
        this.length = length;
        this.onBytes = onBytes;
    }

    /**
     * @param channel stays the caller's to close
     * @param onBytes is told how many more are on their way; each try begins anew
     */
    static BodyPublisher of(FileChannel channel, long offset, long length, LongConsumer onBytes) {
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(new FilePublisher(channel, offset, length, onBytes), length);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Reading(subscriber));
    }

    private final class Reading implements Flow.Subscription {

        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        /** Whoever finds it at 0 reads, so that a request from within onNext makes no second reader. */
        private final AtomicLong wanted = new AtomicLong();
        private volatile boolean over;
        private long sent;

        Reading(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (wanted.getAndAdd(n) > 0) {
                return;
            }
            do {
                if (!over) {
                    sendOne();
                }
            } while (!over && wanted.decrementAndGet() > 0);
        }

        private void sendOne() {
            try {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - sent));
                while (piece.hasRemaining() && channel.read(piece, offset + sent + piece.position()) > 0) {
                    // More comes, unless the file has become shorter.
                }
                if (piece.hasRemaining()) {
                    throw new IOException("the file has become shorter meanwhile");
                }
                sent += piece.capacity();
                onBytes.accept(piece.capacity());
                subscriber.onNext(piece.flip());
                if (sent == length && !over) {
                    over = true;
                    subscriber.onComplete();
                }
            } catch (IOException e) {
                over = true;
                subscriber.onError(e);
            }
        }

        @Override
        public void cancel() {
            over = true;
        }
    }
}
