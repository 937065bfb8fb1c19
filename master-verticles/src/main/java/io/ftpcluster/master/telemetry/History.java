package io.ftpcluster.master.telemetry;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The chunks that grow, of all servers: each server's are stored once a minute, one after the other so that the minute is
 * evenly used. Not thread-safe.
 */
final class History {

    /** Of a minute; a tenth of a second each. */
    static final int SLOTS = 600;

    private final ChunkStore store;
    private final PointsCodec codec;
    private final Hours hours;
    private final Consumer<String> stored;
    private final List<Map<String, ServerHistory>> slots = new ArrayList<>(
            Stream.generate(() -> (Map<String, ServerHistory>) new HashMap<String, ServerHistory>()).limit(SLOTS)
                    .toList());
    private int next;

    /** @param stored is told whose history is being stored, once a minute while it has some */
    History(ChunkStore store, PointsCodec codec, Hours hours, Consumer<String> stored) {
        this.store = store;
        this.codec = codec;
        this.hours = hours;
        this.stored = stored;
    }

    /**
     * What comes late counts where it belongs as long as that is still growing, else now.
     *
     * @param now by our clock, in seconds since the epoch
     */
    void add(String serverId, long now, Sample sample) {
        ServerHistory server = of(serverId);
        long measured = TimeUnit.MILLISECONDS.toSeconds(sample.at());
        server.add(measured < now && server.holds(measured) ? measured : now, Points.values(sample));
    }

    ServerHistory of(String serverId) {
        return slot(serverId).computeIfAbsent(serverId, ServerHistory::new);
    }

    private Map<String, ServerHistory> slot(String serverId) {
        return slots.get(Math.floorMod(serverId.hashCode(), SLOTS));
    }

    void forget(String serverId) {
        slot(serverId).remove(serverId);
        store.forget(serverId);
    }

    /** To be called {@link #SLOTS} times a minute. */
    void flushNext() {
        next = (next + 1) % SLOTS;
        slots.get(next).values().forEach(server -> flush(server));
    }

    void flushAll() {
        slots.forEach(slot -> slot.values().forEach(server -> flush(server)));
    }

    /** Each completes when its chunk is in the database. */
    List<Future<Void>> flush(ServerHistory server) {
        List<Running> taken = server.take();
        List<Future<Void>> all = new ArrayList<>(taken.size());
        for (Running running : taken) {
            Chunk chunk = codec.chunk(server.serverId(), running.resolution(), running.start(), running.points());
            Future<Void> done = store.put(chunk);
            all.add(done);
            if (running.resolution() == Resolution.MINUTES && !server.isRunning(running)) {
                done.onSuccess(there -> hours.roll(server.serverId(), Grid.chunk(Resolution.MINUTES, running
                        .start())));
            }
        }
        if (!taken.isEmpty()) {
            stored.accept(server.serverId());
        }
        return all;
    }

    /** Copies of those that may not be stored, by their start. */
    Map<Long, Points> held(String serverId, Resolution resolution) {
        Map<Long, Points> held = new HashMap<>();
        ServerHistory server = slot(serverId).get(serverId);
        if (server != null) {
            server.held(resolution).forEach(running -> held.put(running.start(), running.points().copy()));
        }
        return held;
    }
}
