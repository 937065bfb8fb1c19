package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.testing.FakeTelemetry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many streams are told, and what it costs. */
class LiveFleetTest {

    private static final int READERS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final FakeTelemetry telemetry = new FakeTelemetry(bus);
    private final Context readersLoop = vertx.getOrCreateContext();
    private final AtomicInteger encodings = new AtomicInteger();
    private final LiveFleet fleet = new LiveFleet(bus, this::encode);

    private StateJson.Encoded encode(State state) {
        encodings.incrementAndGet();
        return StateJson.encode(state);
    }

    @BeforeEach
    void start() throws TimeoutException {
        vertx.deployVerticle(new LiveVerticle(fleet)).await(30, TimeUnit.SECONDS);
        telemetry.know(FakeTelemetry.live("alpha", 10));
        telemetry.know(FakeTelemetry.live("beta", 20));
        telemetry.know(FakeTelemetry.neverSeen("gamma"));
    }

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private FakeReader join(Visibility visibility) {
        FakeReader reader = new FakeReader();
        fleet.join(stream(reader), visibility);
        return reader;
    }

    private LiveStream stream(FakeReader reader) {
        return new LiveStream(readersLoop, reader, fleet::tellAgain);
    }

    private static JsonObject data(String event, String name) {
        String[] lines = event.split("\n", -1);
        assertEquals("event: " + name, lines[0]);
        StringBuilder text = new StringBuilder();
        for (String line : List.of(lines).subList(1, lines.length)) {
            assertTrue(line.startsWith("data: "), line);
            text.append(line.substring("data: ".length())).append('\n');
        }
        return new JsonObject(text.toString());
    }

    private static double memory(JsonArray servers, String alias) {
        return servers.stream()
                .map(JsonObject.class::cast)
                .filter(server -> server.getString("alias").equals(alias))
                .findFirst()
                .orElseThrow()
                .getJsonObject("sample")
                .getDouble("mem_percent");
    }

    @Test
    void aTickIsEncodedOnceForAll() throws Exception {
        List<FakeReader> readers = IntStream.range(0, READERS).mapToObj(i -> join(Visibility.ADMINS)).toList();
        for (FakeReader reader : readers) {
            assertEquals(3, data(reader.next(), "states").getJsonArray("servers").size());
        }
        assertEquals(3, encodings.get());

        telemetry.publish(FakeTelemetry.live("alpha", 11.26), FakeTelemetry.live("beta", 20));
        List<Object> last = new ArrayList<>();
        for (FakeReader reader : readers) {
            JsonArray changed = data(reader.next(), "tick").getJsonArray("changed");
            assertEquals(1, changed.size(), "what is as before isn't told");
            assertEquals(11.3, memory(changed, "alpha"));
            last.add(reader.pieces().getLast());
        }
        assertEquals(4, encodings.get(), "once, not " + READERS + " times");
        last.forEach(piece -> assertSame(last.getFirst(), piece));
    }

    @Test
    void usersGetTheirOwnAndShareIt() throws Exception {
        FakeReader anna = join(new Visibility(Set.of("id-alpha", "id-gamma")));
        FakeReader bob = join(new Visibility(Set.of("id-gamma", "id-alpha")));
        FakeReader carl = join(new Visibility(Set.of("id-beta")));
        FakeReader admin = join(Visibility.ADMINS);
        for (FakeReader reader : List.of(anna, bob)) {
            assertEquals(2, data(reader.next(), "states").getJsonArray("servers").size());
        }
        JsonObject seen = data(carl.next(), "states").getJsonArray("servers").getJsonObject(0);
        assertEquals("beta", seen.getString("alias"));
        assertFalse(seen.containsKey("ftp_users") || seen.containsKey("facts") || seen.containsKey("node"),
                "only for admins");
        JsonObject known = data(admin.next(), "states").getJsonArray("servers")
                .stream()
                .map(JsonObject.class::cast)
                .filter(server -> server.getString("alias").equals("beta"))
                .findFirst()
                .orElseThrow();
        assertEquals(2, known.getJsonObject("ftp_users").getInteger("anna"));
        assertEquals("vsftpd", known.getJsonObject("facts").getString("ftp_daemon"));

        telemetry.publish(FakeTelemetry.live("alpha", 50));
        assertEquals(50, memory(data(anna.next(), "tick").getJsonArray("changed"), "alpha"));
        bob.next();
        assertSame(anna.pieces().getLast(), bob.pieces().getLast());
        JsonObject told = data(admin.next(), "tick").getJsonArray("changed").getJsonObject(0);
        assertFalse(told.containsKey("facts"), "they are as before");
        assertTrue(told.containsKey("ftp_users"));

        telemetry.forget("id-beta");
        assertEquals(List.of("id-beta"), data(carl.next(), "tick").getJsonArray("gone").getList());
        assertEquals(List.of("id-beta"), data(admin.next(), "tick").getJsonArray("gone").getList());
        assertTrue(anna.hasNone(), "it isn't theirs");
    }

