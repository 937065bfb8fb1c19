package io.ftpcluster.master.files;

import io.ftpcluster.messages.Files;
import io.vertx.core.Future;

/** A handle that tells when its content starts to flow: a look at its size is no download. */
record RecordedHandle(Files.Handle handle, Runnable onRead) implements Files.Handle {

    @Override
    public Files.Info info() {
        return handle.info();
    }

    @Override
    public Future<Files.Content> read(long offset, long length) {
        return handle.read(offset, length).onSuccess(content -> onRead.run());
    }

    @Override
    public void close() {
        handle.close();
    }
}
