package io.ftpcluster.master.persistence.copy;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.copy.DatabaseCopy.Copied;
import io.ftpcluster.master.persistence.repository.LeaseRepository;
import io.ftpcluster.master.persistence.repository.TelemetryRepository;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.FindChunks;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.StoreChunks;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCopyTest {

    private static final int SERVERS = 1203; // More than two batches.

    @TempDir
    private Path dir;
    private final Config.Database target = PostgreSql.shared().database();

    private List<Copied> copy() {
        List<Copied> copied = new ArrayList<>();
        new DatabaseCopy("jdbc:sqlite:" + file(), target).run(copied::add);
        return copied;
    }

    private Path file() {
        return dir.resolve("ftpcluster.db");
    }

    private static void fill(TestStore store) {
        Users.User ann = store.user("ann");
        store.database.write(sql -> {
            for (int i = 1; i < SERVERS; i++) {
                sql.change(
                        "INSERT INTO servers (id, alias, alias_key, host, ftp_port, ftp_security, encoding,"
                                + " created_at) VALUES (?, ?, ?, 'h', 21, 'NONE', 'UTF-8', ?)",
                        "id" + i, "s" + i, "s" + i, Long.MAX_VALUE - i);
            }
            return null;
        });
        String alpha = store.server("alpha").id();
        store.permission("ann", "alpha", new Secret("sealed \\ 'x'\n\"\t\u00e9 日本 😀"));
        store.sessions.insert(new Sessions.Insert(Actors.user(ann.id(), "ann", "192.0.2.7"),
                store.clock.instant().plus(Duration.ofHours(1)), "curl", Sessions.Kind.BEARER));
        new TelemetryRepository(store.database, store.clock)
                .store(new StoreChunks(List.of(new Chunk(alpha, Resolution.MINUTES, 3600, "AAA")), Leases.Token.NONE));
        new LeaseRepository(store.database).take(new Leases.Take("work", "old", 8));
    }

    private static List<Object> all(TestStore store) {
        List<Function<TestStore, Object>> questions = List.of(each -> each.users.list(new Users.FindAll()),
                each -> each.servers.list(new Servers.FindAll())
                        .servers()
                        .stream()
                        .sorted(java.util.Comparator.comparing(Servers.Server::id))
                        .toList(),
                each -> each.permissions.list(new Permissions.FindAll(null, null)),
                each -> each.permissions.login(new Permissions.FindLogin("ann", "alpha")), TestStore::trail,
                each -> new TelemetryRepository(each.database, each.clock).load(new FindChunks(
                        each.servers.find(new Servers.Find("alpha")).id(), Resolution.MINUTES, 0, 9999)));
        return questions.stream().map(question -> question.apply(store)).toList();
    }

    @Test
    void copiesAllAndLeavesTheSourceAsItWas() throws Exception {
        List<Object> there;
        String id;
        try (TestStore store = new TestStore(dir)) {
            fill(store);
            there = all(store);
            id = store.database.id();
        }
        byte[] before = Files.readAllBytes(file());
        List<Copied> copied = copy();
        assertTrue(copied.contains(new Copied("servers", SERVERS)), copied.toString());
        assertTrue(copied.contains(new Copied("telemetry_chunks", 1)), copied.toString());
        assertArrayEquals(before, Files.readAllBytes(file()));
        try (TestStore store = new TestStore(target, dir)) {
            assertEquals(there, all(store));
            assertNotEquals(id, store.database.id());
            assertTrue(new LeaseRepository(store.database).take(new Leases.Take("work", "new", 8)).held());
            store.servers.delete(new Servers.Delete(ROOT, "alpha"));
            assertEquals(List.of(), store.permissions.list(new Permissions.FindAll(null, null)).permissions());
        }
    }

    @Test
    void refusesATargetWithRows() throws Exception {
        new TestStore(dir).close();
        try (TestStore store = new TestStore(target, dir)) {
            store.user("ann");
        }
        assertFails(FailureCode.UNAVAILABLE,
                "The target isn't empty: it has rows in audit_events. Give it a new" + " database.", this::copy);
    }

    @Test
    void refusesASourceThatAPortalUses() throws Exception {
        try (TestStore store = new TestStore(dir)) {
            FailureException refused = assertThrows(FailureException.class, this::copy);
            assertTrue(refused.failure().detail().endsWith("Stop that one, or use another data directory."),
                    refused.failure().detail());
            assertEquals("ann", store.user("ann").username());
        }
    }

    @Test
    void leavesNothingWhenARowDoesNotFit() throws Exception {
        try (TestStore store = new TestStore(dir)) {
            store.user("ann");
            store.server("alpha");
        }
        change("UPDATE servers SET host = '" + "x".repeat(256) + "'");
        FailureException refused = assertThrows(FailureException.class, this::copy);
        assertEquals("The copy failed, nothing was changed: servers: ERROR: value too long for type character"
                + " varying(255)", refused.failure().detail());
        change("UPDATE servers SET host = 'x'");
        assertTrue(copy().contains(new Copied("users", 1)), "nothing is in its way");
    }

    @Test
    void refusesASourceOfAnotherVersion() throws Exception {
        new TestStore(dir).close();
        change("DELETE FROM flyway_schema_history WHERE version = '5'");
        FailureException refused = assertThrows(FailureException.class, this::copy);
        assertTrue(refused.failure().detail().startsWith("The source is of another version (1, 2, 3"),
                refused.failure().detail());
    }

    @Test
    void refusesWhatIsNoDatabase() throws Exception {
        assertFails(FailureCode.INVALID, "--from: there is no file " + file(), this::copy);
        Files.writeString(file(), "This is no database. ".repeat(1000));
        FailureException refused = assertThrows(FailureException.class, this::copy);
        assertEquals(1, refused.failure().detail().lines().count(), refused.failure().detail());
    }

    private void change(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            connection.createStatement().executeUpdate(sql);
        }
    }
}
