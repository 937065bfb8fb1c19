package io.ftpcluster.master.http.files.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read by others' readers, from front to back and by the directory. */
class ZipWriterTest {

    private static final Instant THEN = Instant.parse("2020-02-03T04:05:07Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ZipWriter zip = new ZipWriter(out);

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private ZipFile read() throws Exception {
        return ZipFile.builder().setByteArray(out.toByteArray()).get();
    }

    @Test
    void isReadFromFrontToBack() throws Exception {
        byte[] large = random(200_000);
        zip.folder("leer ü/", THEN);
        zip.file("leer ü/klein.txt", THEN, "hello".getBytes(StandardCharsets.UTF_8), 5);
        ZipWriter.Entry entry = zip.begin("groß 日本 😀", null, large.length);
        entry.write(large, 0, 70_000);
        entry.write(large, 70_000, 130_000);
        entry.end();
        zip.begin("nothing", THEN, 0).end();
        zip.finish();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            ZipEntry folder = in.getNextEntry();
            assertEquals("leer ü/", folder.getName());
            assertTrue(folder.isDirectory());
            assertEquals(THEN.toEpochMilli(), folder.getTime());
            assertEquals("leer ü/klein.txt", in.getNextEntry().getName());
            assertEquals("hello", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertEquals("groß 日本 😀", in.getNextEntry().getName());
            assertArrayEquals(large, in.readAllBytes());
            assertEquals("nothing", in.getNextEntry().getName());
            assertEquals(0, in.readAllBytes().length);
            assertNull(in.getNextEntry());
        }
        try (ZipFile file = read()) {
            assertArrayEquals(large, file.getInputStream(file.getEntry("groß 日本 😀")).readAllBytes());
            assertEquals(THEN.toEpochMilli(), file.getEntry("leer ü/klein.txt").getTime());
            assertEquals(040755, file.getEntry("leer ü/").getUnixMode());
            assertEquals(0100644, file.getEntry("nothing").getUnixMode());
        }
    }

    @Test
    void moreEntriesThanSixteenBitsCount(@TempDir Path folder) throws Exception {
        for (int i = 0; i < 70_000; i++) {
            zip.file("entry-" + i, THEN, new byte[0], 0);
        }
        zip.finish();
        Path file = Files.write(folder.resolve("many.zip"), out.toByteArray());
        try (java.util.zip.ZipFile read = new java.util.zip.ZipFile(file.toFile())) {
            assertEquals(70_000, read.size());
            assertEquals(70_000, read.stream().map(ZipEntry::getName).distinct().count());
        }
    }

    @Test
    void whatMayBeLargeHasLargeNumbers() throws Exception {
        for (long most : new long[]{-1, 5L << 30}) {
            byte[] some = random(1000);
            ZipWriter.Entry entry = zip.begin("of " + most, THEN, most);
            entry.write(some, 0, some.length);
            entry.end();
        }
        zip.file("next", THEN, random(3), 3);
        zip.finish();
        try (ZipFile file = read()) {
            for (long most : new long[]{-1, 5L << 30}) {
                assertArrayEquals(random(1000), file.getInputStream(file.getEntry("of " + most)).readAllBytes());
            }
            assertArrayEquals(random(3), file.getInputStream(file.getEntry("next")).readAllBytes());
        }
    }

    /** Only what isn't one large file's zeros is kept, and where it stands. */
    @Test
    void whatIsBehindFourGibibytesIsFound() throws Exception {
        Hollow hollow = new Hollow();
        ZipWriter large = new ZipWriter(hollow);
        byte[] zeros = new byte[65_535];
        long size = (4L << 30) + 5;
        ZipWriter.Entry entry = large.begin("huge", THEN, size);
        for (long done = 0; done < size; done += zeros.length) {
            entry.write(zeros, 0, (int) Math.min(zeros.length, size - done));
        }
        entry.end();
        large.file("behind", THEN, random(100), 100);
        large.finish();
        try (ZipFile file = ZipFile.builder().setSeekableByteChannel(hollow.channel()).get()) {
            assertEquals(size, file.getEntry("huge").getSize());
            ZipArchiveEntry behind = file.getEntry("behind");
            assertTrue(behind.getLocalHeaderOffset() > size);
            assertArrayEquals(random(100), file.getInputStream(behind).readAllBytes());
        }
    }

    /** What is written to it is forgotten where it is long. */
    private static final class Hollow extends OutputStream {
        private final HollowChannel channel = new HollowChannel();

        HollowChannel channel() {
            return channel;
        }

        @Override
        public void write(int b) {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            channel.append(bytes, offset, length);
        }
    }
}
