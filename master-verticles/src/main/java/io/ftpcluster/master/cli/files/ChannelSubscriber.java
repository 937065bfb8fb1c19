package io.ftpcluster.master.cli.files;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Writes a body to a file as it comes. No more is asked for before it is written, so memory holds a few buffers only. */
final class ChannelSubscriber implements BodySubscriber<String> {

    private final FileChannel channel;
    private final LongConsumer onBytes;
    private final Consumer<IOException> onRefusal;
    private final CompletableFuture<String> written = new CompletableFuture<>();
    private Flow.Subscription subscription;

    /**
     * @param onBytes is told how many more there are
     * @param onRefusal is told what the file refused, for which the connection isn't to blame
     */
    ChannelSubscriber(FileChannel channel, LongConsumer onBytes, Consumer<IOException> onRefusal) {
        this.channel = channel;
        this.onBytes = onBytes;
        this.onRefusal = onRefusal;
    }

    @Override
    public CompletionStage<String> getBody() {
        return written;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            ByteBuffer[] all = buffers.toArray(ByteBuffer[]::new);
            long left = 0;
            for (ByteBuffer each : all) {
                left += each.remaining();
            }
            while (left > 0) {
                long n = channel.write(all);
                left -= n;
                onBytes.accept(n);
            }
            subscription.request(1);
        } catch (IOException e) {
            onRefusal.accept(e);
            subscription.cancel();
            written.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable cause) {
        written.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        written.complete("");
    }
}
