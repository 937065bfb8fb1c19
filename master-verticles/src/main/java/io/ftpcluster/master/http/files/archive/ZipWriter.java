package io.ftpcluster.master.http.files.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a ZIP (APPNOTE 6.3) front to back, compressing nothing: most of what is large is compressed already, and a portal
 * between a fast disk and a fast network must not be the slowest. What is known to its end before it begins is stored. Of
 * anything else sizes and checksum follow behind it, which Java's ZipInputStream and others take from deflated entries only:
 * so it is written as deflated, in the blocks of RFC 1951 that hold bytes as they are (3.2.4). ZIP64 is used only where
 * numbers need it, as old readers lack it. Names are UTF-8 and marked so.
 *
 * <p>Commons Compress would do, but keeps 445 bytes of an entry to the end where this keeps 106, the directory's own, and
 * takes more than twice the time for a large file, as it has zlib copy it in pieces of 4 KiB.
 */
final class ZipWriter {

    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int UTF_8 = 1 << 11;
    private static final int SIZES_FOLLOW = 1 << 3;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int FOLDER_VERSION = 20;
    private static final int ZIP64_VERSION = 45;
    /** So that the modes of Unix are read. */
    private static final int MADE_ON_UNIX = 3 << 8;
    private static final int FILE_MODE = 0100644;
    private static final int FOLDER_MODE = 040755;
    private static final int DOS_FOLDER = 0x10;
    private static final int MAX_BLOCK = 65_535;
    private static final byte[] LAST_BLOCK = {1, 0, 0, (byte) 0xFF, (byte) 0xFF};
    static final long MAX_32 = 0xFFFFFFFFL;
    private static final int MAX_16 = 0xFFFF;
    /** What deflating in blocks may add to a file of nearly 4 GiB, generously. */
    private static final long MARGIN = 16L << 20;

    private final OutputStream out;
    private final List<byte[]> directory = new ArrayList<>();
    private long written;

    ZipWriter(OutputStream out) {
        this.out = out;
    }

    /** How many there are so far. */
    int entries() {
        return directory.size();
    }

    /** @param name ends in a slash */
    void folder(String name, Instant modified) throws IOException {
        whole(new Head(name, modified, true, STORED), new byte[0], 0);
    }

    /** A file that is there already. */
    void file(String name, Instant modified, byte[] content, int length) throws IOException {
        whole(new Head(name, modified, false, STORED), content, length);
    }

