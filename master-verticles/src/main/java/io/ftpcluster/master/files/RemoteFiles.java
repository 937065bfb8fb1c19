package io.ftpcluster.master.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Files on one kind of server. The calls block, so they run on virtual threads; they fail with a
 * {@link io.ftpcluster.bus.FailureException} that names server, step and remedy: UNSUPPORTED for what the server can't
 * do, INVALID for a change to the top folder. Thread-safe.
 */
public interface RemoteFiles extends AutoCloseable {

    /** Logs in anew, whatever sessions there are, and leaves. */
    void tryLogin(RemoteLogin login);

    /** As {@link #list(RemoteLogin, RemotePath, boolean)}, links followed. */
    default FileStreams.Entries list(RemoteLogin login, RemotePath path) {
        return list(login, path, true);
    }

    /**
     * NOT_FOUND when there is no such folder; whoever gets the entries must close them.
     *
     * @param followLinks whether links in a small folder are shown as what they lead to
     */
    FileStreams.Entries list(RemoteLogin login, RemotePath path, boolean followLinks);

    /** What is at a path, links followed; NOT_FOUND when there is neither file nor folder. Holds no session afterwards. */
    Files.Info stat(RemoteLogin login, RemotePath path);

    /** NOT_FOUND when there is neither file nor folder; whoever gets the handle must close or read it. */
    default FileStreams.Handle open(RemoteLogin login, RemotePath path) {
        return open(login, path, false);
    }

    /**
     * As {@link #open(RemoteLogin, RemotePath)}.
     *
     * @param whole the reader will read all of it at once: a handle to a file then only gives it from start to end, and
     *            closing it unread costs its session
     */
    FileStreams.Handle open(RemoteLogin login, RemotePath path, boolean whole);

    /**
     * CONFLICT when the folder is missing or the path is a folder; INVALID when the file doesn't end at the offset.
     * Whoever gets the sink must commit or abort it.
     *
     * @param offset 0 for a whole file, else the file's size so far: the bytes then go straight to its end
     * @param length how many bytes will come, or -1 when unknown
     * @param part null, or a UUID by which an upload that broke can be resumed: the offset is then that of its part
     * @param onStored is told, on any thread, when the upload is whole and before whoever commits is
     */
    FileStreams.Sink upload(RemoteLogin login, RemotePath path, ConflictPolicy conflictPolicy, long offset, long length,
            String part, Consumer<UploadOutcome> onStored);

    /** As above, of which nothing stays when it breaks. */
    default FileStreams.Sink upload(RemoteLogin login, RemotePath path, ConflictPolicy conflictPolicy, long offset,
            long length, Consumer<UploadOutcome> onStored) {
        return upload(login, path, conflictPolicy, offset, length, null, onStored);
    }

    /** As above, and nobody else is told. */
    default FileStreams.Sink upload(RemoteLogin login, RemotePath path, ConflictPolicy conflictPolicy, long offset,
            long length) {
        return upload(login, path, conflictPolicy, offset, length, outcome -> {});
    }

    /** As {@link #remove(RemoteLogin, RemotePath, boolean, Supplier)}, and nobody ends it. */
    default void remove(RemoteLogin login, RemotePath path, boolean recursive) {
        remove(login, path, recursive, Optional::empty);
    }

    /**
     * A link goes, never what it leads to. CONFLICT for a folder that isn't empty unless {@code recursive}.
     *
     * @param ended why no more may be deleted, which becomes the failure, with how much is deleted; first asked when a
     *            folder begins to be emptied, then between entries
     */
    void remove(RemoteLogin login, RemotePath path, boolean recursive, Supplier<Optional<Failure>> ended);

    /** EXISTS when there is something already; CONFLICT when the folder above is missing. */
    void makeFolder(RemoteLogin login, RemotePath path);

    /** True when something was replaced. CONFLICT when the target's folder is missing or a folder in it isn't empty. */
    boolean rename(RemoteLogin login, RemotePath path, RemotePath target, ConflictPolicy conflictPolicy);

    /** Sets a file's time, in whole seconds. NOT_FOUND when there is nothing; UNSUPPORTED where the server can't. */
    void setModified(RemoteLogin login, RemotePath path, Instant modified);

    /** Ends all sessions and transfers. */
    @Override
    void close();
}
