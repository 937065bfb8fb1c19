package io.ftpcluster.master.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Lines at the end of a file that only the portal's user may read. A file that was moved away is left, and a new one made. */
final class AuditFile implements AuditTarget {

    private final Path path;
    private FileChannel channel;
    /** By which the system knows the file, whatever it is called. */
    private Object key;

    AuditFile(Path path) {
        this.path = path;
    }

    @Override
    public synchronized int send(List<String> lines) throws IOException {
        open();
        long whole = channel.size();
        boolean written = false;
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            written = true;
        } finally {
            if (!written) {
                // Of a full disk: half a line would spoil the next one, and the whole ones come again.
                channel.truncate(whole);
                close();
            }
        }
        return lines.size();
    }

    synchronized void open() throws IOException {
        if (channel != null && !isThere()) {
            close();
        }
        if (channel == null) {
            channel = FileChannel.open(path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            key = key();
        }
    }

    private boolean isThere() throws IOException {
        try {
            return key != null && key.equals(key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What was written is with the system already.
            key = null;
        } finally {
            channel = null;
        }
    }
}
