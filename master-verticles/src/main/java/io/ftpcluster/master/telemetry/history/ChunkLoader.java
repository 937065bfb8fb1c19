package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Chunks;
import io.ftpcluster.messages.Telemetry.FindEach;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads chunks by their keys: those that are asked for in one moment with one question for all that start together. A node
 * that begins to lead reads one of each server and resolution. Not thread-safe.
 */
final class ChunkLoader {

    private record Kind(Resolution resolution, long start) {}

    private final Vertx vertx;
    private final Bus bus;
    private Map<Kind, Map<String, Promise<Chunk>>> wanted = new LinkedHashMap<>();

    ChunkLoader(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    /** As it is in the database some time after this; null when it isn't there. */
    Future<Chunk> load(ChunkKey key) {
        if (wanted.isEmpty()) {
            vertx.runOnContext(all -> ask());
        }
        return wanted.computeIfAbsent(new Kind(key.resolution(), key.start()), kind -> new LinkedHashMap<>())
                .computeIfAbsent(key.serverId(), id -> Promise.promise())
                .future();
    }

    private void ask() {
        Map<Kind, Map<String, Promise<Chunk>>> asked = wanted;
        wanted = new LinkedHashMap<>();
        asked.forEach((kind, servers) -> {
            List<String> ids = new ArrayList<>(servers.keySet());
            for (int from = 0; from < ids.size(); from += Telemetry.MOST_EACH) {
                List<String> some = ids.subList(from, Math.min(from + Telemetry.MOST_EACH, ids.size()));
                bus.request(Telemetry.LOAD_EACH, new FindEach(kind.resolution(), kind.start(), some))
                        .onComplete(found -> answer(some, servers, found));
            }
        });
    }

    private static void answer(List<String> ids, Map<String, Promise<Chunk>> servers, AsyncResult<Chunks> found) {
        if (found.failed()) {
            ids.forEach(id -> servers.get(id).fail(found.cause()));
            return;
        }
        Map<String, Chunk> chunks = found.result()
                .chunks()
                .stream()
                .collect(Collectors.toMap(Chunk::serverId, chunk -> chunk, (one, same) -> one, HashMap::new));
        ids.forEach(id -> servers.get(id).complete(chunks.get(id)));
    }
}