    private void whole(Head head, byte[] content, int length) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content, 0, length);
        long at = written;
        head.writeLocal(checksum.getValue(), length, false);
        write(content, 0, length);
        directory.add(head.central(checksum.getValue(), length, length, at));
    }

    /**
     * A file whose bytes are still to come; must be ended before anything else is written.
     *
     * @param most how many bytes it may become, or -1 when unknown
     */
    Entry begin(String name, Instant modified, long most) throws IOException {
        return new Entry(new Head(name, modified, false, DEFLATED), most < 0 || most > MAX_32 - MARGIN);
    }

    /** One file that is being written. */
    final class Entry {
        private final Head head;
        private final boolean large;
        private final long at = written;
        private final CRC32 checksum = new CRC32();
        private final long start;
        private long size;

        private Entry(Head head, boolean large) throws IOException {
            this.head = head;
            this.large = large;
            head.writeLocal(0, 0, large);
            this.start = written;
        }

        void write(byte[] bytes, int offset, int length) throws IOException {
            checksum.update(bytes, offset, length);
            size += length;
            for (int done = 0; done < length;) {
                int block = Math.min(MAX_BLOCK, length - done);
                ZipFields lead = new ZipFields(5).put(0, 1).put(block, 2).put(~block & MAX_16, 2);
                ZipWriter.this.write(lead.bytes(), 0, 5);
                ZipWriter.this.write(bytes, offset + done, block);
                done += block;
            }
        }

        long size() {
            return size;
        }

        void end() throws IOException {
            ZipWriter.this.write(LAST_BLOCK, 0, LAST_BLOCK.length);
            long packed = written - start;
            int width = large ? 8 : 4;
            ZipFields fields = new ZipFields(8 + 2 * width).put(DESCRIPTOR, 4)
                    .put(checksum.getValue(), 4)
                    .put(packed, width)
                    .put(size, width);
            ZipWriter.this.write(fields.bytes(), 0, fields.length());
            directory.add(head.central(checksum.getValue(), packed, size, at));
        }
    }

    /** What an entry's two headers share. */
    private final class Head {
        private final byte[] name;
        private final boolean folder;
        private final int method;
        private final ZipTime time;

        Head(String name, Instant modified, boolean folder, int method) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.folder = folder;
            this.method = method;
            this.time = ZipTime.of(modified);
            if (this.name.length > MAX_16) {
                throw new IllegalArgumentException("A name of " + this.name.length + " bytes");
            }
        }

        private int flags() {
            return method == DEFLATED ? UTF_8 | SIZES_FOLLOW : UTF_8;
        }

        /** @param large whether the sizes that follow have 64 bits */
        void writeLocal(long checksum, int size, boolean large) throws IOException {
            byte[] stamp = time.extra();
            int extra = stamp.length + (large ? 20 : 0);
            ZipFields fields = new ZipFields(30 + name.length + extra).put(LOCAL, 4)
                    .put(large ? ZIP64_VERSION : FOLDER_VERSION, 2)
                    .put(flags(), 2)
                    .put(method, 2)
                    .put(time.dos(), 4)
                    .put(checksum, 4)
                    .put(large ? MAX_32 : size, 4)
                    .put(large ? MAX_32 : size, 4)
                    .put(name.length, 2)
                    .put(extra, 2)
                    .put(name);
            if (large) {
                fields.put(1, 2).put(16, 2).put(0, 8).put(0, 8);
            }
            fields.put(stamp);
            write(fields.bytes(), 0, fields.length());
        }

        byte[] central(long checksum, long packed, long size, long at) {
            ZipFields large = new ZipFields(24);
            for (long number : new long[]{size, packed, at}) {
                if (number >= MAX_32) {
                    large.put(number, 8);
                }
            }
            byte[] stamp = time.extra();
            int wide = large.length() == 0 ? 0 : 4 + large.length();
            int mode = folder ? FOLDER_MODE << 16 | DOS_FOLDER : FILE_MODE << 16;
            int version = large.length() == 0 ? FOLDER_VERSION : ZIP64_VERSION;
            ZipFields fields = new ZipFields(46 + name.length + stamp.length + wide).put(CENTRAL, 4)
                    .put(MADE_ON_UNIX | version, 2)
                    .put(version, 2)
                    .put(flags(), 2)
                    .put(method, 2)
                    .put(time.dos(), 4)
                    .put(checksum, 4)
                    .put(Math.min(packed, MAX_32), 4)
                    .put(Math.min(size, MAX_32), 4)
                    .put(name.length, 2)
                    .put(stamp.length + wide, 2)
                    // No comment, the first disk, no text.
                    .put(0, 6)
                    .put(mode, 4)
                    .put(Math.min(at, MAX_32), 4)
                    .put(name);
            if (wide > 0) {
                fields.put(1, 2).put(large.length(), 2).put(large.filled());
            }
            return fields.put(stamp).bytes();
        }
    }

    /** The directory; nothing can be written after it. */
    void finish() throws IOException {
        long at = written;
        for (byte[] entry : directory) {
            write(entry, 0, entry.length);
        }
        long size = written - at;
        int count = directory.size();
        if (count >= MAX_16 || at >= MAX_32 || size >= MAX_32) {
            long end = written;
            ZipFields fields = new ZipFields(76).put(END_64, 4)
                    .put(44, 8)
                    .put(MADE_ON_UNIX | ZIP64_VERSION, 2)
                    .put(ZIP64_VERSION, 2)
                    .put(0, 8)
                    .put(count, 8)
                    .put(count, 8)
                    .put(size, 8)
                    .put(at, 8)
                    .put(LOCATOR_64, 4)
                    .put(0, 4)
                    .put(end, 8)
                    .put(1, 4);
            write(fields.bytes(), 0, fields.length());
        }
        ZipFields fields = new ZipFields(22).put(END, 4)
                .put(0, 4)
                .put(Math.min(count, MAX_16), 2)
                .put(Math.min(count, MAX_16), 2)
                .put(Math.min(size, MAX_32), 4)
                .put(Math.min(at, MAX_32), 4)
                .put(0, 2);
        write(fields.bytes(), 0, fields.length());
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written += length;
    }
}
