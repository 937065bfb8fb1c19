package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.messages.Health;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Description;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node says of itself, and what it remembers of others. */
class NodeDescriptionTest {

    private static final Node SELF = new Node("n1", "west", "1", "", Instant.EPOCH, true);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<String> state = new AtomicReference<>("ready");

    @BeforeEach
    void start() throws Exception {
        Gauge.builder("ftpcluster.agent.links", () -> 7).register(meters);
        Gauge.builder("ftpcluster.transfers.active", () -> 2).tag("direction", "upload").register(meters);
        Gauge.builder("ftpcluster.transfers.active", () -> 3).tag("direction", "download").register(meters);
        get(vertx.deployVerticle(new NodeVerticle(bus, SELF, meters, new LoopLag(meters),
                new NodeVerticle.Status(state::get, () -> true, "PostgreSQL"))));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private Description describe() throws Exception {
        return get(bus.request(Nodes.DESCRIBE.of("n1"), new Nodes.Describe()));
    }

    @Test
    void figuresComeFromTheMetersOfOtherParts() throws Exception {
        get(bus.answer(Health.DATABASE, ping -> Done.DONE));
        Description how = describe();
        assertEquals("ready", how.state());
        assertEquals(List.of(), how.reasons());
        assertEquals(7, how.agents());
        assertEquals(0, how.pages());
        assertEquals(5, how.transfers());
        assertTrue(how.leads());
        assertTrue(how.databaseMillis() >= 0);
        assertTrue(how.heapBytes() > 0 && how.heapBytes() <= how.heapMaxBytes());
    }

    @Test
    void withoutTheDatabaseItIsNotReadyAndSaysWhy() throws Exception {
        Subscription failing = bus.answerFor(Health.DATABASE,
                ping -> Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "It is full.").exception()));
        get(failing.begun());
        Description how = describe();
        assertEquals("unready", how.state());
        assertEquals(List.of("The database doesn't answer: It is full."), how.reasons());
        assertEquals(-1, how.databaseMillis());
        state.set("stopping");
        assertEquals("stopping", describe().state());
    }

    @Test
    void lagIsTheWorstOfTheLastSeconds() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        LoopLag lag = new LoopLag(nanos::get);
        lag.note(3_000_000);
        lag.note(2_000_000);
        assertEquals(Duration.ofMillis(3), lag.worst());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        lag.note(1_000_000);
        assertEquals(Duration.ofMillis(3), lag.worst());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertEquals(Duration.ofMillis(1), lag.worst());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
        assertEquals(Duration.ZERO, lag.worst());
    }

    @Test
    void whoGoesIsRememberedUntilItComesBack() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Departures departures = new Departures(now::get);
        for (int i = 0; i < 25; i++) {
            departures.gone(new Node("id" + i, "name" + i, "1", "", Instant.EPOCH, false));
        }
        assertEquals(20, departures.list().size());
        assertEquals("name24", departures.list().getFirst().node().name());
        departures.back(new Node("another run", "name24", "1", "", Instant.EPOCH, false));
        assertEquals("name23", departures.list().getFirst().node().name());
        now.set(Instant.EPOCH.plusSeconds(3601));
        assertEquals(List.of(), departures.list());
    }
}
