package io.ftpcluster.master.accounts;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which servers are to be reconciled, and when: some at once, each by one run at a time, and once more when something changed
 * meanwhile. What failed is tried again, ever later; what waits for its agent costs nothing. One context owns it, on virtual
 * threads: a run waits, and others go on.
 */
final class ReconcileQueue {

    /** Servers at once. */
    static final int MOST = 8;

    private final Turns turns;
    private final Function<String, Reconciler.End> run;
    private final Duration firstRetry;
    private final Duration lastRetry;
    private final LinkedHashSet<String> due = new LinkedHashSet<>();
    private final Set<String> running = new HashSet<>();
    /** What cancels the next try of those that are tried again, by server. */
    private final Map<String, Runnable> retries = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();

    /** What is done on the queue's context, at once or later. */
    interface Turns {

        void soon(Runnable work);

        /** Returns what cancels it. */
        Runnable after(long millis, Runnable work);

        static Turns of(Vertx vertx) {
            Context context = vertx.getOrCreateContext();
            return new Turns() {
                @Override
                public void soon(Runnable work) {
                    context.runOnContext(go -> work.run());
                }

                @Override
                public Runnable after(long millis, Runnable work) {
                    long timer = vertx.setTimer(millis, due -> work.run());
                    return () -> vertx.cancelTimer(timer);
                }
            };
        }
    }

    /** @param run reconciles a server, and throws nothing */
    ReconcileQueue(Turns turns, Function<String, Reconciler.End> run, Duration firstRetry, Duration lastRetry) {
        this.turns = turns;
        this.run = run;
        this.firstRetry = firstRetry;
        this.lastRetry = lastRetry;
    }

    /** As soon as it can be. */
    void add(String server) {
        cancelRetry(server);
        due.add(server);
        pump();
    }

    /** Nothing of what waits; what runs comes to its own end. */
    void clear() {
        due.clear();
        failures.clear();
        retries.values().forEach(Runnable::run);
        retries.clear();
    }

    /** Whether it will be looked at without anybody's word. */
    boolean has(String server) {
        return due.contains(server) || running.contains(server) || retries.containsKey(server);
    }

    private void pump() {
        Iterator<String> waiting = due.iterator();
        while (running.size() < MOST && waiting.hasNext()) {
            String server = waiting.next();
            if (running.add(server)) {
                waiting.remove();
                turns.soon(() -> run(server));
            }
        }
    }

    private void run(String server) {
        Reconciler.End end = run.apply(server);
        running.remove(server);
        if (end == Reconciler.End.AGAIN && !due.contains(server)) {
            retry(server);
        } else if (end != Reconciler.End.AGAIN) {
            failures.remove(server);
        }
        pump();
    }

    private void retry(String server) {
        int failed = failures.merge(server, 1, Integer::sum);
        long delay = Math.min(lastRetry.toMillis(), firstRetry.toMillis() << Math.min(failed - 1, 16));
        cancelRetry(server);
        retries.put(server, turns.after(delay, () -> {
            retries.remove(server);
            due.add(server);
            pump();
        }));
    }

    private void cancelRetry(String server) {
        Runnable cancel = retries.remove(server);
        if (cancel != null) {
            cancel.run();
        }
    }
}
