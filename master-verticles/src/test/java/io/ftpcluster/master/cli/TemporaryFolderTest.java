package io.ftpcluster.master.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {

    private final FileTime yesterday = FileTime.from(Instant.now().minusSeconds(24 * 60 * 60));

    private final String prefix = "ftpcluster-test-" + UUID.randomUUID();

    /** As a process leaves it that was killed. */
    private Path dead() throws IOException {
        Path folder = Files.createTempDirectory(prefix);
        Files.writeString(Files.createDirectory(folder.resolve("demo")).resolve("file"), "content");
        Files.setLastModifiedTime(Files.createFile(folder.resolve("in-use.lock")), yesterday);
        return folder;
    }

    @Test
    void onlyFoldersOfTheDeadAreRemoved() throws IOException {
        Path dead = dead();
        TemporaryFolder living = TemporaryFolder.make(prefix);
        Files.setLastModifiedTime(living.path().resolve("in-use.lock"), yesterday);
        Path beingMade = dead();
        Files.setLastModifiedTime(beingMade.resolve("in-use.lock"), FileTime.from(Instant.now()));
        Path somebodyElses = Files.createTempDirectory(prefix);

        TemporaryFolder.removeThoseOfTheDead(prefix);

        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(living.path()));
        assertTrue(Files.exists(beingMade));
        assertTrue(Files.exists(somebodyElses));

        living.remove();
        Files.delete(somebodyElses);
        Files.setLastModifiedTime(beingMade.resolve("in-use.lock"), yesterday);
        TemporaryFolder.removeThoseOfTheDead(prefix);
        assertFalse(Files.exists(living.path()));
        assertFalse(Files.exists(beingMade));
    }
}
