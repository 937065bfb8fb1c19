package io.ftpcluster.master.files;

import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle with a permit of its own among the transfers. Only content that flows is one: a look at its size is none. */
final class LiveHandle implements FileStreams.Handle {

    /** What happens to the permit. */
    interface Progress {

        /** @param size how many bytes will come, or -1 when unknown */
        void began(FileStreams.Content content, long size);

        /** It was closed, or reading it failed; perhaps more than once. */
        void left();
    }

    private final FileStreams.Handle handle;
    private final Progress progress;
    private final AtomicBoolean reading = new AtomicBoolean();

    LiveHandle(FileStreams.Handle handle, Progress progress) {
        this.handle = handle;
        this.progress = progress;
    }

    @Override
    public Files.Info info() {
        return handle.info();
    }

    @Override
    public Future<FileStreams.Content> read(long offset, long length) {
        if (!reading.compareAndSet(false, true)) {
            // The permit is the first reader's; the handle itself refuses a second one.
            return handle.read(offset, length);
        }
        return handle.read(offset, length)
                .onSuccess(content -> progress.began(content, promised(offset, length)))
                .onFailure(cause -> progress.left());
    }

    private long promised(long offset, long length) {
        long size = handle.info().size();
        if (size < 0) {
            return length;
        }
        return length < 0 ? size - offset : Math.min(length, size - offset);
    }

    @Override
    public void close() {
        handle.close();
        if (!reading.get()) {
            progress.left();
        }
    }
}
