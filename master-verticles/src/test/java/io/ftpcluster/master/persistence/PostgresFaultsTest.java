package io.ftpcluster.master.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL that goes, stands still, is full or refuses. */
class PostgresFaultsTest {

    private static final String UNUSABLE = "The portal's database can't be used now: ";

    @TempDir
    private Path dir;

    @Test
    void failsWhileItRestartsAndHealsByItself() throws Exception {
        try (PostgreSql server = PostgreSql.start(); TestStore store = new TestStore(server.database(), dir)) {
            useAll(store, "ann");
            server.end();
            assertUnavailable(() -> store.user("bob"));
            assertUnavailable(() -> store.users.list(new Users.FindAll()));
            assertUnavailable(() -> store.users.credentials(new Users.FindCredentials("ann")));
            assertThrows(FailureException.class, () -> store.database.ping().await(30, TimeUnit.SECONDS));
            server.begin();
            useAll(store, "carl");
            // What was open before the restart and wasn't tried meanwhile.
            server.end();
            server.begin();
            store.database.ping().await(30, TimeUnit.SECONDS);
            useAll(store, "dora");
            server.end();
            server.begin();
            useAll(store, "eve");
            assertEquals(List.of("ann", "carl", "dora", "eve"),
                    store.users.list(new Users.FindAll()).users().stream().map(Users.User::username).toList());
        }
    }

    private static void useAll(TestStore store, String name) {
        assertEquals(name, store.user(name).username());
        assertEquals(name, store.users.find(new Users.Find(name)).username());
        assertEquals(name, store.users.credentials(new Users.FindCredentials(name)).user().username());
    }

    @Test
    void doesNotWaitForOneThatStandsStill() throws Exception {
        try (PostgreSql server = PostgreSql.start(); TestStore store = new TestStore(server.database(), dir)) {
            useAll(store, "ann");
            freeze(server);
            try {
                assertUnavailable(() -> store.user("bob"));
            } finally {
                thaw(server);
            }
            useAll(store, "carl");
        }
    }

    private static void freeze(PostgreSql server) {
        signal("-STOP", server.pid());
        server.children().forEach(child -> signal("-STOP", child));
    }

    /** The children first: one that ends keeps its number until the server, which still stands, has heard of it. */
    private static void thaw(PostgreSql server) {
        server.children().forEach(child -> signal("-CONT", child));
        signal("-CONT", server.pid());
    }

    private static void signal(String signal, long process) {
        Commands.run("kill", signal, String.valueOf(process));
    }

    @Test
    void readsOnWhenItsDiskIsFull() throws Exception {
        Config.Database database = PostgreSql.shared().database();
        try (TestStore store = new TestStore(database, dir)) {
            useAll(store, "ann");
            // What the server answers when it can't make a file longer.
            PostgreSql.execute(database, "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
                    + " END $$", "CREATE TRIGGER full_disk BEFORE INSERT ON users EXECUTE FUNCTION full_disk()");
            TestStore.assertFails(FailureCode.UNAVAILABLE, UNUSABLE + "its disk is full.", () -> store.user("bob"));
            assertEquals("ann", store.users.find(new Users.Find("ann")).username());
            assertEquals("ann", store.users.credentials(new Users.FindCredentials("ann")).user().username());
            PostgreSql.execute(database, "DROP TRIGGER full_disk ON users");
            useAll(store, "carl");
        }
    }

    @Test
    void endsWaitingForWhatSomebodyHasLocked() throws Exception {
        Config.Database database = PostgreSql.shared().database();
        try (TestStore store = new TestStore(database, dir); var other = PostgreSql.connect(database)) {
            store.user("ann");
            other.setAutoCommit(false);
            other.createStatement().execute("UPDATE users SET role = role");
            TestStore.assertFails(FailureCode.UNAVAILABLE, UNUSABLE + "others hold what this must change.",
                    () -> store.users.delete(new Users.Delete(TestStore.ROOT, "ann")));
            other.rollback();
            store.users.delete(new Users.Delete(TestStore.ROOT, "ann"));
        }
    }

    @Test
    void saysInOneLineWhatIsWrongAtTheStart() {
        Config.Database good = PostgreSql.shared().database();
        PostgreSql.execute(good, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
        assertRefused(FailureCode.UNAVAILABLE, "password authentication failed",
                new Config.Database(good.url(), good.user(), Optional.of(new Secret("not this one"))));
        assertRefused(FailureCode.UNAVAILABLE, "does not exist", PostgreSql.shared().database("nowhere"));
        assertRefused(FailureCode.UNAVAILABLE, "its encoding is LATIN1", PostgreSql.shared().database("latin"));
        assertRefused(FailureCode.UNAVAILABLE, "refused", at("jdbc:postgresql://127.0.0.1:1/x"));
        assertRefused(FailureCode.INVALID, "must not hold the login", at("jdbc:postgresql://127.0.0.1/x?password=not"));
        assertRefused(FailureCode.INVALID, "must not hold the login", at("jdbc:postgresql://root:not@127.0.0.1/x"));
        assertRefused(FailureCode.INVALID, "must be jdbc:postgresql://", at("jdbc:postgresql://host:port/x"));
    }

    private static Config.Database at(String url) {
        return new Config.Database(Optional.of(url), Optional.of("root"), Optional.of(new Secret("not this one")));
    }

    private void assertRefused(FailureCode code, String part, Config.Database config) {
        FailureException refused = assertThrows(FailureException.class, () -> Engine.of(config, dir));
        String detail = refused.failure().detail();
        assertEquals(code, refused.failure().code(), detail);
        assertTrue(detail.contains(part), detail);
        assertEquals(1, detail.lines().count(), detail);
        assertFalse(detail.contains("not this one"), detail);
    }

    /** Within the 15 s that are promised. */
    private static void assertUnavailable(Executable action) {
        long begin = System.nanoTime();
        FailureException refused = assertThrows(FailureException.class, action);
        assertEquals(FailureCode.UNAVAILABLE, refused.failure().code());
        assertTrue(refused.failure().detail().startsWith(UNUSABLE), refused.failure().detail());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        assertTrue(seconds < 15, seconds + " s");
    }
}
