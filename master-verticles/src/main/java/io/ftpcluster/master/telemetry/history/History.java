package io.ftpcluster.master.telemetry.history;

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
 * The chunks that grow, of all servers, on every node. The one that leads stores each server's once a minute, one after the
 * other so that the minute is evenly used; the others keep what may not be stored yet. Not thread-safe.
 */
public final class History {

    /** Of a minute; a tenth of a second each. */
    public static final int SLOTS = 600;
    /** In seconds; the nodes' clocks are set by NTP. */
    private static final int APART = 300;

    private final ChunkStore store;
    private final PointsCodec codec;
    private final HourlyRollup hours;
    private final Consumer<String> stored;
    private final List<Map<String, ServerHistory>> slots = new ArrayList<>(
            Stream.generate(() -> (Map<String, ServerHistory>) new HashMap<String, ServerHistory>())
                    .limit(SLOTS)
                    .toList());
    private int next;
    /** When all slots' turn began, in seconds since the epoch, or 0; then when the round before this one did. */
    private long roundBegan;
    private long taken;
    private long storedTo;
    /** Counts how often this node has begun to lead. */
    private long term;

    /** @param stored is told whose history is being stored, once a minute while it has some */
    public History(ChunkStore store, PointsCodec codec, HourlyRollup hours, Consumer<String> stored) {
        this.store = store;
        this.codec = codec;
        this.hours = hours;
        this.stored = stored;
    }

    /**
     * When the sample says, by the clock of the node that got it, so that it is the same point on all nodes. What comes late
     * counts there as long as that is still growing, else now; so does what comes from clocks that differ much.
     *
     * @param now by our clock, in seconds since the epoch
     */
    public void add(String serverId, long now, Sample sample) {
        ServerHistory server = of(serverId);
        long measured = TimeUnit.MILLISECONDS.toSeconds(sample.at());
        boolean counts = Math.abs(measured - now) <= APART || (measured < now && server.holds(measured));
        server.add(counts ? measured : now, Points.values(sample));
    }

    /** Something may have been missed until now, in seconds since the epoch, of all servers. */
    public void doubt(long now) {
        slots.forEach(slot -> slot.values().forEach(server -> server.doubt(now)));
    }

    /** This node leads from now on: others have stored meanwhile. */
    public void beginTerm() {
        term++;
        beginRound();
        storedTo = 0;
    }

    private void beginRound() {
        roundBegan = 0;
        taken = 0;
    }

    /** What was measured before is in the database, in seconds since the epoch; 0 while that isn't known. */
    public long storedTo() {
        if (store.waiting() == 0) {
            storedTo = Math.max(storedTo, taken);
        }
        return storedTo;
    }

    ServerHistory of(String serverId) {
        return slot(serverId).computeIfAbsent(serverId, ServerHistory::new);
    }

    private Map<String, ServerHistory> slot(String serverId) {
        return slots.get(Math.floorMod(serverId.hashCode(), SLOTS));
    }

    public void forget(String serverId) {
        slot(serverId).remove(serverId);
        store.forget(serverId);
    }

    /**
     * To be called {@link #SLOTS} times a minute.
     *
     * @param now in seconds since the epoch
     */
    public void flushNext(long now) {
        next = (next + 1) % SLOTS;
        if (next == 0) {
            taken = roundBegan;
            roundBegan = now;
        }
        slots.get(next).values().forEach(server -> flush(server));
    }

    /**
     * Instead of {@link #flushNext}, on a node that doesn't lead.
     *
     * @param storedTo what was measured before, in seconds since the epoch, is in the database
     */
    public void forgetNext(long storedTo) {
        next = (next + 1) % SLOTS;
        slots.get(next).values().forEach(server -> server.forget(storedTo));
    }

    public void flushAll() {
        slots.forEach(slot -> slot.values().forEach(server -> flush(server)));
    }

    /** Each completes when its chunk is in the database. */
    List<Future<Void>> flush(ServerHistory server) {
        List<OpenChunk> taken = server.take();
        List<Future<Void>> all = new ArrayList<>(taken.size());
        for (OpenChunk running : taken) {
            Future<Void> done = store(server, running).onFailure(cause -> {
                server.giveBack(running);
                beginRound();
            });
            all.add(done);
            if (running.resolution() == Resolution.MINUTES && !server.isRunning(running)) {
                done.onSuccess(
                        there -> hours.roll(server.serverId(), TimeBuckets.chunk(Resolution.MINUTES, running.start())));
            }
        }
        if (!taken.isEmpty()) {
            stored.accept(server.serverId());
        }
        return all;
    }

    /** The first time in each term it takes over what is there: another node may have heard what this one didn't. */
    private Future<Void> store(ServerHistory server, OpenChunk running) {
        ChunkKey key = new ChunkKey(server.serverId(), running.resolution(), running.start());
        if (running.isCompleteIn(term)) {
            return store.put(chunk(key, running));
        }
        long current = term;
        return store.change(key, stored -> {
            if (stored != null) {
                running.complete(codec.decode(stored.points(), key.resolution()));
            }
            running.setCompleteIn(current);
            return chunk(key, running);
        });
    }

    private Chunk chunk(ChunkKey key, OpenChunk running) {
        return codec.chunk(key.serverId(), key.resolution(), key.start(), running.points());
    }

    /** Copies of those that may not be stored, by their start. */
    Map<Long, OpenChunk> held(String serverId, Resolution resolution) {
        Map<Long, OpenChunk> held = new HashMap<>();
        ServerHistory server = slot(serverId).get(serverId);
        if (server != null) {
            server.held(resolution).forEach(running -> held.put(running.start(), running.copy()));
        }
        return held;
    }
}
