package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every server that may be written to must let happen, besides reading. */
abstract class ChangesContract extends NamesContract {

    private boolean put(String path, byte[] bytes) throws Exception {
        return put(path, ConflictPolicy.REPLACE, 0, bytes);
    }

    private boolean put(String path, ConflictPolicy conflictPolicy, long offset, byte[] bytes) throws Exception {
        return harness.put(login(), path, conflictPolicy, offset, bytes);
    }

    private Path folder(String name) throws IOException {
        Path folder = java.nio.file.Files.createDirectories(home().resolve(name));
        share(home());
        return folder;
    }

    private static String[] names(Path folder) throws IOException {
        try (Stream<Path> entries = java.nio.file.Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void uploadsFilesOfAllSizesInOneSession() throws Exception {
        Path folder = folder("up");
        for (int size : new int[]{0, 1, 65_535, 65_536, 65_537, large()}) {
            byte[] bytes = random(size);
            assertTrue(put("/up/file" + size, bytes));
            assertArrayEquals(bytes, java.nio.file.Files.readAllBytes(folder.resolve("file" + size)));
            assertArrayEquals(bytes, harness.read(login(), "/up/file" + size));
        }
        assertEquals(6, names(folder).length);
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void uploadsAndDeletesOddNames() throws Exception {
        Path folder = folder("up odd");
        for (String name : ODD_NAMES) {
            assertTrue(put("/up odd/" + name, random(name.length())), name);
        }
        assertArrayEquals(ODD_NAMES.stream().sorted().toArray(), names(folder));
        for (String name : ODD_NAMES) {
            harness.files.remove(login(), RemotePath.parse("/up odd/" + name), false);
        }
        assertEquals(0, names(folder).length);
    }

    @Test
    void replacesOnlyWhatMayBeReplaced() throws Exception {
        Path folder = folder("replace");
        assertTrue(put("/replace/file", ConflictPolicy.FAIL, 0, random(10)));
        assertFalse(put("/replace/file", random(20)));
        Harness.failure(FailureCode.EXISTS, () -> put("/replace/file", ConflictPolicy.FAIL, 0, random(30)));
        Harness.failure(FailureCode.FORBIDDEN, () -> put("/replace/file", ConflictPolicy.FORBID, 0, random(30)));
        assertArrayEquals(random(20), java.nio.file.Files.readAllBytes(folder.resolve("file")));
        assertArrayEquals(new String[]{"file"}, names(folder));
        Harness.failure(FailureCode.CONFLICT, () -> put("/replace", random(1)));
        Harness.failure(FailureCode.CONFLICT, () -> put("/replace/missing/file", random(1)));
        Harness.failure(FailureCode.INVALID, () -> put("/", random(1)));
    }

    @Test
    void doesNotReplaceWhatCameMeanwhile() throws Exception {
        Path folder = folder("meanwhile");
        FileStreams.Sink sink = harness.files.upload(login(), RemotePath.parse("/meanwhile/file"), ConflictPolicy.FAIL,
                0, -1);
        java.nio.file.Files.writeString(folder.resolve("file"), "first");
        Harness.failure(FailureCode.EXISTS, () -> Harness.get(sink.commit()));
        assertArrayEquals(new String[]{"file"}, names(folder));
        assertEquals("first", java.nio.file.Files.readString(folder.resolve("file")));
    }

    @Test
    void continuesWhereAnUploadStopped() throws Exception {
        Path folder = folder("resume");
        byte[] bytes = random(300_000);
        put("/resume/file", Arrays.copyOf(bytes, 100_000));
        share(home());
        assertFalse(put("/resume/file", ConflictPolicy.REPLACE, 100_000, Arrays.copyOfRange(bytes, 100_000, 300_000)));
        assertArrayEquals(bytes, java.nio.file.Files.readAllBytes(folder.resolve("file")));
        Failure wrong = Harness.failure(FailureCode.INVALID,
                () -> put("/resume/file", ConflictPolicy.REPLACE, 200_000, random(1)));
        assertTrue(wrong.detail().contains("must be 300000"), wrong.detail());
        Harness.failure(FailureCode.INVALID, () -> put("/resume/none", ConflictPolicy.REPLACE, 5, random(1)));
    }

    /** As STOR does by itself, and unlike a rename. */
    @Test
    void writesThroughLinks() throws Exception {
        write("linked/there/file", 10);
        Path folder = home().resolve("linked");
        java.nio.file.Files.createSymbolicLink(folder.resolve("link"), Path.of("there/file"));
        share(home());
        assertFalse(put("/linked/link", random(20)));
        boolean seen = !gaps().contains(Gap.FILE_LINKS);
        assertEquals(seen, java.nio.file.Files.isSymbolicLink(folder.resolve("link")));
        assertEquals(seen ? 20 : 10, java.nio.file.Files.size(folder.resolve("there/file")));
        assertArrayEquals(random(20), java.nio.file.Files.readAllBytes(folder.resolve("link")));
        assertArrayEquals(new String[]{"link", "there"}, names(folder));
    }

    @Test
    void anAbortLeavesNothing() throws Exception {
        Path folder = folder("abort");
        FileStreams.Sink sink = harness.files.upload(login(), RemotePath.parse("/abort/file"), ConflictPolicy.REPLACE,
                0, -1);
        Harness.get(sink.write(Buffer.buffer(random(1_000_000))));
        // Servers may open the file after they have agreed to it.
        Harness.eventually(() -> folder.toFile().list().length == 1);
        assertTrue(names(folder)[0].startsWith(".ftpcluster-"), names(folder)[0]);
        sink.abort();
        Harness.eventually(() -> folder.toFile().list().length == 0);
        Harness.failure(FailureCode.UNAVAILABLE, () -> Harness.get(sink.commit()));
        assertTrue(put("/abort/file", random(5)));
    }

    private static final String PART = "6f0c1a52-93be-4d0e-8a3f-2f1f6f7c9a10";

    private FileStreams.Sink part(String folder, long offset) {
        return harness.files.upload(login(), RemotePath.parse(folder + "/file"), ConflictPolicy.FAIL, offset, -1, PART,
                outcome -> {});
    }

    /** How many bytes of it have arrived when it is broken off. */
    private static long breakOff(Path folder, FileStreams.Sink sink, byte[] bytes, Throwable cause) throws Exception {
        Path part = folder.resolve(Files.partOf(PART));
        Harness.get(sink.write(Buffer.buffer(bytes)));
        Harness.eventually(() -> part.toFile().length() > 0);
        sink.breakOff(cause);
        Harness.get(sink.over());
        return part.toFile().length();
    }

    @Test
    void aPartThatBrokeIsGoneOnWith() throws Exception {
        Path folder = folder("parts");
        byte[] bytes = random(1_000_000);
        RuntimeException away = Failure.of(FailureCode.UNAVAILABLE, "Another node goes on.").exception();
        long arrived = breakOff(folder, part("/parts", 0), bytes, away);
        assertArrayEquals(new String[]{Files.partOf(PART)}, names(folder));
        share(home());
        Harness.failure(FailureCode.INVALID, () -> part("/parts", arrived + 1));
        FileStreams.Sink rest = part("/parts", arrived);
        assertFalse(rest.inPlace());
        Harness.get(rest.write(Buffer.buffer(Arrays.copyOfRange(bytes, (int) arrived, bytes.length))));
        assertTrue(Harness.get(rest.commit()));
        assertArrayEquals(new String[]{"file"}, names(folder));
        assertArrayEquals(bytes, java.nio.file.Files.readAllBytes(folder.resolve("file")));
        Harness.failure(FailureCode.EXISTS, () -> part("/parts", 0));
    }

    @Test
    void aPartThatNobodyMayGoOnWithIsRemoved() throws Exception {
        Path folder = folder("no parts");
        assertEquals(0, breakOff(folder, part("/no parts", 0), random(1_000_000),
                Failure.forbidden("The permission was removed.").exception()));
        assertEquals(0, names(folder).length);
        long arrived = breakOff(folder, part("/no parts", 0), random(1_000_000),
                Failure.of(FailureCode.UNAVAILABLE, "It stops.").exception());
        share(home());
        FileStreams.Sink again = part("/no parts", arrived);
        again.abort();
        Harness.get(again.over());
        Harness.eventually(() -> folder.toFile().list().length == 0);
    }

    @Test
    void anotherLengthThanAnnouncedLeavesNothing() throws Exception {
        Path folder = folder("length");
        for (int length : new int[]{99, 101}) {
            FileStreams.Sink sink = harness.files.upload(login(), RemotePath.parse("/length/file"),
                    ConflictPolicy.REPLACE, 0, length);
            sink.write(Buffer.buffer(random(100)));
            Failure failure = Harness.failure(FailureCode.INVALID, () -> Harness.get(sink.commit()));
            assertTrue(failure.detail().contains(length + " announced bytes"), failure.detail());
            assertEquals(0, names(folder).length);
        }
    }

    @Test
    void removesFilesAndEmptyFolders() throws Exception {
        folder("remove/empty");
        write("remove/full/file", 3);
        harness.files.remove(login(), RemotePath.parse("/remove/empty"), false);
        Harness.failure(FailureCode.CONFLICT,
                () -> harness.files.remove(login(), RemotePath.parse("/remove/full"), false));
        harness.files.remove(login(), RemotePath.parse("/remove/full/file"), false);
        harness.files.remove(login(), RemotePath.parse("/remove/full"), false);
        assertEquals(0, names(home().resolve("remove")).length);
        Harness.failure(FailureCode.NOT_FOUND,
                () -> harness.files.remove(login(), RemotePath.parse("/remove/full"), true));
        Harness.failure(FailureCode.INVALID, () -> harness.files.remove(login(), RemotePath.TOP, true));
    }

    @Test
    void removesFoldersWithAllInThemButNotThroughLinks() throws Exception {
        write("keep/precious", 3);
        write("tree/a/b/c/file", 3);
        write("tree/a/other", 3);
        write("tree/grüße 日本/file", 3);
        folder("tree/empty");
        Path tree = home().resolve("tree");
        java.nio.file.Files.createSymbolicLink(tree.resolve("link"), Path.of("../keep"));
        java.nio.file.Files.createSymbolicLink(tree.resolve("a/broken"), Path.of("nowhere"));
        if (gaps().contains(Gap.BROKEN_LINKS)) {
            Failure stays = Harness.failure(FailureCode.CONFLICT,
                    () -> harness.files.remove(login(), RemotePath.parse("/tree"), true));
            assertTrue(stays.detail().contains("hidden entries"), stays.detail());
            java.nio.file.Files.delete(tree.resolve("a/broken"));
        }
        if (gaps().contains(Gap.FOLDER_LINKS)) {
            Failure refused = Harness.failure(FailureCode.FORBIDDEN,
                    () -> harness.files.remove(login(), RemotePath.parse("/tree"), true));
            assertTrue(refused.detail().contains("refuses DELE of /tree/link"), refused.detail());
            java.nio.file.Files.delete(tree.resolve("link"));
        }
        harness.files.remove(login(), RemotePath.parse("/tree"), true);
        assertFalse(java.nio.file.Files.exists(tree));
        assertTrue(java.nio.file.Files.exists(home().resolve("keep/precious")));
        java.nio.file.Files.createSymbolicLink(home().resolve("top-link"), Path.of("keep"));
        if (gaps().contains(Gap.FOLDER_LINKS)) {
            Harness.failure(FailureCode.CONFLICT,
                    () -> harness.files.remove(login(), RemotePath.parse("/top-link"), true));
        } else {
            harness.files.remove(login(), RemotePath.parse("/top-link"), true);
        }
        assertTrue(java.nio.file.Files.exists(home().resolve("keep/precious")));
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void makesFolders() throws Exception {
        write("made/file", 1);
        harness.files.makeFolder(login(), RemotePath.parse("/made/a \"new\" one"));
        assertTrue(java.nio.file.Files.isDirectory(home().resolve("made/a \"new\" one")));
        for (String taken : new String[]{"/made", "/made/file", "/"}) {
            Harness.failure(FailureCode.EXISTS, () -> harness.files.makeFolder(login(), RemotePath.parse(taken)));
        }
        Harness.failure(FailureCode.CONFLICT,
                () -> harness.files.makeFolder(login(), RemotePath.parse("/made/none/below")));
    }

    private boolean rename(String from, String to, ConflictPolicy conflictPolicy) {
        return harness.files.rename(login(), RemotePath.parse("/rename/" + from), RemotePath.parse("/rename/" + to),
                conflictPolicy);
    }

    @Test
    void renamesFilesAndFolders() throws Exception {
        byte[] bytes = write("rename/file", 3);
        write("rename/folder/inside", 4);
        assertFalse(rename("file", "folder/moved [x]", ConflictPolicy.FAIL));
        assertFalse(rename("folder", "renamed", ConflictPolicy.FAIL));
        assertArrayEquals(bytes, harness.read(login(), "/rename/renamed/moved [x]"));
        Harness.failure(FailureCode.NOT_FOUND, () -> rename("missing", "other", ConflictPolicy.FAIL));
        Harness.failure(FailureCode.CONFLICT, () -> rename("renamed/inside", "none/inside", ConflictPolicy.FAIL));
        Harness.failure(FailureCode.INVALID, () -> rename("renamed", "renamed/below", ConflictPolicy.FAIL));
        Harness.failure(FailureCode.INVALID,
                () -> harness.files.rename(login(), RemotePath.TOP, RemotePath.parse("/x"), ConflictPolicy.FAIL));
        Harness.failure(FailureCode.INVALID, () -> harness.files.rename(login(), RemotePath.parse("/rename"),
                RemotePath.TOP, ConflictPolicy.REPLACE));
    }

    @Test
    void renamesOverWhatMayBeReplaced() throws Exception {
        write("rename/over/new", 5);
        write("rename/over/old", 6);
        write("rename/over/full/inside", 7);
        folder("rename/over/empty");
        Harness.failure(FailureCode.EXISTS, () -> rename("over/new", "over/old", ConflictPolicy.FAIL));
        Harness.failure(FailureCode.FORBIDDEN, () -> rename("over/new", "over/old", ConflictPolicy.FORBID));
        Harness.failure(FailureCode.CONFLICT, () -> rename("over/new", "over/full", ConflictPolicy.REPLACE));
        Harness.failure(FailureCode.NOT_FOUND, () -> rename("over/none", "over/empty", ConflictPolicy.REPLACE));
        assertTrue(rename("over/new", "over/old", ConflictPolicy.REPLACE));
        assertEquals(5, java.nio.file.Files.size(home().resolve("rename/over/old")));
        assertTrue(rename("over/full", "over/empty", ConflictPolicy.REPLACE));
        assertTrue(rename("over/empty", "over/old", ConflictPolicy.REPLACE));
        assertEquals(7, java.nio.file.Files.size(home().resolve("rename/over/old/inside")));
        assertArrayEquals(new String[]{"old"}, names(home().resolve("rename/over")));
    }

    @Test
    void setsTheTimesOfFiles() throws Exception {
        Path file = folder("times").resolve("a file");
        write("times/a file", 3);
        Instant time = Instant.parse("2020-02-03T04:05:06Z");
        RemotePath path = RemotePath.parse("/times/a file");
        Harness.failure(FailureCode.NOT_FOUND,
                () -> harness.files.setModified(login(), RemotePath.parse("/times/missing"), time));
        Harness.failure(FailureCode.INVALID, () -> harness.files.setModified(login(), RemotePath.TOP, time));
        if (gaps().contains(Gap.FILE_TIMES)) {
            Harness.failure(FailureCode.UNSUPPORTED, () -> harness.files.setModified(login(), path, time));
            return;
        }
        harness.files.setModified(login(), path, time);
        assertEquals(time, java.nio.file.Files.getLastModifiedTime(file).toInstant());
        assertEquals(time, harness.files.stat(login(), path).modified());
        assertEquals(3, java.nio.file.Files.size(file));
        assertEquals(1, harness.files.sessions(login()));
    }

    @Test
    void showsHiddenEntriesAndDeletesThemWithTheirFolder() throws Exception {
        write("with hidden/.secret", 3);
        write("with hidden/seen", 3);
        write("with hidden/sub/.only", 3);
        List<String> names = harness.list(login(), RemotePath.parse("/with hidden"))
                .entries()
                .stream()
                .map(Files.Info::name)
                .toList();
        assertEquals(gaps().contains(Gap.HIDDEN_ENTRIES) ? List.of("sub", "seen") : List.of("sub", ".secret", "seen"),
                names);
        harness.files.remove(login(), RemotePath.parse("/with hidden"), true);
        assertFalse(java.nio.file.Files.exists(home().resolve("with hidden")));
    }
}