    @Test
    void whoDoesNotReadMissesTicksAndGetsTheNewest() throws Exception {
        FakeReader slow = join(Visibility.ADMINS);
        FakeReader quick = join(Visibility.ADMINS);
        slow.next();
        quick.next();
        int before = slow.pieces().size();
        slow.stopReading();
        for (int percent = 1; percent <= 100; percent++) {
            telemetry.publish(FakeTelemetry.live("alpha", percent - 0.5));
            assertEquals(percent - 0.5, memory(data(quick.next(), "tick").getJsonArray("changed"), "alpha"));
        }
        assertEquals(before, slow.pieces().size());
        slow.readOn(readersLoop);
        assertEquals(99.5, memory(data(slow.next(), "states").getJsonArray("servers"), "alpha"));
        assertEquals(0, slow.writtenWhileFull());

        telemetry.publish(FakeTelemetry.live("alpha", 1));
        assertEquals(1, memory(data(slow.next(), "tick").getJsonArray("changed"), "alpha"));
    }

    @Test
    void aLargeFleetIsSentInPieces() throws Exception {
        for (int i = 0; i < 1000; i++) {
            telemetry.know(FakeTelemetry.live("server-" + i, i / 10.0));
        }
        FakeReader reader = join(Visibility.ADMINS);
        assertEquals(1003, data(reader.next(), "states").getJsonArray("servers").size());
        assertTrue(reader.pieces().size() > 4, () -> reader.pieces().size() + " pieces");
        assertTrue(reader.pieces().stream().allMatch(piece -> piece.length() < 80_000));
    }

    @Test
    void whatMayBeSeenChanges() throws Exception {
        FakeReader reader = new FakeReader();
        LiveStream stream = stream(reader);
        fleet.join(stream, new Visibility(Set.of()));
        assertEquals(0, data(reader.next(), "states").getJsonArray("servers").size());
        fleet.move(stream, new Visibility(Set.of("id-beta")));
        assertEquals(20, memory(data(reader.next(), "states").getJsonArray("servers"), "beta"));
        fleet.move(stream, new Visibility(Set.of("id-beta")));
        telemetry.publish(FakeTelemetry.live("alpha", 1), FakeTelemetry.live("beta", 21));
        assertEquals(1, data(reader.next(), "tick").getJsonArray("changed").size());
    }

    @Test
    void withoutReadersNothingIsEncoded() throws Exception {
        FakeReader first = new FakeReader();
        LiveStream stream = stream(first);
        fleet.join(stream, Visibility.ADMINS);
        first.next();
        fleet.leave(stream);
        encodings.set(0);
        telemetry.publish(FakeTelemetry.live("alpha", 33));
        FakeReader next = join(new Visibility(Set.of("id-alpha")));
        assertEquals(33, memory(data(next.next(), "states").getJsonArray("servers"), "alpha"));
        assertEquals(3, encodings.get(), "all, when somebody looks again");
    }

    @Test
    void theEndIsSaidAndNobodyJoinsAfterIt() throws Exception {
        FakeReader reader = join(Visibility.ADMINS);
        reader.next();
        fleet.end().await(30, TimeUnit.SECONDS);
        assertEquals("restart", data(reader.next(), "bye").getString("reason"));
        assertTrue(reader.isEnded());
        assertEquals("restart", data(join(Visibility.ADMINS).next(), "bye").getString("reason"));
    }

    @Test
    void aNoticeEndsOneAfterTheOther() throws Exception {
        List<FakeReader> readers = IntStream.range(0, 40).mapToObj(i -> join(Visibility.ADMINS)).toList();
        for (FakeReader reader : readers) {
            reader.next();
        }
        long start = System.nanoTime();
        fleet.endAllWithin(Duration.ofSeconds(1));
        for (FakeReader reader : readers) {
            assertEquals("restart", data(reader.next(), "bye").getString("reason"));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis > 300, "all at once, within " + millis + " ms");
        assertTrue(fleet.isOver());
    }
}
