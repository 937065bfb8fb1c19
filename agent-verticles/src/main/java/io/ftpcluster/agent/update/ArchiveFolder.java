package io.ftpcluster.agent.update;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks an agent's .tar.gz (POSIX.1-1988, as the portal's build packs it): files and folders below one folder, whose own name
 * is left out. Anything else is refused: links, devices, names that lead elsewhere, too many or too large files.
 */
final class ArchiveFolder {

    private static final int BLOCK = 512;
    private static final int MOST_ENTRIES = 1000;
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    private static final int NAME_LENGTH = 100;
    private static final int MODE_AT = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_AT = 156;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int EXECUTABLE = 0100;

    private final Path target;
    private long bytes;
    private int entries;

    /** @param target a folder that is there and empty */
    ArchiveFolder(Path target) {
        this.target = target;
    }

    /** Everything is on the disk when this returns. */
    void unpack(Path archive) throws IOException, InterruptedException {
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            byte[] header = new byte[BLOCK];
            while (next(in, header)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                take(in, header);
            }
        }
        InstallFolder.sync(target);
    }

    /** False at the end, which is a block of zeros. */
    private static boolean next(InputStream in, byte[] header) throws IOException {
        int read = in.readNBytes(header, 0, BLOCK);
        if (read < BLOCK) {
            throw new EOFException("the archive is cut off");
        }
        for (byte each : header) {
            if (each != 0) {
                return true;
            }
        }
        return false;
    }

    private void take(InputStream in, byte[] header) throws IOException {
        if (++entries > MOST_ENTRIES) {
            throw new IOException("the archive has more than " + MOST_ENTRIES + " entries");
        }
        long size = octal(header, SIZE_AT, SIZE_LENGTH);
        bytes += size;
        if (bytes > MOST_BYTES) {
            throw new IOException("the archive unpacks to more than " + MOST_BYTES + " bytes");
        }
        String prefix = text(header, PREFIX_AT, PREFIX_LENGTH);
        String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, NAME_LENGTH);
        char type = (char) header[TYPE_AT];
        Path file = place(name);
        if (type == '5') {
            Files.createDirectories(file);
        } else if (type == '0' || type == 0) {
            if (file.equals(target)) {
                throw new IOException("the archive has a file that is in no folder");
            }
            write(in, file, size, (octal(header, MODE_AT, 8) & EXECUTABLE) != 0);
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        } else {
            throw new IOException("the archive has something that is neither a file nor a folder");
        }
    }

    private Path place(String name) throws IOException {
        Path file = target;
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].isEmpty() && last && i > 0) {
                break;
            }
            if (parts[i].isEmpty() || parts[i].equals(".") || parts[i].equals("..")) {
                throw new IOException("the archive has a name that leads out of its folder");
            }
            if (i > 0) {
                file = file.resolve(parts[i]);
            }
        }
        return file;
    }

    private static void write(InputStream in, Path file, long size, boolean executable) throws IOException {
        Files.createDirectories(file.getParent());
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[64 * 1024];
            for (long left = size; left > 0;) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    throw new EOFException("the archive is cut off");
                }
                ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                left -= read;
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int at, int length) throws IOException {
        String digits = text(header, at, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new IOException("the archive has a header that can't be read");
        }
        return Long.parseLong(digits, 8);
    }
}
