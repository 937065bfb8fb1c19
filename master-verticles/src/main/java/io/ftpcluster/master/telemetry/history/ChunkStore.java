package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.FencedWriteQueue;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.telemetry.metrics.Meters;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.FindChunks;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.StoreChunks;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The chunks in the database, and those that wait to get there, which are newer. Not thread-safe. */
public final class ChunkStore {

    /** Some 40 MB of what isn't stored; more than 10,000 servers write in three minutes. */
    private static final int CAPACITY = 30_000;
    /** Rows of one transaction: who logs in meanwhile waits for one at most. */
    private static final int BATCH = 100;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Bus bus;
    private final ChunkLoader loader;
    private final FencedWriteQueue<ChunkKey, Chunk> writeQueue;
    private final Map<ChunkKey, Future<Future<Void>>> changing = new HashMap<>();

    /** @param leadership to store */
    public ChunkStore(Vertx vertx, Bus bus, Leadership leadership, Meters meters) {
        this.bus = bus;
        this.loader = new ChunkLoader(vertx, bus);
        this.writeQueue = new FencedWriteQueue<>(vertx, leadership,
                new FencedWriteQueue.Limits("Storing telemetry", CAPACITY, BATCH, PAUSE, 0),
                (chunks, token) -> bus.request(Telemetry.STORE, new StoreChunks(chunks, token)),
                () -> meters.dropped(Meters.Queue.CHUNKS, 1));
    }

    /** Completes when it is in the database. */
    Future<Void> put(Chunk chunk) {
        return writeQueue.put(ChunkKey.of(chunk), chunk);
    }

    /** Those that are in the database and start in a span, in seconds since the epoch; by their start. */
    Future<Map<Long, Chunk>> loadStored(String serverId, Resolution resolution, long from, long to) {
        return bus.request(Telemetry.LOAD, new FindChunks(serverId, resolution, from, to)).map(found -> {
            Map<Long, Chunk> all = new TreeMap<>();
            found.chunks().forEach(chunk -> all.put(chunk.start(), chunk));
            return all;
        });
    }

    /** As {@link #loadStored}, with those that wait. */
    Future<Map<Long, Chunk>> load(String serverId, Resolution resolution, long from, long to) {
        Predicate<ChunkKey> wanted = key -> key.serverId().equals(serverId) && key.resolution() == resolution
                && key.start() >= from && key.start() < to;
        // Before, too: what leaves meanwhile may have reached the database after it was read.
        List<Chunk> before = writeQueue.find(wanted);
        return loadStored(serverId, resolution, from, to).map(all -> {
            before.forEach(chunk -> all.put(chunk.start(), chunk));
            writeQueue.find(wanted).forEach(chunk -> all.put(chunk.start(), chunk));
            return all;
        });
    }

    /**
     * Changes one, which may not be there yet: what {@code change} is given is null then. Changes of one chunk wait for each
     * other. Completes when the new one is in the database.
     */
    Future<Void> change(ChunkKey key, UnaryOperator<Chunk> change) {
        Future<Future<Void>> put = changing.getOrDefault(key, Future.succeededFuture())
                .transform(earlier -> newest(key))
                .map(old -> put(change.apply(old)));
        changing.put(key, put);
        put.onComplete(made -> changing.remove(key, put));
        return put.compose(stored -> stored);
    }

    private Future<Chunk> newest(ChunkKey key) {
        Chunk before = writeQueue.peek(key);
        return loader.load(key).map(found -> {
            Chunk after = writeQueue.peek(key);
            return after != null ? after : before != null ? before : found;
        });
    }

    void forget(String serverId) {
        List<ChunkKey> keys = new ArrayList<>();
        writeQueue.find(key -> key.serverId().equals(serverId)).forEach(chunk -> keys.add(ChunkKey.of(chunk)));
        keys.forEach(writeQueue::remove);
    }

    /** What waits is given up: another node stores from now on. */
    public void clear() {
        writeQueue.clear();
    }

    public int waiting() {
        return writeQueue.size() + changing.size();
    }

    /** Sends all that waits, with what is being changed. */
    public Future<Void> drain(Duration limit) {
        return Future.join(List.copyOf(changing.values()))
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .transform(changed -> writeQueue.drain(limit));
    }
}
