package io.ftpcluster.master.persistence.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Leases.Release;
import io.ftpcluster.messages.Leases.Take;
import io.ftpcluster.messages.Leases.Taken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class LeaseRepositoryTest {

    @RegisterExtension
    private final TestStore store;
    private LeaseRepository leases;

    LeaseRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        leases = new LeaseRepository(store.database);
    }

    private Taken take(String name, String holder) {
        return leases.take(new Take(name, holder, 8));
    }

    /** As time does. */
    private void runOut(String name) {
        store.database.append(
                sql -> sql.change("UPDATE leases SET expires_at = " + store.database.now() + " WHERE name = ?", name));
    }

    @Test
    void belongsToOneUntilItRunsOutAndCountsItsHolders() {
        assertEquals(new Taken(true, "a", 1), take("work", "a"));
        assertEquals(new Taken(false, "a", 1), take("work", "b"));
        assertEquals(new Taken(true, "a", 1), take("work", "a"));
        assertEquals(new Taken(true, "b", 1), take("other", "b"));
        runOut("work");
        assertEquals(new Taken(true, "b", 2), take("work", "b"));
        assertEquals(new Taken(false, "b", 2), take("work", "a"));
    }

    @Test
    void lastsAsLongAsWasAskedFor() {
        take("work", "a");
        long millis = store.database.read(sql -> sql.first(row -> row.getLong("left_millis"),
                "SELECT expires_at - " + store.database.now() + " AS left_millis FROM leases")).orElseThrow();
        assertTrue(millis > 4000 && millis <= 8000, millis + " ms");
    }

    @Test
    void isGivenBackByItsHolderOnly() {
        take("work", "a");
        leases.release(new Release("work", "b"));
        assertEquals(new Taken(false, "a", 1), take("work", "b"));
        leases.release(new Release("work", "a"));
        assertEquals(new Taken(true, "b", 2), take("work", "b"));
        leases.release(new Release("work", "b"));
        assertEquals(new Taken(true, "b", 3), take("work", "b"), "what was given back isn't what is taken");
    }

    @Test
    void ofManyWhoAskAtOnceOneGetsIt() throws Exception {
        List<Callable<Taken>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String holder = "node" + i;
            all.add(() -> take("work", holder));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int held = 0;
            for (Future<Taken> answer : threads.invokeAll(all)) {
                held += answer.get().held() ? 1 : 0;
            }
            assertEquals(1, held);
        }
    }
}
