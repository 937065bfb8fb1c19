package io.ftpcluster.master.persistence.sql;

import static io.ftpcluster.master.persistence.TestStore.DEFAULT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Users.Find;
import io.ftpcluster.messages.Users.FindAll;
import io.ftpcluster.messages.Users.User;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    private Path temp;
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void keepsWhatItHasAcrossAReopening() throws Exception {
        User ann;
        try (TestStore store = new TestStore(temp)) {
            ann = store.user("Ann");
        }
        try (TestStore store = new TestStore(temp)) {
            assertEquals(ann, store.users.find(new Find("ann")));
        }
    }

    @Test
    void makesItsFilesForTheOwnerAlone() throws Exception {
        Path dataDir = temp.resolve("new/data");
        try (TestStore store = new TestStore(dataDir)) {
            store.user("Ann");
            assertEquals("rwx------", mode(dataDir));
            try (Stream<Path> files = Files.list(dataDir)) {
                List<String> modes = files.map(file -> file.getFileName() + " " + mode(file)).sorted().toList();
                assertEquals(List.of("ftpcluster.db rw-------", "ftpcluster.db-shm rw-------",
                        "ftpcluster.db-wal rw-------", "ftpcluster.db.lock rw-------"), modes);
            }
        }
    }

    @Test
    void opensConnectionsThatSyncEachCommitAndCheckForeignKeys() throws Exception {
        try (TestStore store = new TestStore(temp)) {
            assertEquals("wal", pragma(store, "journal_mode"));
            assertEquals("2", pragma(store, "synchronous"), "FULL");
            assertEquals("1", pragma(store, "foreign_keys"));
            assertEquals("5000", pragma(store, "busy_timeout"));
        }
    }

    @Test
    void leavesNothingOfATransactionThatFails() throws Exception {
        try (TestStore store = new TestStore(temp)) {
            assertThrows(IllegalArgumentException.class, () -> store.database.write(sql -> {
                sql.change("INSERT INTO key_check (id, sealed) VALUES (1, 'x')");
                throw new IllegalArgumentException("stop");
            }));
            assertEquals(List.of(),
                    store.database.read(sql -> sql.list(row -> row.getInteger("id"), "SELECT id FROM key_check")));
            assertEquals("Ann", store.user("Ann").username(), "the writer is free again");
        }
    }

    @Test
    void readsWhileATransactionIsOpenAndSeesOnlyWhatIsCommitted() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (TestStore store = new TestStore(temp); ExecutorService thread = Executors.newSingleThreadExecutor()) {
            store.user("Ann");
            Future<Boolean> write = thread.submit(() -> store.database.write(sql -> {
                sql.change("DELETE FROM users");
                written.countDown();
                return await(read);
            }));
            assertTrue(await(written));
            assertEquals(1, store.users.list(new FindAll()).users().size());
            read.countDown();
            assertTrue(write.get());
            assertEquals(0, store.users.list(new FindAll()).users().size());
        }
    }

    @Test
    void boundsHowManyWaitForTheWriter() throws Exception {
        int excess = 10;
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(excess);
        try (TestStore store = new TestStore(temp);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> holder = threads.submit(() -> store.database.write(sql -> {
                held.countDown();
                return await(refused);
            }));
            assertTrue(await(held));
            List<Future<Boolean>> writes = new ArrayList<>();
            for (int i = 0; i < Database.MAX_WAITING + excess; i++) {
                writes.add(threads.submit(() -> wrote(store, refused)));
            }
            int written = 0;
            for (Future<Boolean> write : writes) {
                written += write.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertTrue(holder.get(), "nobody was refused while the queue had room");
            assertEquals(Database.MAX_WAITING, written);
        }
    }

    private static boolean wrote(TestStore store, CountDownLatch refused) {
        try {
            return store.database.write(sql -> true);
        } catch (FailureException e) {
            assertEquals(FailureCode.UNAVAILABLE, e.failure().code());
            refused.countDown();
            return false;
        }
    }

    @Test
    void letsGoOfTheWriteLockAfterACommit() throws Exception {
        try (TestStore store = new TestStore(temp)) {
            store.user("Ann");
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("ftpcluster.db"))) {
                other.createStatement().execute("PRAGMA busy_timeout = 0");
                assertEquals(1, other.createStatement().executeUpdate("DELETE FROM users"));
            }
        }
    }

    @Test
    void refusesASecondOwner() throws Exception {
        try (TestStore store = new TestStore(temp)) {
            assertFails(FailureCode.UNAVAILABLE, "Another portal uses this database ("
                    + temp.resolve("ftpcluster.db.lock") + " is locked). Stop that one, or use another data directory.",
                    () -> open(DEFAULT));
            assertEquals("Ann", store.user("Ann").username());
        }
        open(DEFAULT).close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void refusesASchemaOfANewerVersion() throws Exception {
        new TestStore(temp).close();
        change("INSERT INTO flyway_schema_history SELECT 99, '99', 'from the future', type, 'V99__x.sql', 1,"
                + " installed_by, installed_on, 1, success FROM flyway_schema_history LIMIT 1");
        assertFails(FailureCode.UNAVAILABLE,
                "The database was made by a newer version of FTPCluster; start that version.", () -> open(DEFAULT));
    }

    @Test
    void refusesASchemaChangedByHandInOneLine() throws Exception {
        new TestStore(temp).close();
        change("UPDATE flyway_schema_history SET checksum = 1 WHERE installed_rank = 1");
        assertOneLine("The database can't be brought to this version: ", () -> open(DEFAULT));
    }

    @Test
    void refusesAFileThatIsNoDatabaseInOneLine() throws Exception {
        Files.write(temp.resolve("ftpcluster.db"),
                "This is certainly not a database. ".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertOneLine("The database is damaged: ", () -> open(DEFAULT));
    }

    @Test
    void refusesADatabaseWhoseStartIsDamagedInOneLine() throws Exception {
        new TestStore(temp).close();
        Path file = temp.resolve("ftpcluster.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 100, 4096, (byte) 0x5A);
        Files.write(file, bytes);
        assertOneLine("The database is damaged: ", () -> open(DEFAULT));
    }

    @Test
    void takesTheFileThatTheUrlNamesAndNoOtherUrl() throws Exception {
        Path file = temp.resolve("other.db");
        open(url("jdbc:sqlite:" + file)).close().await(30, TimeUnit.SECONDS);
        assertTrue(Files.size(file) > 0);
        assertEquals(FailureCode.INVALID, refusal(url("jdbc:mysql://localhost/x")).failure().code());
        assertEquals(FailureCode.INVALID, refusal(url("jdbc:sqlite::memory:")).failure().code());
    }

    @Test
    void answersAPingUntilItIsClosed() throws Exception {
        Database database = open(DEFAULT);
        database.ping().await(30, TimeUnit.SECONDS);
        database.close().await(30, TimeUnit.SECONDS);
        assertThrows(Exception.class, () -> database.ping().await(30, TimeUnit.SECONDS));
    }

    private FailureException refusal(Config.Database config) {
        return assertThrows(FailureException.class, () -> open(config));
    }

    private void assertOneLine(String begin, Executable open) {
        FailureException refused = assertThrows(FailureException.class, open);
        assertEquals(FailureCode.UNAVAILABLE, refused.failure().code());
        assertEquals(1, refused.failure().detail().lines().count(), refused.failure().detail());
        assertTrue(refused.failure().detail().startsWith(begin), refused.failure().detail());
    }

    private Database open(Config.Database config) {
        return Database.prepare(config, temp).open(vertx, false);
    }

    private void change(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("ftpcluster.db"))) {
            assertEquals(1, connection.createStatement().executeUpdate(sql));
        }
    }

    private static Config.Database url(String url) {
        return new Config.Database(Optional.of(url), Optional.empty(), Optional.empty());
    }

    private static String pragma(TestStore store, String name) {
        return store.database
                .write(sql -> sql.first(row -> String.valueOf(row.getValue(0)), "PRAGMA " + name).orElseThrow());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
