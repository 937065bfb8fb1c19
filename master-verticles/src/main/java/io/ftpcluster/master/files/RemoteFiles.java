package io.ftpcluster.master.files;

import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;

/**
 * Files on one kind of server. The calls block, so they run on virtual threads; they fail with a
 * {@link io.ftpcluster.bus.FailureException} that names server, step and remedy. Thread-safe.
 */
public interface RemoteFiles extends AutoCloseable {

    /** Folders first, then by name. NOT_FOUND when there is no such folder. */
    Files.Listing list(RemoteLogin login, RemotePath path);

    /** NOT_FOUND when there is neither file nor folder; whoever gets the handle must close or read it. */
    Files.Handle open(RemoteLogin login, RemotePath path);

    /** Ends all sessions and transfers. */
    @Override
    void close();
}
