package io.ftpcluster.agent.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRemovalTest {

    @TempDir
    private Path parent;
    private Path folder;

    @BeforeEach
    void aFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("folder"));
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.writeString(outside.resolve("file"), "stays");
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("/nonexistent"));
        Files.createDirectories(folder.resolve("a/b"));
        Files.createSymbolicLink(folder.resolve("a/b/up"), parent);

        FolderRemoval.remove(folder);

        assertFalse(Files.exists(folder));
        assertEquals("stays", Files.readString(outside.resolve("file")));
    }

    /** The folder that it is told to remove may be no link either. */
    @Test
    void isNoLinkItself() throws Exception {
        Files.writeString(folder.resolve("file"), "stays");
        Path link = Files.createSymbolicLink(parent.resolve("link"), folder);

        assertThrows(IOException.class, () -> FolderRemoval.remove(link));
        assertTrue(Files.exists(folder.resolve("file")));
    }

    @Test
    void pipesAndOddNamesGo() throws Exception {
        run("mkfifo", folder.resolve("pipe").toString());
        run("/bin/sh", "-c", "cd \"$0\" && touch \"$(printf 'a\\nb')\" \"$(printf '\\377')\" -- ' '",
                folder.toString());
        assertEquals(4, folder.toFile().list().length);

        FolderRemoval.remove(folder);

        assertFalse(Files.exists(folder));
    }

    /** Deeper than a path can name, as FTP clients can make it. */
    @Test
    void deepOnesTakeFewDescriptors() throws Exception {
        run("/bin/sh", "-c", """
                cd "$0" || exit 1
                i=0
                while [ $i -lt 250 ]; do
                    mkdir twenty-characters-now && cd -P twenty-characters-now && : >file || exit 1
                    i=$((i+1))
                done
                """, folder.toString());

        FolderRemoval.remove(folder);

        assertFalse(Files.exists(folder));
    }

    @Test
    void canBeStopped() throws Exception {
        Files.writeString(folder.resolve("file"), "stays");

        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> FolderRemoval.remove(folder));

        assertTrue(Files.exists(folder.resolve("file")));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }
}
