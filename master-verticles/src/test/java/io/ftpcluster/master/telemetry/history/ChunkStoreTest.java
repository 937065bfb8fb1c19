package io.ftpcluster.master.telemetry.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.telemetry.metrics.Meters;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Chunks;
import io.ftpcluster.messages.Telemetry.FindEach;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a database in memory that counts what it is asked. */
class ChunkStoreTest {

    private static final long NOON = 1_772_366_400;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Context context = vertx.getOrCreateContext();
    private final Map<ChunkKey, Chunk> rows = new ConcurrentHashMap<>();
    private final Queue<FindEach> reads = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Token> holder = new AtomicReference<>(new Token("work", "a", 1));
    private final AtomicReference<Token> lost = new AtomicReference<>();
    private final Leadership leadership = new Leadership() {
        @Override
        public Optional<Token> token() {
            return lost.get() == null ? Optional.of(new Token("work", "a", 1)) : Optional.empty();
        }

        @Override
        public void lost(Token refused) {
            lost.set(refused);
        }
    };
    private final ChunkStore store = new ChunkStore(vertx, bus, leadership, new Meters(new SimpleMeterRegistry()));

    @BeforeEach
    void answer() throws Exception {
        Future.all(bus.answer(Telemetry.LOAD_EACH, asked -> {
            reads.add(asked);
            return new Chunks(asked.serverIds()
                    .stream()
                    .map(id -> rows.get(new ChunkKey(id, asked.resolution(), asked.start())))
                    .filter(chunk -> chunk != null)
                    .toList());
        }), bus.answer(Telemetry.STORE, some -> {
            if (!some.token().equals(holder.get())) {
                throw Leases.superseded("work");
            }
            some.chunks().forEach(chunk -> rows.put(ChunkKey.of(chunk), chunk));
            return Done.DONE;
        })).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private <T> T run(Supplier<Future<T>> step) throws Exception {
        return Future.<T>future(done -> context.runOnContext(on -> step.get().onComplete(done)))
                .await(30, TimeUnit.SECONDS);
    }

    private static ChunkKey key(String server, Resolution resolution) {
        return new ChunkKey(server, resolution, NOON);
    }

    private static Chunk chunk(ChunkKey key, String points) {
        return new Chunk(key.serverId(), key.resolution(), key.start(), points);
    }

    /** Adds to what is there. */
    private Future<Void> append(ChunkKey key, String points) {
        return store.change(key, old -> chunk(key, old == null ? points : old.points() + points));
    }

    @Test
    void whatIsChangedInOneMomentIsReadTogether() throws Exception {
        for (int i = 0; i < 250; i += 2) {
            ChunkKey key = key("s" + i, Resolution.SECONDS);
            rows.put(key, chunk(key, "old"));
        }
        run(() -> {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                all.add(append(key("s" + i, Resolution.SECONDS), "+" + i));
                all.add(append(key("s" + i, Resolution.MINUTES), "+" + i));
            }
            return Future.all(all);
        });
        assertEquals(6, reads.size(), "250 of each of two kinds, 100 at once");
        for (int i = 0; i < 250; i++) {
            assertEquals((i % 2 == 0 ? "old" : "") + "+" + i, rows.get(key("s" + i, Resolution.SECONDS)).points());
            assertEquals("+" + i, rows.get(key("s" + i, Resolution.MINUTES)).points());
        }
    }

    @Test
    void changesOfOneChunkFollowEachOther() throws Exception {
        ChunkKey key = key("alpha", Resolution.MINUTES);
        run(() -> Future.all(append(key, "a"), append(key, "b"), append(key, "c")));
        assertEquals("abc", rows.get(key).points());
    }

    @Test
    void aRefusedWriteEndsTheMandate() throws Exception {
        holder.set(new Token("work", "b", 2));
        context.runOnContext(on -> append(key("alpha", Resolution.MINUTES), "late"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (lost.get() == null && System.nanoTime() < end) {
            vertx.timer(10, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
        }
        assertEquals(new Token("work", "a", 1), lost.get());
        assertTrue(rows.isEmpty(), rows.toString());
    }
}
