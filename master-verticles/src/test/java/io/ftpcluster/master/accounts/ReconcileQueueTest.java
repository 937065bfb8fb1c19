package io.ftpcluster.master.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When servers come to their turn, by a clock that the test moves. */
class ReconcileQueueTest {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LAST = Duration.ofSeconds(60);

    private final ManualTurns turns = new ManualTurns();
    private final List<String> runs = new ArrayList<>();
    private final Map<String, Reconciler.End> ends = new HashMap<>();
    private final ReconcileQueue queue = new ReconcileQueue(turns, server -> {
        runs.add(server);
        return ends.getOrDefault(server, Reconciler.End.SETTLED);
    }, FIRST, LAST);

    /** What waits for its turn. */
    private static final class ManualTurns implements ReconcileQueue.Turns {
        private final Deque<Runnable> soon = new ArrayDeque<>();
        private final List<Later> later = new ArrayList<>();
        private long now;

        private record Later(long at, Runnable work) {}

        @Override
        public void soon(Runnable work) {
            soon.add(work);
        }

        @Override
        public Runnable after(long millis, Runnable work) {
            Later one = new Later(now + millis, work);
            later.add(one);
            return () -> later.remove(one);
        }

        void runOne() {
            soon.remove().run();
        }

        void runAll() {
            while (!soon.isEmpty()) {
                runOne();
            }
        }

        void pass(Duration time) {
            now += time.toMillis();
            List.copyOf(later).stream().filter(one -> one.at() <= now).forEach(one -> {
                later.remove(one);
                one.work().run();
            });
            runAll();
        }
    }

    @Test
    void someAtOnceAndTheOthersFollow() {
        for (int i = 0; i < ReconcileQueue.MOST + 2; i++) {
            queue.add("s" + i);
        }
        assertEquals(ReconcileQueue.MOST, turns.soon.size());
        turns.runOne();
        assertEquals(ReconcileQueue.MOST, turns.soon.size(), "the next one follows");
        turns.runAll();
        assertEquals(ReconcileQueue.MOST + 2, runs.size());
        assertEquals(runs.size(), runs.stream().distinct().count());
        assertFalse(queue.has("s0"));
    }

    @Test
    void whatChangesDuringARunIsLookedAtOnceMore() {
        queue.add("alpha");
        queue.add("alpha");
        queue.add("alpha");
        assertTrue(queue.has("alpha"));
        turns.runAll();
        assertEquals(List.of("alpha", "alpha"), runs);
    }

    @Test
    void aFailureIsTriedAgainEverLater() {
        ends.put("alpha", Reconciler.End.AGAIN);
        queue.add("alpha");
        turns.runAll();
        for (int seconds : new int[]{5, 10, 20, 40, 60, 60}) {
            int before = runs.size();
            turns.pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertEquals(before, runs.size());
            assertTrue(queue.has("alpha"));
            turns.pass(Duration.ofMillis(1));
            assertEquals(before + 1, runs.size());
        }
    }

    @Test
    void whatWorksInBetweenBeginsAnew() {
        ends.put("alpha", Reconciler.End.AGAIN);
        queue.add("alpha");
        turns.runAll();
        turns.pass(FIRST);
        ends.put("alpha", Reconciler.End.SETTLED);
        turns.pass(FIRST.multipliedBy(2));
        assertFalse(queue.has("alpha"));
        ends.put("alpha", Reconciler.End.AGAIN);
        queue.add("alpha");
        turns.runAll();
        int before = runs.size();
        turns.pass(FIRST);
        assertEquals(before + 1, runs.size());
    }

    @Test
    void aWordOfSomebodyComesBeforeTheNextTry() {
        ends.put("alpha", Reconciler.End.AGAIN);
        queue.add("alpha");
        turns.runAll();
        ends.put("alpha", Reconciler.End.SETTLED);
        queue.add("alpha");
        turns.runAll();
        turns.pass(LAST);
        assertEquals(List.of("alpha", "alpha"), runs);
    }

    @Test
    void whatWaitsForItsAgentCostsNothing() {
        ends.put("alpha", Reconciler.End.AWAY);
        queue.add("alpha");
        turns.runAll();
        assertFalse(queue.has("alpha"));
        assertEquals(List.of(), turns.later);
    }

    @Test
    void clearedItDoesNothingMore() {
        ends.put("alpha", Reconciler.End.AGAIN);
        queue.add("alpha");
        turns.runAll();
        for (int i = 0; i < ReconcileQueue.MOST + 2; i++) {
            queue.add("s" + i);
        }
        queue.clear();
        turns.runAll();
        turns.pass(LAST);
        assertEquals(ReconcileQueue.MOST + 1, runs.size(), "those that had begun come to their end");
    }
}
