package io.ftpcluster.master.files.ftp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.ftp.Harness;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkStreamTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AtomicInteger aborts = new AtomicInteger();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ChunkStream stream = new ChunkStream(context, Duration.ofMinutes(1), aborts::incrementAndGet);

    @AfterEach
    void stop() throws Exception {
        Harness.get(vertx.close());
    }

    private void listen() {
        stream.handler(chunk -> events.add(chunk.toString()))
                .endHandler(v -> events.add("end"))
                .exceptionHandler(e -> events.add(e.getMessage()));
    }

    /** Returns when everything that was scheduled before has run. */
    private List<String> settled() throws Exception {
        Promise<Void> turn = Promise.promise();
        context.runOnContext(v -> turn.complete());
        Harness.get(turn.future());
        return List.copyOf(events);
    }

    private CompletableFuture<Boolean> offerLater(String text) {
        return CompletableFuture.supplyAsync(() -> stream.offer(Buffer.buffer(text)));
    }

    @Test
    void startsPausedAndFollowsDemand() throws Exception {
        listen();
        assertTrue(stream.offer(Buffer.buffer("a")));
        CompletableFuture<Boolean> second = offerLater("b");
        assertEquals(List.of(), settled());
        assertFalse(second.isDone());
        stream.fetch(1);
        assertTrue(second.get(30, TimeUnit.SECONDS));
        assertEquals(List.of("a"), settled());
        stream.end();
        assertEquals(List.of("a"), settled());
        stream.fetch(1);
        assertEquals(List.of("a", "b"), settled());
        stream.resume();
        assertEquals(List.of("a", "b", "end"), settled());
    }

    @Test
    void aFailureWaitsForNobodyButItsHandler() throws Exception {
        assertTrue(stream.offer(Buffer.buffer("a")));
        stream.fail(new IllegalStateException("broken"));
        assertEquals(List.of(), settled());
        listen();
        assertEquals(List.of("broken"), settled());
        stream.resume();
        assertEquals(List.of("broken"), settled());
    }

    @Test
    void anAbortFreesTheWriterAndIsTheLastEvent() throws Exception {
        listen();
        assertTrue(stream.offer(Buffer.buffer("a")));
        CompletableFuture<Boolean> second = offerLater("b");
        stream.abort();
        stream.abort();
        assertFalse(second.get(30, TimeUnit.SECONDS));
        stream.fail(new IllegalStateException("late"));
        stream.resume();
        assertEquals(List.of(), settled());
        assertEquals(1, aborts.get());
    }

    @Test
    void keepsEverythingForAReaderThatComesLater() throws Exception {
        ChunkStream early = new ChunkStream(Duration.ofMillis(20), aborts::incrementAndGet);
        assertTrue(early.offer(Buffer.buffer("a")));
        early.end();
        early.handler(chunk -> events.add(chunk.toString())).endHandler(v -> events.add("end")).resume();
        assertEquals(List.of(), settled());
        early.attach(context);
        assertEquals(List.of("a", "end"), settled());
        assertEquals(1, early.moved());
    }

    @Test
    void aReaderThatTakesNothingIsGivenUp() {
        ChunkStream impatient = new ChunkStream(context, Duration.ofMillis(20), aborts::incrementAndGet);
        assertTrue(impatient.offer(Buffer.buffer("a")));
        assertFalse(impatient.offer(Buffer.buffer("b")));
    }
}
