package io.ftpcluster.master.leadership;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FencedWriteQueueTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BlockingQueue<List<String>> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<Promise<Void>> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Token> tokens = new LinkedBlockingQueue<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private final FakeLeadership leadership = new FakeLeadership();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private FencedWriteQueue<String, String> writeQueue(int capacity, int batch, int tries) {
        return new FencedWriteQueue<>(vertx, leadership,
                new FencedWriteQueue.Limits("Test", capacity, batch, Duration.ofMillis(1), tries), (items, token) -> {
                    Promise<Void> answer = Promise.promise();
                    answers.add(answer);
                    tokens.add(token);
                    sent.add(items);
                    return answer.future();
                }, dropped::incrementAndGet);
    }

    private <T> T on(Supplier<T> work) throws Exception {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> done.complete(work.get()));
        return done.future().await(30, TimeUnit.SECONDS);
    }

    private List<String> next() throws InterruptedException {
        return sent.poll(30, TimeUnit.SECONDS);
    }

    private void answer(boolean good) throws InterruptedException {
        Promise<Void> answer = answers.poll(30, TimeUnit.SECONDS);
        context.runOnContext(now -> {
            if (good) {
                answer.complete();
            } else {
                answer.fail("away");
            }
        });
    }

    @Test
    void theNewestOfAKeyGoesWithTheOthersOfItsTime() throws Exception {
        FencedWriteQueue<String, String> writeQueue = writeQueue(10, 2, 0);
        Future<Void> first = on(() -> {
            Future<Void> stored = writeQueue.put("a", "a1");
            writeQueue.put("b", "b1");
            writeQueue.put("a", "a2");
            writeQueue.put("c", "c1");
            return stored;
        });
        assertEquals(List.of("a2", "b1"), next());
        Future<Void> newer = on(() -> writeQueue.put("a", "a3"));
        answer(true);
        first.await(30, TimeUnit.SECONDS);
        assertEquals(List.of("a3", "c1"), next());
        assertTrue(!newer.isComplete());
        answer(true);
        newer.await(30, TimeUnit.SECONDS);
        assertEquals(0, on(writeQueue::size));
    }

    @Test
    void whatFailsIsTriedAgainWithWhatIsNewerByThen() throws Exception {
        FencedWriteQueue<String, String> writeQueue = writeQueue(10, 10, 0);
        Future<Void> stored = on(() -> writeQueue.put("a", "a1"));
        assertEquals(List.of("a1"), next());
        // Both at once: it isn't long until the next try.
        Promise<Void> refused = answers.poll(30, TimeUnit.SECONDS);
        on(() -> {
            refused.fail("away");
            return writeQueue.put("a", "a2");
        });
        assertEquals(List.of("a2"), next());
        answer(true);
        stored.await(30, TimeUnit.SECONDS);
        assertEquals(0, dropped.get());
    }

    @Test
    void aFullOneDropsTheOldestAndSaysSoOnce() throws Exception {
        LogCapture log = new LogCapture();
        try {
            FencedWriteQueue<String, String> writeQueue = writeQueue(2, 10, 0);
            Future<Void> oldest = on(() -> writeQueue.put("a", "a1"));
            next();
            on(() -> writeQueue.put("b", "b1"));
            on(() -> writeQueue.put("c", "c1"));
            on(() -> writeQueue.put("d", "d1"));
            assertThrows(FailureException.class, () -> oldest.await(30, TimeUnit.SECONDS));
            assertEquals(2, dropped.get());
            assertEquals(2, on(writeQueue::size));
            assertEquals(1, log.lines().stream().filter(line -> line.contains("oldest are dropped")).count());
            answer(true);
            assertEquals(List.of("c1", "d1"), next());
            answer(true);
        } finally {
            log.close();
        }
    }

    @Test
    void givesUpAfterItsTries() throws Exception {
        FencedWriteQueue<String, String> writeQueue = writeQueue(10, 10, 2);
        Future<Void> told = on(() -> writeQueue.put("a", "a1"));
        assertEquals(List.of("a1"), next());
        answer(false);
        assertEquals(List.of("a1"), next());
        answer(false);
        assertThrows(FailureException.class, () -> told.await(30, TimeUnit.SECONDS));
        assertEquals(1, dropped.get());
        on(() -> writeQueue.put("b", "b1"));
        assertEquals(List.of("b1"), next());
        answer(true);
    }

    @Test
    void carriesTheTokenAndLosesTheLeaseWithARefusedWrite() throws Exception {
        Token token = leadership.gain("a", 1);
        FencedWriteQueue<String, String> writeQueue = writeQueue(10, 10, 0);
        Future<Void> stored = on(() -> writeQueue.put("a", "a1"));
        assertEquals(List.of("a1"), next());
        assertEquals(token, tokens.poll(30, TimeUnit.SECONDS));
        Promise<Void> refused = answers.poll(30, TimeUnit.SECONDS);
        on(() -> {
            refused.fail(Leases.superseded("work"));
            return null;
        });
        Eventually.until(() -> !leadership.isHeld());
        // Tries at once all that waits; there is nothing else that it could wait for.
        on(() -> writeQueue.drain(Duration.ofMillis(20))).await(30, TimeUnit.SECONDS);
        assertEquals(List.of(), List.copyOf(sent), "nothing is sent without the lease");
        assertEquals(1, on(writeQueue::size));
        on(() -> {
            writeQueue.clear();
            return null;
        });
        assertThrows(FailureException.class, () -> stored.await(30, TimeUnit.SECONDS));
    }

    @Test
    void drainSendsAllAtOnceOrEndsInTime() throws Exception {
        FencedWriteQueue<String, String> writeQueue = writeQueue(10, 1, 0);
        on(() -> writeQueue.put("a", "a1"));
        assertEquals(List.of("a1"), next());
        answer(false);
        on(() -> writeQueue.put("b", "b1"));
        Future<Void> drained = on(() -> writeQueue.drain(Duration.ofMinutes(1)));
        assertEquals(List.of("a1"), next());
        answer(true);
        assertEquals(List.of("b1"), next());
        answer(true);
        drained.await(30, TimeUnit.SECONDS);

        on(() -> writeQueue.put("c", "c1"));
        on(() -> writeQueue.drain(Duration.ofMillis(20))).await(30, TimeUnit.SECONDS);
        assertEquals(1, on(writeQueue::size));
    }
}
