package io.ftpcluster.master.leadership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Messages;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes and a database with a clock of its own; persistence has tests of its own. */
class LeaseHolderTest {

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final AtomicLong oneTime = new AtomicLong();
    private final AtomicLong twoTime = new AtomicLong();
    private final AtomicLong databaseTime = new AtomicLong();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> before = new ConcurrentHashMap<>();
    private final LeaseHolder one = lead("one", oneTime);
    private final LeaseHolder two = lead("two", twoTime);
    private String holder = "";
    private long expiresAt;
    private long epoch;
    private boolean down;

    private LeaseHolder lead(String name, AtomicLong time) {
        return new LeaseHolder(vertx, bus, "work", name, time::get);
    }

    @BeforeEach
    void answer() throws Exception {
        Subscription takes = bus.answerFor(Leases.TAKE, this::take);
        Subscription releases = bus.answerFor(Leases.RELEASE, this::release);
        Future.all(takes.begun(), releases.begun()).await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private synchronized Future<Leases.Taken> take(Leases.Take request) {
        if (down) {
            return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "down").exception());
        }
        if (holder.equals(request.holder()) || expiresAt <= databaseTime.get()) {
            epoch += holder.equals(request.holder()) ? 0 : 1;
            holder = request.holder();
            expiresAt = databaseTime.get() + Duration.ofSeconds(request.seconds()).toNanos();
        }
        return Future.succeededFuture(new Leases.Taken(holder.equals(request.holder()), holder, epoch));
    }

    private synchronized Future<Done> release(Leases.Release request) {
        if (holder.equals(request.holder())) {
            expiresAt = databaseTime.get();
            holder = "";
        }
        return Future.succeededFuture(Done.DONE);
    }

    private synchronized void setDown(boolean now) {
        down = now;
    }

    private void pass(Duration time) {
        List.of(oneTime, twoTime, databaseTime).forEach(each -> each.addAndGet(time.toNanos()));
        look();
    }

    /** Notes what has changed since the last look, who lost it first. */
    private void look() {
        Map<String, Boolean> now = Map.of("one", one.isHeld(), "two", two.isHeld());
        now.forEach((name, held) -> {
            if (!held && before.getOrDefault(name, false)) {
                changes.add(name + " lost");
            }
        });
        now.forEach((name, held) -> {
            if (held && !before.getOrDefault(name, false)) {
                changes.add(name + " gained");
            }
        });
        before.putAll(now);
    }

    private <T> T run(Supplier<Future<T>> step) throws TimeoutException {
        T result = Future.<T>future(done -> vertx.runOnContext(on -> step.get().onComplete(done)))
                .await(30, TimeUnit.SECONDS);
        look();
        return result;
    }

    @Test
    void oneHasItAndKeepsIt() throws Exception {
        for (int i = 0; i < 10; i++) {
            run(one::renew);
            run(two::renew);
            assertTrue(one.isHeld());
            assertFalse(two.isHeld());
            pass(LeaseHolder.RENEWAL);
        }
        assertEquals(List.of("one gained"), changes);
    }

    @Test
    void oneThatWasFrozenKnowsBeforeTheOtherBegins() throws Exception {
        run(one::renew);
        pass(LeaseHolder.BELIEF.minusNanos(1));
        assertTrue(one.isHeld());
        pass(Duration.ofNanos(1));
        assertFalse(one.isHeld(), "without asking anybody");
        run(two::renew);
        assertFalse(two.isHeld(), "not yet");
        pass(LeaseHolder.LIFE.minus(LeaseHolder.BELIEF));
        run(two::renew);
        assertTrue(two.isHeld());
        run(one::renew);
        assertFalse(one.isHeld());
        assertEquals(List.of("one gained", "one lost", "two gained"), changes);
    }

    @Test
    void anAnswerCountsFromTheQuestion() throws Exception {
        run(() -> {
            Future<Void> asked = one.renew();
            pass(LeaseHolder.BELIEF);
            return asked;
        });
        assertFalse(one.isHeld());
        assertEquals(List.of(), changes);
    }

    @Test
    void aDatabaseThatIsAwayForAMomentTakesNothing() throws Exception {
        run(one::renew);
        pass(LeaseHolder.RENEWAL);
        setDown(true);
        run(one::renew);
        assertTrue(one.isHeld());
        setDown(false);
        run(one::renew);
        pass(LeaseHolder.BELIEF.minusNanos(1));
        assertTrue(one.isHeld());
        setDown(true);
        pass(Duration.ofNanos(1));
        run(one::renew);
        assertFalse(one.isHeld());
        assertEquals(List.of("one gained", "one lost"), changes);
    }

    @Test
    void aRefusedWriteEndsItAtOnceButNotALaterOne() throws Exception {
        run(one::renew);
        Leases.Token first = one.token().orElseThrow();
        assertEquals(new Leases.Token("work", "one", 1), first);
        one.lost(new Leases.Token("work", "one", 7));
        assertTrue(one.isHeld(), "that was another one");
        one.lost(first);
        assertFalse(one.isHeld());
        pass(LeaseHolder.LIFE);
        run(two::renew);
        pass(LeaseHolder.LIFE);
        run(one::renew);
        assertEquals(new Leases.Token("work", "one", 3), one.token().orElseThrow());
        one.lost(first);
        assertTrue(one.isHeld(), "an old refusal says nothing of now");
    }

    @Test
    void stoppingHandsItOver() throws Exception {
        run(one::start);
        run(() -> {
            one.renew();
            return one.stop();
        });
        assertFalse(one.isHeld());
        run(two::start);
        assertTrue(two.isHeld());
        run(two::stop);
        assertEquals(List.of("one gained", "one lost", "two gained", "two lost"), changes);
    }
}
