package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.text.LogThrottle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the points of hours out of the minutes in the database: after the hour, after a restart for the hour in which the
 * portal ended, and after minutes came late. So a point is the same however often it is made. One after the other.
 */
public final class HourlyRollup {

    private static final Logger LOG = LoggerFactory.getLogger(HourlyRollup.class);
    /** Each of 10,000 servers a few. */
    private static final int CAPACITY = 50_000;
    private static final String ROLLUP = "rollup";

    private record Key(String serverId, long hour) {}

    private final ChunkStore store;
    private final PointsCodec codec;
    private final LinkedHashMap<Key, Promise<Void>> waiting = new LinkedHashMap<>();
    private boolean busy;
    private final LogThrottle failures = LogThrottle.untilOver();
    private boolean stopped;

    public HourlyRollup(ChunkStore store, PointsCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /**
     * Completes when the point is in the database.
     *
     * @param hour its beginning, in seconds since the epoch
     */
    public Future<Void> roll(String serverId, long hour) {
        if (waiting.size() >= CAPACITY) {
            return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "Too many hours wait to be summed up.")
                    .retryAfter(60)
                    .exception());
        }
        Future<Void> done = waiting.computeIfAbsent(new Key(serverId, hour), key -> Promise.promise()).future();
        next();
        return done;
    }

    private void next() {
        Iterator<Map.Entry<Key, Promise<Void>>> first = waiting.entrySet().iterator();
        if (busy || stopped || !first.hasNext()) {
            return;
        }
        busy = true;
        Map.Entry<Key, Promise<Void>> entry = first.next();
        Key key = entry.getKey();
        Promise<Void> promise = entry.getValue();
        first.remove();
        store.loadStored(key.serverId(), Resolution.MINUTES, key.hour(),
                key.hour() + TimeBuckets.step(Resolution.HOURS)).onComplete(minutes -> {
                    // What follows may go beside the next one: changes of one chunk wait for each other in the store.
                    busy = false;
                    Future<Void> done = minutes.succeeded() && !stopped
                            ? put(key, minutes.result().values().stream().map(this::decode).toList())
                            : Future.failedFuture(stopped ? stopping() : minutes.cause());
                    done.onSuccess(there -> failures.over(ROLLUP)).onFailure(this::complain).onComplete(promise);
                    next();
                });
    }

    /** After {@link #stop}. */
    public void resume() {
        stopped = false;
    }

    /** What waits is done by whoever leads next, or at the next start. */
    public void stop() {
        stopped = true;
        waiting.values().forEach(promise -> promise.fail(stopping()));
        waiting.clear();
    }

    private static FailureException stopping() {
        return Failure.of(FailureCode.UNAVAILABLE, "This node sums up no more.").exception();
    }

    private Points decode(Chunk chunk) {
        return codec.decode(chunk.points(), chunk.resolution());
    }

    private Future<Void> put(Key key, List<Points> minutes) {
        if (minutes.isEmpty()) {
            return Future.succeededFuture();
        }
        long start = TimeBuckets.chunk(Resolution.HOURS, key.hour());
        return store.change(new ChunkKey(key.serverId(), Resolution.HOURS, start), old -> {
            Points hours = old == null ? new Points(TimeBuckets.points(Resolution.HOURS)) : decode(old);
            hours.summarise((int) ((key.hour() - start) / TimeBuckets.step(Resolution.HOURS)), minutes);
            return codec.chunk(key.serverId(), Resolution.HOURS, start, hours);
        });
    }

    private void complain(Throwable cause) {
        if (!stopped) {
            failures.admit(ROLLUP)
                    .ifPresent(first -> LOG.error("Hours can't be summed up now: {}", cause.getMessage()));
        }
    }
}
