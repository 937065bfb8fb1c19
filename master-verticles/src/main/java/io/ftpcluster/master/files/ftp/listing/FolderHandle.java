package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;

/** A folder where a file was asked for: holds nothing and has no bytes. */
public record FolderHandle(Files.Info info) implements FileStreams.Handle {

    @Override
    public Future<FileStreams.Content> read(long offset, long length) {
        return Future.failedFuture(Failure.invalid("path", "is a folder").exception());
    }

    @Override
    public void close() {
        // The session went back when the folder was found.
    }
}
