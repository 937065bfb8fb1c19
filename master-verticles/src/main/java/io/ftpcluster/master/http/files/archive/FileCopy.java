package io.ftpcluster.master.http.files.archive;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.files.transfer.ContentReader;
import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.ftpcluster.messages.FileStreams.Handle;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;

/** Files from the server into an archive, one after the other. */
final class FileCopy {

    /** What is smaller is read to its end before its entry begins: it is whole, or isn't there. */
    private static final int SMALL = 256 * 1024;

    private final TreeWalk walk;
    private final ZipWriter zip;
    private final byte[] small = new byte[SMALL];
    private final byte[] piece = new byte[64 * 1024];

    FileCopy(TreeWalk walk, ZipWriter zip) {
        this.walk = walk;
        this.zip = zip;
    }

    /** What the server has begun to send. */
    record Opened(Info info, ContentReader reader) implements AutoCloseable {
        @Override
        public void close() {
            reader.close();
        }
    }

    /** Fails with a FailureException when the server doesn't send it. */
    Opened open(RemotePath path) {
        Handle handle = walk.openFile(path);
        if (handle.info().type() == Files.Type.DIRECTORY) {
            handle.close();
            throw Failure.of(FailureCode.UNSUPPORTED, "It leads to a folder, and links to folders aren't followed.")
                    .exception();
        }
        return new Opened(handle.info(), walk.read(handle));
    }

    /**
     * Fails with a FailureException when the file breaks off or isn't as long as announced; the archive can then go on, with
     * nothing of the file in it or, of a large one, what came of it.
     *
     * @param name in the archive
     * @param listed when it was changed as its folder's list says
     */
    void add(Opened file, String name, Instant listed) throws IOException {
        Instant modified = file.info().modified() == null ? listed : file.info().modified();
        copy(file.reader(), name, file.info().size(), modified);
    }

    private void copy(ContentReader reader, String name, long promised, Instant modified) throws IOException {
        int filled = 0;
        Buffer next = reader.next();
        while (next != null && filled + next.length() <= SMALL) {
            next.getBytes(small, filled);
            filled += next.length();
            next = reader.next();
        }
        if (next == null) {
            requireWhole(filled, promised);
            zip.file(name, modified, small, filled);
        } else {
            copyLarge(reader, filled, next, zip.begin(name, modified, promised), promised);
        }
    }

    private void copyLarge(ContentReader reader, int filled, Buffer first, ZipWriter.Entry entry, long promised)
            throws IOException {
        entry.write(small, 0, filled);
        try {
            for (Buffer next = first; next != null; next = reader.next()) {
                requireRoom(entry.size() + next.length(), promised);
                write(entry, next);
            }
            requireWhole(entry.size(), promised);
        } catch (FailureException e) {
            entry.end();
            throw Failure
                    .of(e.failure().code(),
                            "It ends after " + entry.size() + (promised < 0 ? "" : " of " + promised) + " bytes here: "
                                    + e.failure().detail())
                    .causedBy(e);
        }
        entry.end();
    }

    private void write(ZipWriter.Entry entry, Buffer bytes) throws IOException {
        for (int done = 0; done < bytes.length();) {
            int step = Math.min(piece.length, bytes.length() - done);
            bytes.getBytes(done, done + step, piece, 0);
            entry.write(piece, 0, step);
            done += step;
        }
    }

    private static void requireRoom(long size, long promised) {
        if (promised >= 0 && size > promised) {
            throw lied("sent more than the " + promised + " bytes that it announced");
        }
    }

    private static void requireWhole(long size, long promised) {
        requireRoom(size, promised);
        if (promised >= 0 && size < promised) {
            throw lied("ended after " + size + " of " + promised + " bytes");
        }
    }

    private static FailureException lied(String what) {
        return Failure.of(FailureCode.BACKEND_FAILED, "The FTP server " + what + ".").exception();
    }
}
