package io.ftpcluster.master.persistence.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.repository.LeaseRepository;
import io.ftpcluster.messages.Leases.Release;
import io.ftpcluster.messages.Leases.Take;
import io.ftpcluster.messages.Leases.Taken;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.testing.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes of a node that led once. */
@ParameterizedClass
@EnumSource(Kind.class)
class FenceTest {

    private static final int PATIENCE_SECONDS = 30;

    private final Kind kind;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    @RegisterExtension
    private final TestStore store;
    private LeaseRepository leases;

    FenceTest(Kind kind, @TempDir Path dir) {
        this.kind = kind;
        store = new TestStore(kind, dir);
        leases = new LeaseRepository(store.database);
    }

    @AfterEach
    void close() {
        threads.close();
    }

    private Token take(String holder) {
        return take("work", holder);
    }

    private Token take(String lease, String holder) {
        Taken taken = leases.take(new Take(lease, holder, 8));
        assertTrue(taken.held());
        return new Token(lease, holder, taken.epoch());
    }

    private void runOut() {
        store.database.append(sql -> sql.change("UPDATE leases SET expires_at = " + store.database.now()));
    }

    /** A row that says by whom it was written. */
    private void write(Token token, String text) {
        Fence.run(token, () -> store.database.append(sql -> insert(sql, text)));
    }

    private static int insert(Sql sql, String text) {
        return sql.change("INSERT INTO server_seen (server_id, last_seen, facts) SELECT id, 1, CAST(? AS TEXT) FROM"
                + " servers WHERE true ON CONFLICT (server_id) DO UPDATE SET facts = excluded.facts", text);
    }

    private List<String> written() {
        return store.database.read(sql -> sql.list(row -> row.getString("facts"), "SELECT facts FROM server_seen"));
    }

    private static void assertRefused(Runnable write) {
        assertTrue(Leases.isSuperseded(assertThrows(FailureException.class, write::run)));
    }

    @Test
    void anOldTokenWritesNothing() {
        store.server("alpha");
        Token old = take("a");
        write(old, "first");
        runOut();
        write(old, "ran out, but nobody took it");
        Token next = take("b");
        assertRefused(() -> write(old, "late"));
        assertRefused(() -> Fence.run(old, () -> store.database.write(sql -> insert(sql, "late"))));
        assertEquals(List.of("ran out, but nobody took it"), written());
        write(next, "second");
        leases.release(new Release("work", "b"));
        assertRefused(() -> write(next, "given back"));
        Token again = take("a");
        assertRefused(() -> write(old, "of its own earlier term"));
        write(again, "third");
        assertEquals(List.of("third"), written());
        assertRefused(() -> write(new Token("other", "a", 1), "of no lease"));
        write(Token.NONE, "alone");
        assertEquals(List.of("alone"), written());
    }

    @Test
    void aLostLeaseIsNotReplacedByAnotherThatIsHeld() {
        store.server("alpha");
        Token lost = take("history", "a");
        Token held = take("jobs", "a");
        write(lost, "before");
        leases.release(new Release("history", "a"));
        take("history", "b");
        assertRefused(() -> write(lost, "late"));
        assertEquals(List.of("before"), written());
        write(held, "by the other");
        assertEquals(List.of("by the other"), written());
    }

    @Test
    void aTakeOverWaitsForAWriteThatHasBegun() throws Exception {
        store.server("alpha");
        Token old = take("a");
        runOut();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<?> write = threads.submit(() -> Fence.run(old, () -> store.database.append(sql -> {
            begun.countDown();
            await(goOn);
            return insert(sql, "in time");
        })));
        assertTrue(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        Future<List<String>> taken = threads.submit(() -> {
            take("b");
            return written();
        });
        awaitBlocked(taken);
        goOn.countDown();
        write.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of("in time"), taken.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertRefused(() -> write(old, "late"));
    }

    @Test
    void aWriteThatMeetsATakeOverWaitsAndIsRefused() throws Exception {
        store.server("alpha");
        Token old = take("a");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<?> takeOver = threads.submit(() -> store.database.append(sql -> {
            sql.change("UPDATE leases SET holder = 'b', epoch = epoch + 1");
            begun.countDown();
            await(goOn);
            return 1;
        }));
        assertTrue(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        Future<?> write = threads.submit(() -> assertRefused(() -> write(old, "late")));
        awaitBlocked(write);
        goOn.countDown();
        takeOver.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        write.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of(), written());
    }

    /** On PostgreSQL until the server says that somebody waits for a lock; SQLite's one writer waits anyway. */
    private void awaitBlocked(Future<?> waiting) {
        while (kind == Kind.POSTGRESQL && !waiting.isDone() && store.database.read(sql -> sql.list(row -> 1,
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))
                .isEmpty()) {
            Eventually.pause();
        }
        assertFalse(waiting.isDone());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
