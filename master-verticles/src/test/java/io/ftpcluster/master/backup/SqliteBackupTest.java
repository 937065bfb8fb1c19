package io.ftpcluster.master.backup;

import static io.ftpcluster.master.backup.StoredPortal.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBackupTest {

    private static final Secret PASSPHRASE = new Secret("correct horse battery staple");

    @TempDir
    private Path temp;
    private StoredPortal portal;
    private StoredPortal other;
    private Path backups;
    private Path file;

    @BeforeEach
    void makeFolders() throws IOException {
        portal = new StoredPortal(temp.resolve("portal"));
        other = new StoredPortal(temp.resolve("other"));
        backups = Files.createDirectory(temp.resolve("backups"));
        file = backups.resolve("one.backup");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsBackedUpBesideAWriterComesBackElsewhere() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        try (TestStore store = portal.open("ann", "bob")) {
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; !enough.get(); i++) {
                    store.server("s" + i);
                    begun.countDown();
                    Eventually.pause();
                }
            });
            begun.await();
            PortalBackup.Made made = portal.backup(file);
            enough.set(true);
            writer.join();
            assertEquals(2L, made.manifest().rows().get("users"));
            assertTrue(made.manifest().rows().get("servers") >= 1, made.text());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("one.backup"), names(backups));
        assertTrue(StoredPortal.check(file).contains("2 users"), StoredPortal.check(file));

        PortalRestore.Restored restored = other.restore(file);
        assertEquals(Optional.empty(), restored.aside());
        assertEquals(List.of("ann", "bob"), other.users());
        for (String key : List.of(KeyFiles.SECRET_FILE, KeyFiles.FERNET_FILE)) {
            assertArrayEquals(Files.readAllBytes(portal.dir.resolve(key)), Files.readAllBytes(other.dir.resolve(key)));
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(other.dir.resolve(key))));
        }
        other.fill("carl"); // Its keys fit.
    }

    /** Whoever closes a file loses all locks of its process on it; without them another process takes the log away. */
    @Test
    void theLocksOnADatabaseOfThisProcessStay() throws Exception {
        try (TestStore running = portal.open("ann")) {
            List<String> before = locks(portal.dir.resolve("ftpcluster.db"));
            assertFalse(before.isEmpty(), "an open database is locked");
            portal.backup(file);
            assertEquals(before, locks(portal.dir.resolve("ftpcluster.db")));
            running.user("bob");
        }
    }

    /** Of this process, as the kernel has them. */
    private static List<String> locks(Path database) throws IOException {
        String inode = ":" + Files.getAttribute(database, "unix:ino") + " ";
        String pid = " " + ProcessHandle.current().pid() + " ";
        return Files.readAllLines(Path.of("/proc/locks"))
                .stream()
                .filter(line -> line.contains(inode) && line.contains(pid))
                .map(line -> line.replaceFirst("^\\d+: ", ""))
                .sorted()
                .toList();
    }

    @Test
    void aRestoreKeepsWhatWasThere() throws Exception {
        portal.fill("ann");
        portal.backup(file);
        portal.fill("late");
        Path aside = Path.of(portal.restore(file).aside().orElseThrow());

        assertEquals(List.of("ann"), portal.users());
        assertEquals(List.of("ann", "late"), new StoredPortal(aside).users());
        assertEquals(List.of("fernet.key", "ftpcluster.db", "secret.key"),
                names(aside).stream().filter(name -> !name.matches(".*(lock|shm|wal)")).toList());
    }

    @Test
    void keysMayBeInAFileOfTheirOwn() throws Exception {
        portal.fill("ann");
        Path keys = backups.resolve("one.keys");
        portal.backup(file, new PortalBackup.Keys.Apart(keys), PASSPHRASE);

        assertEquals("The backup has no keys: give the file that they are in by --keys. Nothing was changed",
                refusal(() -> other.restore(file, null, PASSPHRASE)));
        assertFalse(Files.exists(other.dir));
        assertTrue(refusal(() -> other.restore(keys, null, PASSPHRASE)).startsWith("That file has keys alone"));
        other.restore(file, keys, PASSPHRASE);
        assertEquals(List.of("ann"), other.users());
    }

    @Test
    void keysThatArentTheBackupsAreRefusedBeforeAnythingIsTouched() throws Exception {
        portal.fill("ann");
        portal.backup(file, new PortalBackup.Keys.Nowhere(), null);
        other.fill("there");
        List<String> before = names(other.dir);
        assertTrue(refusal(() -> other.restore(file)).startsWith("The FERNET_KEY isn't the one of this backup"));
        assertEquals(before, names(other.dir));
        assertEquals(List.of("there"), other.users());
        portal.restore(file); // Which has them.
        Files.copy(other.dir.resolve("fernet.key"), portal.dir.resolve("fernet.key"),
                StandardCopyOption.REPLACE_EXISTING);
        assertTrue(refusal(() -> portal.backup(backups.resolve("two.backup")))
                .startsWith("The FERNET_KEY here isn't the one of the database"));
        assertEquals(List.of("one.backup"), names(backups));
    }

    @Test
    void anEncryptedOneNeedsItsPassphrase() throws Exception {
        portal.fill("ann");
        portal.backup(file, new PortalBackup.Keys.Within(), PASSPHRASE);
        assertTrue(refusal(() -> other.restore(file)).contains("is encrypted: give its passphrase"));
        assertTrue(refusal(() -> other.restore(file, null, new Secret("another one, quite")))
                .endsWith("the passphrase is another one"));
        other.restore(file, null, PASSPHRASE);
        Path plain = backups.resolve("plain.backup");
        portal.backup(plain);
        assertTrue(refusal(() -> other.restore(plain, null, PASSPHRASE)).contains("isn't encrypted"));
    }

    @Test
    void whatIsCutOrAlteredIsRefusedBeforeAnythingIsTouched() throws Exception {
        portal.fill("ann");
        portal.backup(file);
        byte[] whole = Files.readAllBytes(file);
        Path bad = backups.resolve("bad.backup");
        for (int length : new int[]{0, 1, 10, 200, whole.length / 2, whole.length - 1}) {
            Files.write(bad, Arrays.copyOf(whole, length));
            assertNotEquals("", refusal(() -> portal.restore(bad)), "cut at " + length);
        }
        BackupManifest manifest = new ArchiveReader(file, Optional.empty()).read(ArchiveReader.COMPARED_ONLY);
        int refused = 0;
        for (int at = 0; at < whole.length; at += whole.length / 40) {
            byte[] altered = whole.clone();
            altered[at] ^= 0x10;
            Files.write(bad, altered);
            try {
                // Compressed zeros can be written in several ways: then it is the same content all the same.
                assertEquals(manifest, new ArchiveReader(bad, Optional.empty()).read(ArchiveReader.COMPARED_ONLY));
            } catch (FailureException expected) {
                refused++;
            }
        }
        assertTrue(refused > 20, "refused " + refused);
        Files.writeString(bad, "no backup at all, but long enough to be one");
        assertTrue(refusal(() -> portal.restore(bad)).contains("it is damaged, or no backup"));
        assertTrue(refusal(() -> portal.restore(backups.resolve("none"))).contains("there is no such file"));
        assertEquals(List.of("ann"), portal.users());
        assertTrue(names(portal.dir).stream().noneMatch(name -> name.startsWith("before-") || name.startsWith(".")),
                names(portal.dir).toString());
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyWhenThatIsSaid() throws Exception {
        portal.fill("ann");
        Files.writeString(file, "precious");
        assertTrue(refusal(() -> portal.backup(file)).contains("exists already"));
        assertEquals("precious", Files.readString(file));
        new PortalBackup(portal.state(), "1.2.3", portal.time).make(new PortalBackup.Request(file, true,
                new PortalBackup.Keys.Within(), Optional.empty(), PostgresPrograms.ON_THE_PATH));
        StoredPortal.check(file);
        assertTrue(refusal(() -> portal.backup(backups)).contains("is a folder"));
        assertTrue(refusal(() -> portal.backup(backups.resolve("a/b"))).contains("it is no folder"));
    }

    @Test
    void aPortalThatRunsIsNotRestoredOver() throws Exception {
        portal.fill("ann");
        portal.backup(file);
        try (TestStore running = portal.open()) {
            assertTrue(refusal(() -> portal.restore(file)).startsWith("Another portal uses this database"));
            running.user("bob");
        }
        assertEquals(List.of("ann", "bob"), portal.users());
    }

    @Test
    void anotherEngineIsRefused() throws Exception {
        portal.fill("ann");
        portal.backup(file);
        StoredPortal postgres = new StoredPortal(other.dir, new Config.Database(
                Optional.of("jdbc:postgresql://127.0.0.1:1/none"), Optional.empty(), Optional.empty()));
        assertTrue(refusal(() -> postgres.restore(file)).startsWith("The backup is of SQLite, and"));
        StoredPortal elsewhere = new StoredPortal(other.dir,
                new Config.Database(Optional.of("none"), Optional.empty(), Optional.empty()));
        assertTrue(refusal(() -> elsewhere.backup(backups.resolve("no"))).startsWith("Another node owns the database"));
        assertTrue(refusal(() -> other.backup(backups.resolve("no"))).startsWith("There are no keys"));
        assertEquals(List.of("one.backup"), names(backups));
    }
}
