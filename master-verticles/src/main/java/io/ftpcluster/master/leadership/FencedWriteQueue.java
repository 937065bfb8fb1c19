package io.ftpcluster.master.leadership;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Leases.Token;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be written by the node that holds a lease: bounded, in batches, one at a time with a pause after each, so
 * that nobody else waits long for whoever takes it. Of two items with one key the newer counts. What fails stays and is
 * tried again, ever later, also what this node may not write now: whoever ends with the lease {@link #clear}s it. When it is
 * full the oldest goes, which is counted, and said once. Not thread-safe: one event loop owns it.
 */
public final class FencedWriteQueue<K, T> {

    private static final Logger LOG = LoggerFactory.getLogger(FencedWriteQueue.class);
    private static final long FIRST_RETRY = 1_000;
    private static final long LAST_RETRY = 30_000;
    private static final long NO_PAUSE = -1;

    /**
     * @param name for the log
     * @param capacity items that may wait
     * @param batch items at once
     * @param pause between two batches
     * @param tries after which a batch is given up; 0: never
     */
    public record Limits(String name, int capacity, int batch, Duration pause, int tries) {}

    private static final class Entry<T> {
        final T item;
        final Promise<Void> done;
        boolean leaving;

        Entry(T item, Promise<Void> done) {
            this.item = item;
            this.done = done;
        }
    }

    private final Vertx vertx;
    private final Limits limits;
    private final Leadership leadership;
    private final BiFunction<List<T>, Token, Future<?>> send;
    private final Runnable dropped;
    private final LinkedHashMap<K, Entry<T>> waiting = new LinkedHashMap<>();
    /** While something is on its way, and in the pause after. */
    private boolean busy;
    private long pause = NO_PAUSE;
    private boolean hurried;
    private boolean complained;
    private int failures;
    private Promise<Void> emptied = Promise.promise();

    /**
     * @param leadership by which it writes; while it isn't held nothing is sent
     * @param send completes when the items are written, if the token holds
     * @param dropped is told of each item that is given up
     */
    public FencedWriteQueue(Vertx vertx, Leadership leadership, Limits limits,
            BiFunction<List<T>, Token, Future<?>> send, Runnable dropped) {
        this.vertx = vertx;
        this.leadership = leadership;
        this.limits = limits;
        this.send = send;
        this.dropped = dropped;
    }

    /** Completes when it, or a newer one with its key, has arrived; fails UNAVAILABLE when it was given up. */
    public Future<Void> put(K key, T item) {
        Entry<T> old = waiting.get(key);
        Entry<T> entry = new Entry<>(item, old == null || old.leaving ? Promise.promise() : old.done);
        waiting.put(key, entry);
        if (waiting.size() > limits.capacity()) {
            dropOldest();
        }
        if (!busy) {
            // When all of this moment are here, so that they go together.
            again(1);
        }
        return entry.done.future();
    }

    /** What waits under a key, or null. */
    public T peek(K key) {
        Entry<T> entry = waiting.get(key);
        return entry == null ? null : entry.item;
    }

    /** What waits under keys of some kind; looks at all that wait. */
    public List<T> find(Predicate<K> wanted) {
        return waiting.entrySet()
                .stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(entry -> entry.getValue().item)
                .toList();
    }

    public void remove(K key) {
        Entry<T> entry = waiting.remove(key);
        if (entry != null) {
            giveUp(entry);
        }
    }

    /** Somebody else does it now. */
    public void clear() {
        List<Entry<T>> all = new ArrayList<>(waiting.values());
        waiting.clear();
        all.forEach(this::giveUp);
    }

    public int size() {
        return waiting.size();
    }

    /** Sends all that waits, without pauses; what can't be sent by then remains. */
    public Future<Void> drain(Duration limit) {
        hurried = true;
        failures = 0;
        if (waiting.isEmpty()) {
            return Future.succeededFuture();
        }
        if (pause != NO_PAUSE && vertx.cancelTimer(pause)) {
            pauseOver();
        }
        pump();
        return emptied.future().timeout(limit.toMillis(), TimeUnit.MILLISECONDS).recover(late -> {
            LOG.error("{}: {} are lost as they could not be delivered before the end", limits.name(), waiting.size());
            return Future.succeededFuture();
        });
    }

    private void pump() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        List<Map.Entry<K, Entry<T>>> batch = new ArrayList<>();
        for (Map.Entry<K, Entry<T>> entry : waiting.entrySet()) {
            entry.getValue().leaving = true;
            batch.add(Map.entry(entry.getKey(), entry.getValue()));
            if (batch.size() == limits.batch()) {
                break;
            }
        }
        List<T> items = batch.stream().map(entry -> entry.getValue().item).toList();
        Future<?> sent;
        try {
            sent = leadership.write(token -> send.apply(items, token).mapEmpty());
        } catch (RuntimeException e) {
            sent = Future.failedFuture(e);
        }
        sent.onSuccess(done -> sent(batch)).onFailure(cause -> failed(batch, cause));
    }

    private void sent(List<Map.Entry<K, Entry<T>>> batch) {
        if (failures > 0) {
            LOG.info("{}: delivered again", limits.name());
        }
        failures = 0;
        batch.forEach(entry -> {
            waiting.remove(entry.getKey(), entry.getValue());
            entry.getValue().done.tryComplete();
        });
        complained &= waiting.size() > limits.capacity() / 2;
        again(hurried ? 1 : limits.pause().toMillis());
    }

    private void failed(List<Map.Entry<K, Entry<T>>> batch, Throwable cause) {
        failures++;
        if (failures == 1) {
            // Not the stack and not the request: either may hold what nobody should read.
            LOG.error("{}: can't be delivered now ({}), {} wait", limits.name(), cause.getMessage(), waiting.size());
        }
        batch.forEach(entry -> entry.getValue().leaving = false);
        if (limits.tries() > 0 && failures >= limits.tries()) {
            LOG.error("{}: {} given up after {} tries", limits.name(), batch.size(), failures);
            batch.forEach(entry -> {
                if (waiting.remove(entry.getKey(), entry.getValue())) {
                    dropped.run();
                }
                giveUp(entry.getValue());
            });
            failures = 0;
        }
        again(Math.min(LAST_RETRY, FIRST_RETRY << Math.min(5, Math.max(0, failures - 1))));
    }

    private void again(long delay) {
        busy = true;
        if (waiting.isEmpty()) {
            emptied.tryComplete();
            emptied = Promise.promise();
        }
        pause = vertx.setTimer(Math.max(1, delay), timer -> {
            pauseOver();
            pump();
        });
    }

    private void pauseOver() {
        pause = NO_PAUSE;
        busy = false;
    }

    private void dropOldest() {
        Iterator<Entry<T>> oldest = waiting.values().iterator();
        Entry<T> entry = oldest.next();
        oldest.remove();
        giveUp(entry);
        dropped.run();
        if (!complained) {
            complained = true;
            LOG.error("{}: {} wait, the oldest are dropped from now on", limits.name(), waiting.size());
        }
    }

    private void giveUp(Entry<T> entry) {
        entry.done.tryFail(Failure.of(FailureCode.UNAVAILABLE, limits.name() + " can't take more now.")
                .retryAfter(30)
                .exception());
    }
}
