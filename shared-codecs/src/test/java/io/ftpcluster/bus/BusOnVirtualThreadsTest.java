package io.ftpcluster.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusOnVirtualThreadsTest {

    @Wire("test.note.v1")
    record Note(int value) {}

    private static final int REQUESTS = 20;
    private static final Address<Note, Note> ECHO = Address.of("test.echo", Note.class, Note.class);

    private final CountDownLatch begun = new CountDownLatch(REQUESTS);
    private final Promise<Void> gate = Promise.promise();
    private Vertx vertx;
    private Bus bus;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, List.of(ECHO), List.of());
        get(vertx.deployVerticle(new Echo(), new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    @Test
    void aRequestThatAwaitsHoldsUpNoOther() throws Exception {
        List<Future<Note>> replies = IntStream.range(0, REQUESTS)
                .mapToObj(i -> bus.request(ECHO, new Note(i)))
                .toList();

        assertTrue(begun.await(30, TimeUnit.SECONDS), begun.getCount() + " have not begun");
        gate.complete();

        for (int i = 0; i < REQUESTS; i++) {
            assertEquals(i, get(replies.get(i)).value());
        }
    }

    @Test
    void whatIsThrownAfterAnAwaitIsTheAskersFailure() {
        gate.fail(Failure.conflict("taken").exception());

        Future<Note> reply = bus.request(ECHO, new Note(1));

        FailureException failed = (FailureException) assertThrows(ExecutionException.class, () -> get(reply))
                .getCause();
        assertEquals(Failure.conflict("taken"), failed.failure());
    }

    private final class Echo extends VerticleBase {
        @Override
        public Future<?> start() {
            return bus.answer(ECHO, this::echo);
        }

        private Note echo(Note note) {
            begun.countDown();
            gate.future().await();
            return note;
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
