package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.LargeFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every server must give, whichever daemon and security. One server for all tests of a class. */
abstract class RemoteFilesContract {

    static final List<String> ODD_NAMES = List.of("a b  c.txt", "hash#.txt", "100%.txt", "what?.txt",
            "'single' \"double\".txt", "grüße-日本-😀.txt", "-dash.txt", "[glob]*.txt", " leading", "semi;colon=x",
            "~tilde", "{brace}");

    Harness harness;

    abstract RemoteLogin login();

    abstract Path home();

    /** Nothing, unless the server is known for it. */
    Set<Gap> gaps() {
        return Set.of();
    }

    /** Makes what a test wrote readable for the server's user. */
    abstract void share(Path path);

    @BeforeEach
    void startHarness() {
        harness = new Harness(Harness.LIMITS, Harness.TRUST, throughTheKernel());
    }

    /** Whether downloads may take the splice. */
    boolean throughTheKernel() {
        return false;
    }

    @AfterEach
    void stopHarness() {
        harness.close();
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    /** The largest file that is moved; TLS of JVMs that run for a test only takes its time. */
    int large() {
        return login().server().settings().ftpSecurity() == FtpSecurity.NONE ? 20_000_000 : 3_000_000;
    }

    byte[] write(String name, int size) throws IOException {
        byte[] bytes = random(size);
        Path file = home().resolve(name);
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.write(file, bytes);
        share(home());
        return bytes;
    }

    @Test
    void readsFilesOfAllSizesInOneSession() throws Exception {
        for (int size : new int[]{0, 1, 65_535, 65_536, 65_537, large()}) {
            byte[] bytes = write("sizes/file" + size, size);
            FileStreams.Handle handle = harness.open(login(), "/sizes/file" + size);
            assertEquals(size, handle.info().size());
            assertArrayEquals(bytes, harness.bytes(handle, 0, -1));
        }
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void keepsOneSessionThroughManyTransfers() throws Exception {
        byte[] bytes = write("small", 1000);
        for (int i = 0; i < 30; i++) {
            assertArrayEquals(bytes, harness.read(login(), "/small"));
        }
        harness.list(login(), RemotePath.TOP);
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void opensWholeFilesColdAndWarm() throws Exception {
        byte[] bytes = write("whole/file", 100_000);
        write("whole/empty", 0);
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(bytes, harness.readWhole(login(), "/whole/file"));
            assertEquals(0, harness.readWhole(login(), "/whole/empty").length);
            assertEquals(Files.Type.DIRECTORY, harness.openWhole(login(), "/whole").info().type());
            Harness.failure(FailureCode.NOT_FOUND, () -> harness.openWhole(login(), "/whole/missing"));
        }
        assertEquals(1, harness.files.sessions(login()));
        harness.openWhole(login(), "/whole/file").close();
        assertArrayEquals(bytes, harness.readWhole(login(), "/whole/file"));
    }

    @Test
    void readsRanges() throws Exception {
        byte[] bytes = write("ranges", 3_000_000);
        for (long[] range : new long[][]{{0, 1}, {0, 70_000}, {1, -1}, {2_999_999, 1}, {2_999_999, -1},
                {100_000, 1_000_000}, {3_000_000, -1}, {0, 3_000_000}}) {
            int end = range[1] < 0 ? bytes.length : (int) (range[0] + range[1]);
            assertArrayEquals(Arrays.copyOfRange(bytes, (int) range[0], end),
                    harness.bytes(harness.open(login(), "/ranges"), range[0], range[1]), Arrays.toString(range));
        }
    }

    @Test
    void readsNearTheEndOfAFileAbove4GiB() throws Exception {
        long size = (5L << 30) + 3;
        Path file = home().resolve("huge");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
            sparse.seek(size - 3);
            sparse.write(new byte[]{1, 2, 3});
        }
        share(file);
        FileStreams.Handle handle = harness.open(login(), "/huge");
        assertEquals(size, handle.info().size());
        assertArrayEquals(new byte[]{0, 1, 2, 3}, harness.bytes(handle, size - 4, -1));
    }

    @Test
    void listsAndReadsOddNames() throws Exception {
        for (String name : ODD_NAMES) {
            write("odd names/" + name, name.length());
        }
        Files.Listing listing = harness.list(login(), RemotePath.parse("/odd names"));
        assertNull(listing.incomplete());
        assertEquals(ODD_NAMES.stream().sorted().toList(),
                listing.entries().stream().map(Files.Info::name).sorted().toList());
        for (String name : ODD_NAMES) {
            assertEquals(name.length(), harness.read(login(), "/odd names/" + name).length, name);
        }
    }

    @Test
    void listsFoldersFirstWithTypesSizesAndTimes() throws Exception {
        write("kinds/zebra", 7);
        write("kinds/folder/inside", 1);
        Instant time = Instant.parse("2020-02-03T04:05:06Z");
        java.nio.file.Files.setLastModifiedTime(home().resolve("kinds/zebra"), FileTime.from(time));
        Files.Listing listing = harness.list(login(), RemotePath.parse("/kinds"));
        assertEquals(List.of("folder", "zebra"), listing.entries().stream().map(Files.Info::name).toList());
        assertEquals(Files.Type.DIRECTORY, listing.entries().get(0).type());
        Files.Info zebra = listing.entries().get(1);
        assertEquals(7, zebra.size());
        assertTrue(zebra.approximate() || zebra.modified().equals(time), zebra.toString());
        FileStreams.Handle handle = harness.open(login(), "/kinds/zebra");
        assertEquals(time, handle.info().modified());
        handle.close();
    }

    @Test
    void followsLinks() throws Exception {
        write("links/real/file", 5);
        link("to-file", "real/file");
        link("to-folder", "real");
        link("broken", "nowhere");
        List<Files.Info> entries = harness.list(login(), RemotePath.parse("/links")).entries();
        assertEquals(Files.Type.DIRECTORY, typeOf(entries, "to-folder"));
        assertEquals(Files.Type.FILE, typeOf(entries, "to-file"));
        assertEquals(5, harness.read(login(), "/links/to-file").length);
        assertEquals(5, harness.read(login(), "/links/to-folder/file").length);
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login(), "/links/broken"));
    }

    private void link(String name, String target) throws IOException {
        java.nio.file.Files.createSymbolicLink(home().resolve("links").resolve(name), Path.of(target));
    }

    private static Files.Type typeOf(List<Files.Info> entries, String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst().orElseThrow().type();
    }

    @Test
    void listsMoreThanTenThousandEntriesQuickly() throws Exception {
        Path folder = LargeFolder.create(home().resolve("many"), 10_001, i -> "entry-" + i);
        share(folder);
        harness.list(login(), RemotePath.TOP);
        long start = System.nanoTime();
        Files.Listing listing = harness.list(login(), RemotePath.parse("/many"));
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (gaps().contains(Gap.LONG_LISTINGS)) {
            assertTrue(listing.entries().size() >= 9_998, listing.entries().size() + " entries");
            assertTrue(listing.incomplete().startsWith("the server cut the list (226"), listing.incomplete());
        } else {
            assertEquals(10_001, listing.entries().size());
            assertNull(listing.incomplete());
        }
        assertTrue(millis < 20_000, millis + " ms");
        // Else each test after this one gives all of them to the server's user again.
        for (int i = 0; i < 10_001; i++) {
            java.nio.file.Files.delete(folder.resolve("entry-" + i));
        }
    }

    @Test
    void tellsFoldersFromFilesAndNothing() throws Exception {
        write("here/file", 1);
        assertEquals(Files.Type.DIRECTORY, harness.open(login(), "/").info().type());
        assertEquals(Files.Type.DIRECTORY, harness.open(login(), "/here").info().type());
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login(), "/here/missing"));
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login(), "/missing/missing"));
        Failure file = Harness.failure(FailureCode.NOT_FOUND,
                () -> harness.list(login(), RemotePath.parse("/here/file")));
        assertTrue(file.detail().contains("is not a folder"), file.detail());
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.list(login(), RemotePath.parse("/missing")));
        assertTrue(harness.list(login(), RemotePath.parse("/here")).entries().size() == 1);
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void tellsWhatIsThereAndHoldsNothing() throws Exception {
        write("look/file", 7);
        Instant time = Instant.parse("2020-02-03T04:05:06Z");
        java.nio.file.Files.setLastModifiedTime(home().resolve("look/file"), FileTime.from(time));
        java.nio.file.Files.createSymbolicLink(home().resolve("look/link"), Path.of("file"));
        // More than there may be sessions.
        for (int i = 0; i < 10; i++) {
            Files.Info file = harness.files.stat(login(), RemotePath.parse("/look/file"));
            assertEquals(new Files.Info("file", Files.Type.FILE, 7, time, false), file);
        }
        assertEquals(Files.Type.FILE, harness.files.stat(login(), RemotePath.parse("/look/link")).type());
        assertEquals(Files.Type.DIRECTORY, harness.files.stat(login(), RemotePath.parse("/look")).type());
        assertEquals(Files.Type.DIRECTORY, harness.files.stat(login(), RemotePath.TOP).type());
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.files.stat(login(), RemotePath.parse("/look/missing")));
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void startsAtTheRootOfThePermission() throws Exception {
        byte[] bytes = write("deep/er/file", 10);
        String top = harness.list(login(), RemotePath.TOP).entries().isEmpty() ? "" : rootPrefix();
        RemoteLogin inside = new RemoteLogin(login().server(), login().username(), login().password(),
                top + "/deep/er");
        assertArrayEquals(bytes, harness.read(inside, "/file"));
        assertEquals("file", harness.list(inside, RemotePath.TOP).entries().get(0).name());
    }

    /** What the server calls the home. */
    abstract String rootPrefix();

    @Test
    void namesTheRefusalOfAWrongPassword() {
        RemoteLogin wrong = new RemoteLogin(login().server(), login().username(), new Secret("not-the-password"), null);
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.open(wrong, "/x"));
        assertTrue(failure.detail().startsWith("alpha: the login failed: the server refused the login of"),
                failure.detail());
        assertTrue(failure.detail().contains("(530)"), failure.detail());
        assertFalse(failure.detail().contains("not-the-password"));
    }

    @Test
    void checksTheCertificate() throws Exception {
        byte[] bytes = write("certified", 100);
        if (login().server().settings().ftpSecurity() == FtpSecurity.NONE) {
            assertArrayEquals(bytes, harness.read(login(), "/certified"));
            return;
        }
        String right = login().server().settings().tlsFingerprint();
        // Never the right one by chance: one certificate of 256 begins with any given byte.
        String wrong = (right.charAt(0) == '0' ? '1' : '0') + right.substring(1);
        for (String fingerprint : Arrays.asList(null, wrong)) {
            Failure failure = Harness.failure(FailureCode.BACKEND_FAILED,
                    () -> harness.open(withFingerprint(fingerprint), "/certified"));
            // Which it is, is for admins.
            assertTrue(failure.detail().contains("certificate"), failure.detail());
            assertFalse(failure.detail().contains(right), failure.detail());
        }
        assertArrayEquals(bytes, harness.read(withFingerprint(right), "/certified"));
    }

    private RemoteLogin withFingerprint(String fingerprint) {
        return Harness.login(login().server().settings().ftpPort(), login().server().settings().ftpSecurity(),
                fingerprint, login().username(), login().password().value());
    }

    /** Each costs a login, which takes its time with TLS and PAM. */
    int aborts() {
        return 20;
    }

    @Test
    void survivesAborts() throws Exception {
        write("aborted", 5_000_000);
        for (int i = 0; i < aborts(); i++) {
            FileStreams.Content content = Harness.get(harness.open(login(), "/aborted").read(0, -1));
            if (i % 2 == 0) {
                content.handler(chunk -> content.abort());
                content.resume();
            } else {
                content.abort();
            }
        }
        Harness.eventually(() -> harness.files.sessions(login()) == 0);
        assertEquals(5_000_000, harness.read(login(), "/aborted").length);
        assertEquals(1, harness.files.sessions(login()));
    }
}
