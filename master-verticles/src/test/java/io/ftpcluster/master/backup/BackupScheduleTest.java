package io.ftpcluster.master.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupScheduleTest {

    private static final Duration EVERY = Duration.ofHours(6);

    @TempDir
    private Path temp;
    private StoredPortal portal;
    private Path folder;
    private BackupSchedule schedule;

    @BeforeEach
    void begin() throws Exception {
        portal = new StoredPortal(temp.resolve("portal"));
        portal.fill("ann");
        folder = Files.createDirectory(temp.resolve("backups"));
        schedule = schedule();
    }

    private BackupSchedule schedule() {
        return new BackupSchedule(new PortalBackup(portal.state(), "1.2.3", portal.time),
                new Config.Backups(folder, EVERY, 2, true, Optional.empty()), portal.time);
    }

    private void lookAfter(Duration time) {
        portal.time.pass(time);
        schedule.look();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void oneIsMadeWhenTheNewestIsOldEnoughAndTheOldestGoes() throws IOException {
        Files.writeString(folder.resolve("ftpcluster-notes.backup"), "of somebody else");
        schedule.look();
        assertEquals(List.of("ftpcluster-20260301-120000.backup", "ftpcluster-notes.backup"), names());
        lookAfter(EVERY.minusSeconds(1));
        assertEquals(2, names().size());
        // Another node, or this one after a restart, goes on with what is there.
        schedule = schedule();
        lookAfter(Duration.ofMillis(500));
        assertEquals(2, names().size());
        lookAfter(Duration.ofMillis(500));
        lookAfter(EVERY);
        assertEquals(List.of("ftpcluster-20260301-180000.backup", "ftpcluster-20260302-000000.backup",
                "ftpcluster-notes.backup"), names());
        assertEquals(portal.time.instant(), schedule.status().newest());
        assertNull(schedule.status().problem());
        StoredPortal.check(folder.resolve(names().getFirst()));
    }

    @Test
    void aFailureIsToldUntilOneSucceedsAndRemovesNothing() throws IOException {
        schedule.look();
        lookAfter(EVERY);
        Path key = portal.dir.resolve("fernet.key");
        Path away = Files.move(key, temp.resolve("fernet.key"));
        List<String> before = names();
        lookAfter(EVERY);
        assertTrue(schedule.status().problem().startsWith("There are no keys"), schedule.status().problem());
        assertEquals(1, schedule.status().failures());
        Files.move(away, key);
        lookAfter(Duration.ofMinutes(14));
        assertNotNull(schedule.status().problem(), "not tried all the time");
        assertEquals(before, names());
        lookAfter(Duration.ofMinutes(1));
        assertNull(schedule.status().problem());
        assertEquals(2, names().size());
    }

    @Test
    void aFolderThatIsGoneIsAFailureUntilItIsBack() throws IOException {
        schedule.look();
        Path away = Files.move(folder, temp.resolve("away"));
        lookAfter(Duration.ofMinutes(1));
        assertTrue(schedule.status().problem().contains("can't be used: there is no such file"),
                schedule.status().problem());
        Files.move(away, folder);
        lookAfter(Duration.ofMinutes(1));
        assertNull(schedule.status().problem());
    }

    @Test
    void theNewestIsTooOldAfterTwiceTheTime() throws IOException {
        schedule.look();
        Files.delete(portal.dir.resolve("fernet.key"));
        lookAfter(EVERY.multipliedBy(2));
        assertNull(schedule.status().tooOld(portal.time.instant(), EVERY));
        lookAfter(Duration.ofSeconds(1));
        assertEquals("The newest backup is 12 h old, and there should be one every 6 h.",
                schedule.status().tooOld(portal.time.instant(), EVERY));
        Files.delete(folder.resolve(names().getFirst()));
        lookAfter(Duration.ofHours(1));
        assertEquals("There is no backup, and there should be one every 6 h.",
                schedule.status().tooOld(portal.time.instant(), EVERY));
    }

    @Test
    void oneOfTheFutureDoesNotCount() throws IOException {
        Files.writeString(folder.resolve("ftpcluster-20300101-000000.backup"), "of a clock that was wrong");
        schedule.look();
        assertTrue(names().contains("ftpcluster-20260301-120000.backup"), names().toString());
    }
}
