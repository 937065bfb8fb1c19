package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.FakeTelemetry;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /live} and {@code /fleet} over real HTTP. */
class LiveTest {

    private static final String ADMIN = "Bearer admin";
    private static final String ALICE = "Bearer alice";

    private LivePortal portal;

    @BeforeEach
    void start() throws Exception {
        portal = new LivePortal(Duration.ofMillis(50));
        portal.telemetry.know(FakeTelemetry.live("alpha", 10));
        portal.telemetry.know(FakeTelemetry.offline("beta", "The link was lost."));
        portal.permit("alice", "alpha");
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    private EventReader open(String authorization) throws Exception {
        return new EventReader(portal.port(), authorization);
    }

    private HttpResponse<String> get(String path, String authorization, String accept) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portal.port() + path))
                    .header("Authorization", authorization)
                    .header("Accept", accept)
                    .build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Set<String> aliases(JsonObject states) {
        return states.getJsonArray("servers")
                .stream()
                .map(one -> ((JsonObject) one).getString("alias"))
                .collect(Collectors.toSet());
    }

    @Test
    void everybodySeesWhatTheyMay() throws Exception {
        try (EventReader admin = open(ADMIN);
                EventReader alice = open(ALICE);
                EventReader basic = open(
                        "Basic " + Base64.getEncoder().encodeToString("alice:x".getBytes(StandardCharsets.UTF_8)))) {
            assertEquals(200, admin.response().statusCode());
            assertEquals("text/event-stream; charset=utf-8",
                    admin.response().headers().firstValue("content-type").orElseThrow());
            assertEquals("no-store", admin.response().headers().firstValue("cache-control").orElseThrow());
            Instant now = Instant.parse(admin.next("hello").getString("now"));
            assertTrue(Duration.between(now, Instant.now()).abs().toSeconds() < 60, now::toString);
            assertEquals(Set.of("alpha", "beta"), aliases(admin.next("states")));
            alice.next("hello");
            assertEquals(Set.of("alpha"), aliases(alice.next("states")));
            basic.next("hello");
            assertEquals(Set.of("alpha"), aliases(basic.next("states")));
            assertEquals(3, portal.openStreams());
            portal.telemetry.publish(FakeTelemetry.live("beta", 1), FakeTelemetry.live("alpha", 2));
            assertEquals(2, admin.next("tick").getJsonArray("changed").size());
            assertEquals("alpha", alice.next("tick").getJsonArray("changed").getJsonObject(0).getString("alias"));
        }
        assertEquals(401, get("/live", "Bearer mallory", "*/*").statusCode());
    }

    @Test
    void oneAccountTakesOnlyItsOwnPlaces() throws Exception {
        List<EventReader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < LivePortal.PER_USER; i++) {
                readers.add(open(ALICE));
                readers.getLast().next("hello");
            }
            HttpResponse<String> refused = get("/live", ALICE, "*/*");
            assertEquals(429, refused.statusCode());
            assertEquals("30", refused.headers().firstValue("Retry-After").orElseThrow());
            assertEquals("throttled", new JsonObject(refused.body()).getString("code"));
            assertEquals(200, get("/fleet", ALICE, "application/json").statusCode());
            try (EventReader admin = open(ADMIN)) {
                admin.next("hello");
            }
            readers.removeLast().close();
            Eventually.until(() -> portal.openStreams() < LivePortal.PER_USER);
            try (EventReader again = open(ALICE)) {
                assertEquals(200, again.response().statusCode());
            }
        } finally {
            for (EventReader reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void aQuietStreamShowsThatItLives() throws Exception {
        try (EventReader admin = open(ADMIN)) {
            admin.awaitComment();
        }
    }

    @Test
    void aNewPermissionShowsWithoutANewStream() throws Exception {
        try (EventReader alice = open(ALICE)) {
            alice.next("hello");
            assertEquals(Set.of("alpha"), aliases(alice.next("states")));
            portal.permit("alice", "alpha", "beta");
            assertEquals(Set.of("alpha", "beta"), aliases(alice.next("states")));
            portal.permit("alice");
            assertEquals(Set.of(), aliases(alice.next("states")));
        }
    }

    @Test
    void itEndsWithTheSession() throws Exception {
        try (EventReader alice = open(ALICE)) {
            alice.next("hello");
            alice.next("states");
            portal.endSession("alice");
            assertEquals("session", alice.next("bye").getString("reason"));
            alice.assertEnds();
        }
    }

    @Test
    void itEndsWhenTheNodeStopsAndSaysToComeBack() throws Exception {
        try (EventReader admin = open(ADMIN)) {
            admin.next("hello");
            admin.next("states");
            portal.live.end().await(30, TimeUnit.SECONDS);
            assertEquals("restart", admin.next("bye").getString("reason"));
            admin.assertEnds();
        }
    }

    /** What is published would fill any buffer; what comes is what was under way, and then the newest. */
    @Test
    void aBrowserThatSleepsCostsLittleAndGetsTheNewest() throws Exception {
        int servers = 400;
        int ticks = 300;
        try (EventReader slow = open(ADMIN); EventReader quick = open(ADMIN)) {
            slow.next("hello");
            slow.next("states");
            quick.next("hello");
            quick.next("states");
            long published = 0;
            for (int tick = 1; tick <= ticks; tick++) {
                String reason = tick + " ".repeat(500);
                State[] changed = IntStream.range(0, servers)
                        .mapToObj(i -> stale("s-" + i, reason))
                        .toArray(State[]::new);
                long before = quick.read();
                portal.telemetry.publish(changed);
                while (!newest(quick).startsWith(tick + " ")) {
                    // A tick may have been missed by this one too.
                }
                published += quick.read() - before;
            }
            long before = slow.read();
            int events = 0;
            while (!newest(slow).startsWith(ticks + " ")) {
                events++;
            }
            long came = slow.read() - before;
            assertTrue(events < ticks / 4 && came < published / 4,
                    "of " + published + " came " + came + " in " + events + " events");
        }
    }

    private static String newest(EventReader reader) throws Exception {
        String name = reader.nextName();
        JsonObject data = reader.data();
        return data.getJsonArray(name.equals("tick") ? "changed" : "servers")
                .stream()
                .map(JsonObject.class::cast)
                .filter(server -> server.getString("alias").equals("s-7"))
                .map(server -> server.getString("reason"))
                .findFirst()
                .orElse("");
    }

    private static State stale(String alias, String reason) {
        return new State("id-" + alias, alias, Condition.STALE, FakeTelemetry.NOW, FakeTelemetry.NOW, reason, null,
                null, null, List.of());
    }

    @Test
    void theSameOnce() throws Exception {
        JsonObject all = new JsonObject(get("/fleet", ADMIN, "application/json").body());
        assertEquals(Set.of("alpha", "beta"), aliases(all));
        assertEquals(Set.of("alpha"), aliases(new JsonObject(get("/fleet", ALICE, "*/*").body())));
        JsonObject beta = new JsonObject(get("/fleet/Beta", ADMIN, "*/*").body());
        assertEquals("offline", beta.getString("state"));
        assertEquals("The link was lost.", beta.getString("reason"));
        assertEquals(List.of("disk_full"), beta.getJsonArray("alerts").getList());
        assertEquals(96.5, beta.getJsonObject("sample").getDouble("mem_percent"));
        assertEquals(33.3, beta.getJsonObject("sample").getDouble("ftp_inodes_percent"));
        assertEquals(12.3, beta.getJsonObject("sample").getDouble("root_inodes_percent"));
        assertEquals("2026-02-03T04:05:06Z", beta.getString("last_seen"));
        assertEquals(404, get("/fleet/beta", ALICE, "*/*").statusCode(), "as for one that isn't there");
        assertEquals(404, get("/fleet/delta", ALICE, "*/*").statusCode());
        assertFalse(get("/fleet/alpha", ALICE, "*/*").body().contains("anna"), "whose sessions is for admins");
    }

    @Test
    void browsersGetPages() throws Exception {
        assertEquals("/dashboard", get("/fleet", ALICE, "text/html").headers().firstValue("location").orElseThrow());
        assertEquals("/servers/id-beta",
                get("/fleet/beta", ADMIN, "text/html").headers().firstValue("location").orElseThrow());
        String page = get("/fleet/alpha", ALICE, "text/html").body();
        assertTrue(page.contains("10\u00a0%") && page.contains("Live") && page.contains("/ftp/alice/alpha/"), page);
        assertFalse(page.contains("anna") || page.contains("bookworm"), page);
        assertEquals(404, get("/fleet/beta", ALICE, "text/html").statusCode());
    }
}
