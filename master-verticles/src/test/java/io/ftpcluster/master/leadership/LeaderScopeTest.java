package io.ftpcluster.master.leadership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderScopeTest {

    private static final Duration PERIOD = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final FakeLeadership leadership = new FakeLeadership();
    private final LeaderScope scope = new LeaderScope(vertx, leadership);
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /** Writes down its calls. */
    private class NamedWork implements LeaderWork {
        final String name;
        final Queue<Future<?>> begins = new ConcurrentLinkedQueue<>();
        volatile Leadership term;

        /** @param begins what its first begins become; all others succeed */
        NamedWork(String name, Future<?>... begins) {
            this.name = name;
            this.begins.addAll(List.of(begins));
        }

        @Override
        public Future<?> begin(Leadership given) {
            term = given;
            calls.add("begin " + name);
            Future<?> next = begins.poll();
            return next == null ? Future.succeededFuture() : next;
        }

        @Override
        public void end() {
            calls.add("end " + name);
        }
    }

    private <T> T run(Supplier<Future<T>> step) throws TimeoutException {
        return Future.<T>future(done -> context.runOnContext(on -> step.get().onComplete(done)))
                .await(30, TimeUnit.SECONDS);
    }

    private void check() throws TimeoutException {
        run(() -> scope.check().mapEmpty());
    }

    /** Until the timers of the period have fired so often as a task would that still ran. */
    private void awaitPeriods(int count) throws TimeoutException {
        AtomicInteger fired = new AtomicInteger();
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> vertx.setPeriodic(PERIOD.toMillis(), timer -> {
            if (fired.incrementAndGet() == count) {
                vertx.cancelTimer(timer);
                done.complete();
            }
        }));
        done.future().await(30, TimeUnit.SECONDS);
    }

    @Test
    void worksBeginAndEndWithTheLease() throws Exception {
        leadership.lose();
        scope.with("A", new NamedWork("A")).with("B", new NamedWork("B"));
        check();
        assertFalse(scope.isHeld());
        assertEquals(List.of(), calls);

        Token token = leadership.gain("one", 1);
        assertFalse(scope.isHeld(), "not begun yet");
        check();
        check();
        assertEquals(token, scope.token().orElseThrow());
        assertEquals(List.of("begin A", "begin B"), calls);

        leadership.lose();
        assertFalse(scope.isHeld(), "at once");
        check();
        assertEquals(List.of("begin A", "begin B", "end B", "end A"), calls);
    }

    @Test
    void aTermIsOverForGood() throws Exception {
        NamedWork work = new NamedWork("A");
        scope.with("A", work);
        leadership.gain("one", 1);
        check();
        Leadership first = work.term;
        assertTrue(first.isHeld());

        leadership.gain("one", 3);
        assertFalse(first.isHeld());
        assertFalse(scope.isHeld(), "of the next term nothing is begun yet");
        check();
        assertEquals(List.of("begin A", "end A", "begin A"), calls);
        Leadership second = work.term;

        leadership.lose();
        check();
        leadership.gain("one", 3);
        check();
        assertTrue(scope.isHeld(), "nobody else had it");
        assertFalse(second.isHeld(), "but its work has ended");
    }

    @Test
    void aBeginThatFailsIsEndedAndTriedAgain() throws Exception {
        LogCapture log = new LogCapture();
        try {
            scope.with("A", new NamedWork("A"))
                    .with("Work B", new NamedWork("B", Future.failedFuture("away"), Future.failedFuture("still away")));
            assertThrows(Throwable.class, this::check);
            assertThrows(Throwable.class, this::check);
            check();
            check();
            assertEquals(List.of("begin A", "begin B", "end B", "begin B", "end B", "begin B"), calls);
            assertEquals(1, log.lines().stream().filter(line -> line.contains("Work B can't begin")).count());
        } finally {
            log.close();
        }
    }

    @Test
    void aBeginThatEndsInALaterTermChangesNothingThere() throws Exception {
        Promise<Void> late = Promise.promise();
        scope.with("A", new NamedWork("A", late.future()));
        leadership.gain("one", 1);
        Future<?> first = run(() -> Future.succeededFuture(scope.check()));
        leadership.gain("one", 3);
        check();
        assertEquals(List.of("begin A", "end A", "begin A"), calls);

        run(() -> {
            late.fail("too late");
            return first.otherwiseEmpty().mapEmpty();
        });
        check();
        assertEquals(List.of("begin A", "end A", "begin A"), calls);
    }

    @Test
    void oneThatThrowsKeepsNoOtherFromEnding() throws Exception {
        scope.with("A", new NamedWork("A")).with("B", new NamedWork("B") {
            @Override
            public void end() {
                throw new IllegalStateException("B");
            }
        });
        check();
        leadership.lose();
        check();
        assertEquals(List.of("begin A", "begin B", "end A"), calls);
    }

    @Test
    void aPeriodicTaskNeverRunsAfterTheTerm() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<String> wrong = new CopyOnWriteArrayList<>();
        scope.every(PERIOD, "Task", term -> {
            runs.incrementAndGet();
            if (!term.isHeld() || !leadership.isHeld()) {
                wrong.add("ran without the lease");
            }
            return Future.succeededFuture();
        });
        leadership.lose();
        run(() -> scope.start().mapEmpty());
        awaitPeriods(20);
        assertEquals(0, runs.get());

        leadership.gain("one", 1);
        check();
        Eventually.until(() -> runs.get() > 3);
        // On its own loop, so that no run is under way; no check comes before its next run could.
        int before = run(() -> {
            leadership.lose();
            return Future.succeededFuture(runs.get());
        });
        awaitPeriods(20);
        assertEquals(before, runs.get());

        leadership.gain("one", 3);
        check();
        Eventually.until(() -> runs.get() > before);
        int last = run(() -> scope.stop(PATIENCE).map(stopped -> runs.get()));
        awaitPeriods(20);
        assertEquals(last, runs.get());
        assertEquals(List.of(), wrong);
    }

    @Test
    void runsFollowEachOtherAndTheStopWaitsForTheLast() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Promise<Void> slow = Promise.promise();
        List<Leadership> terms = new CopyOnWriteArrayList<>();
        scope.every(PERIOD, "Task", term -> {
            terms.add(term);
            runs.incrementAndGet();
            return slow.future();
        });
        run(() -> scope.start().mapEmpty());
        Eventually.until(() -> runs.get() == 1);
        awaitPeriods(20);
        assertEquals(1, runs.get());

        Future<Void> stopped = run(() -> Future.succeededFuture(scope.stop(PATIENCE)));
        assertFalse(terms.getFirst().isHeld(), "which tells the run that is under way");
        assertFalse(stopped.isComplete());
        context.runOnContext(now -> slow.complete());
        stopped.await(30, TimeUnit.SECONDS);
    }

    @Test
    void aStopDoesNotWaitForeverForATask() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        scope.every(PERIOD, "Task", term -> {
            runs.incrementAndGet();
            return Promise.promise().future();
        });
        run(() -> scope.start().mapEmpty());
        Eventually.until(() -> runs.get() == 1);
        run(() -> scope.stop(Duration.ofMillis(20)));
        assertFalse(scope.isHeld());
    }

    @Test
    void aTaskThatFailsIsLoggedOnceAndTriedAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        LogCapture log = new LogCapture();
        try {
            scope.every(PERIOD, "Task that fails", term -> {
                if (runs.incrementAndGet() % 2 == 0) {
                    throw new IllegalStateException("thrown");
                }
                return Future.failedFuture("failed");
            });
            run(() -> scope.start().mapEmpty());
            Eventually.until(() -> runs.get() > 5);
            assertEquals(1, log.lines().stream().filter(line -> line.contains("Task that fails failed")).count());
        } finally {
            log.close();
        }
    }

    @Test
    void aWriteThatIsRefusedEndsTheTerm() throws Exception {
        scope.with("A", new NamedWork("A"));
        Token token = leadership.gain("one", 1);
        check();
        assertThrows(FailureException.class,
                () -> scope.<Void>write(carried -> Future.failedFuture(Leases.superseded(carried.lease())))
                        .await(30, TimeUnit.SECONDS));
        assertFalse(leadership.isHeld());
        check();
        assertEquals(List.of("begin A", "end A"), calls);
        assertEquals("work", token.lease());
    }
}
