package io.ftpcluster.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusTest {

    @Wire("test.ping.v1")
    record Ping(String text) {}

    @Wire("test.pong.v1")
    record Pong(String text) {}

    interface Stream {}

    static final Address<Ping, Pong> PING = Address.of("test.ping", Ping.class, Pong.class);
    static final Address<Ping, Stream> OPEN = Address.onThisNode("test.open", Ping.class, Stream.class);

    private Vertx vertx;
    private Bus bus;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, List.of(PING, OPEN), List.of());
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void answersWithWhatTheHandlerReturns() throws Exception {
        await(bus.answer(PING, ping -> new Pong(ping.text() + "!")));
        assertEquals(new Pong("hello!"), await(bus.request(PING, new Ping("hello"))));
    }

    @Test
    void handsLiveObjectsOverOnThisNode() throws Exception {
        class Live implements Stream {}
        Live live = new Live();
        await(bus.answer(OPEN, ping -> live));
        assertSame(live, await(bus.request(OPEN, new Ping(""))));
    }

    @Test
    void failuresKeepTheirCodeTextAndFields() throws Exception {
        Failure failure = Failure.invalid("alias", "is taken").retryAfter(7);
        await(bus.answer(PING, ping -> {
            throw failure.exception();
        }));
        assertEquals(failure, failureOf(bus.request(PING, new Ping(""))));
    }

    @Test
    void defectsDoNotLeakTheirText() throws Exception {
        await(bus.answer(PING, ping -> {
            throw new IllegalStateException("password=hunter2");
        }));
        Failure failure = failureOf(bus.request(PING, new Ping("")));
        assertEquals(FailureCode.INTERNAL, failure.code());
        assertFalse(failure.detail().contains("hunter2"));
    }

    @Test
    void silenceEndsAtTheDeadline() throws Exception {
        await(bus.answerLater(PING, ping -> Future.future(never -> {})));
        assertEquals(FailureCode.TIMEOUT,
                failureOf(bus.request(PING.within(Duration.ofMillis(200)), new Ping(""))).code());
    }

    @Test
    void whatIsOfferedNeedsNoMessage() throws Exception {
        await(bus.answer(PING, ping -> new Pong("sent")));
        bus.answerLocally(PING, ping -> ping.text().isEmpty() ? Optional.empty() : Optional.of(new Pong("known")));
        assertEquals(new Pong("known"), bus.request(PING, new Ping("x")).result());
        assertEquals(Optional.of(new Pong("known")), bus.askLocally(PING, new Ping("x")));
        assertEquals(new Pong("sent"), await(bus.request(PING, new Ping(""))));
        bus.endLocally(PING);
        assertEquals(Optional.empty(), bus.askLocally(PING, new Ping("x")));
        assertEquals(new Pong("sent"), await(bus.request(PING, new Ping("x"))));
    }

    @Test
    void offersFailAsAnswersDo() {
        Failure failure = Failure.invalid("alias", "is taken").retryAfter(7);
        bus.answerLocally(PING, ping -> {
            throw failure.exception();
        });
        assertEquals(failure, failureOf(bus.request(PING, new Ping(""))));
        bus.answerLocallyLater(PING, ping -> Optional.of(vertx.executeBlocking(() -> {
            throw new IllegalStateException("password=hunter2");
        })));
        Failure defect = failureOf(bus.request(PING, new Ping("")));
        assertEquals(FailureCode.INTERNAL, defect.code());
        assertFalse(defect.detail().contains("hunter2"));
    }

    /** It was done before anybody could look whether it was. */
    @Test
    void offersThatHaveFailedAlreadyFailAsAnswersDo() {
        bus.answerLocallyLater(PING,
                ping -> Optional.of(Future.failedFuture(new IllegalStateException("password=hunter2"))));
        Failure defect = failureOf(bus.request(PING, new Ping("")));
        assertEquals(FailureCode.INTERNAL, defect.code());
        assertFalse(defect.detail().contains("hunter2"));
    }

    @Test
    void whatWasBegunAtOnceEndsByTheDeadline() {
        bus.answerLocallyLater(PING, ping -> Optional.of(Future.future(never -> {})));
        assertEquals(FailureCode.TIMEOUT,
                failureOf(bus.request(PING.within(Duration.ofMillis(200)), new Ping(""))).code());
    }

    @Test
    void whatWasBegunAtOnceEndsOnTheAskersContext() throws Exception {
        Promise<Pong> pong = Promise.promise();
        bus.answerLocallyLater(PING, ping -> Optional.of(pong.future()));
        Context asker = vertx.getOrCreateContext();
        Promise<Context> seen = Promise.promise();
        asker.runOnContext(there -> {
            bus.request(PING, new Ping("")).onComplete(answer -> seen.complete(Vertx.currentContext()));
            new Thread(() -> pong.complete(new Pong("late"))).start();
        });
        assertSame(asker, await(seen.future()));
    }

    @Test
    void nobodyThereIsSaidAtOnce() {
        assertEquals(FailureCode.UNAVAILABLE, failureOf(bus.request(PING, new Ping(""))).code());
    }

    @Test
    void messagesWithoutWireNameAreRefused() {
        record Nameless(String text) {}
        assertThrows(IllegalArgumentException.class, () -> Address.of("test.nameless", Nameless.class, Done.class));
    }

    private static Failure failureOf(Future<?> future) {
        return assertThrows(FailureException.class, () -> await(future)).failure();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
