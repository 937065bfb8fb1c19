package io.ftpcluster.master.telemetry.fleet;

import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.linked;
import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.sample;
import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.master.telemetry.links.TelemetryFixtures;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.Linked;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry.Tick;
import io.ftpcluster.messages.Telemetry.Unlinked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How servers stand, by a clock that the test moves. */
class FleetTest extends OnFleet {

    @Test
    void goesFromNeverSeenToLiveToStaleToOffline() {
        assertCondition(Condition.NEVER_SEEN);
        assertNull(state().lastSeen());
        pass(120);
        assertCondition(Condition.NEVER_SEEN);

        alpha.linked(linked("1", "a"));
        pass(1);
        assertCondition(Condition.LIVE);
        assertNull(state().reason());
        assertEquals("west", state().node());
        assertEquals("vsftpd", state().facts().ftpDaemon());
        Instant seen = time.instant().minusSeconds(1);
        assertEquals(seen, state().lastSeen());

        pass(11);
        assertCondition(Condition.LIVE);
        pass(1);
        assertCondition(Condition.STALE);
        assertEquals("Nothing came for more than 12 s.", state().reason());
        Instant stale = time.instant();
        pass(10);
        assertEquals(stale, state().since());
        assertEquals(seen, state().lastSeen());
        pass(7);
        assertCondition(Condition.STALE);
        pass(1);
        assertCondition(Condition.OFFLINE);
        report(10, 10);
        pass(1);
        assertCondition(Condition.LIVE);
    }

    @Test
    void anotherIntervalIsJudgedByAtOnce() {
        alpha.linked(linked("1", "a"));
        alpha.linked(new Linked("1", "a", null, 60, 0));
        alpha.linked(new Linked("1", "an older one", null, 5, 0));
        pass(122);
        assertCondition(Condition.LIVE);
        pass(1);
        assertCondition(Condition.STALE);
        alpha.linked(new Linked("1", "a", null, 5, 0));
        assertCondition(Condition.LIVE);
        pass(13);
        assertCondition(Condition.STALE);
    }

    @Test
    void aLinkThatEndsIsOfflineAfterTenSecondsUnlessANewerOneCame() {
        alpha.linked(linked("1", "old"));
        alpha.linked(linked("1", "new"));
        alpha.unlinked(new Unlinked("1", "old", "replaced"));
        pass(11);
        assertCondition(Condition.LIVE);
        report(10, 10);
        alpha.unlinked(new Unlinked("1", "new", "the connection was reset"));
        pass(9);
        assertCondition(Condition.LIVE);
        assertNull(state().node());
        pass(1);
        assertCondition(Condition.OFFLINE);
        assertEquals("Its link has ended: the connection was reset", state().reason());
    }

    @Test
    void aMasterThatGoesTakesItsLinksWithItAndNobodyIsAlarmedAtOnce() {
        NodeRef east = new NodeRef("e", "east");
        pass(61);
        alpha.linked(linked("1", "a", 1), east);
        pass(1);
        assertEquals("east", state().node());
        fleet.ended(east);
        pass(9);
        assertCondition(Condition.LIVE);
        pass(2);
        assertCondition(Condition.OFFLINE);
        assertEquals("Its link has ended: the master that held it, east, is gone", state().reason());
        pass(48);
        assertEquals(List.of(), told());
        pass(2);
        assertEquals(List.of("alpha OFFLINE"), told());
        alpha.linked(linked("1", "b", 2));
        alpha.linked(linked("1", "a", 1), east);
        alpha.unlinked(new Unlinked("1", "a", "replaced"));
        pass(1);
        assertEquals("west", state().node());
    }

    @Test
    void whoPostsOnceAMinuteIsLiveBetweenItsPosts() {
        report(10, 10);
        pass(122);
        assertCondition(Condition.LIVE);
        pass(1);
        assertCondition(Condition.STALE);
        pass(237);
        assertCondition(Condition.STALE);
        pass(1);
        assertCondition(Condition.OFFLINE);
    }

    @Test
    void aClockThatJumpsMakesNobodyLate() {
        alpha.linked(linked("1", "a"));
        pass(1);
        time.jump(Duration.ofDays(365));
        pass(1);
        assertCondition(Condition.LIVE);
        time.jump(Duration.ofDays(-700));
        pass(9);
        assertCondition(Condition.LIVE);
        pass(2);
        assertCondition(Condition.STALE);
    }

    @Test
    void aPauseOfThePortalItselfMakesNobodyOffline() {
        alpha.linked(linked("1", "a"));
        pass(100);
        told.clear();
        report(10, 10);
        pass(1);
        time.pass(Duration.ofHours(8));
        fleet.tick();
        assertCondition(Condition.LIVE);
        pass(40);
        assertCondition(Condition.OFFLINE);
        assertEquals(List.of("alpha OFFLINE over"), told(), "its agent has a minute to come back");
        pass(30);
        assertEquals(List.of("alpha OFFLINE over", "alpha OFFLINE"), told());
    }

    @Test
    void tellsOnlyWhatChangedAndTheNewestOfIt() {
        assertEquals(List.of("1"), fleet.tick().changed().stream().map(State::serverId).toList());
        assertEquals(List.of(), fleet.tick().changed());
        report(10, 10);
        report(20, 10);
        Tick tick = fleet.tick();
        assertEquals(1, tick.changed().size());
        assertEquals(20.0, tick.changed().getFirst().latest().memPercent());
        assertEquals(List.of(), fleet.tick().changed());
        fleet.register(server("1", "omega"));
        assertEquals("omega", fleet.tick().changed().getFirst().alias());
    }

    @Test
    void forgetsWhatIsDeleted() {
        liveFor(Duration.ofMinutes(1), 10, 95);
        fleet.register(server("2", "beta"));
        assertEquals(Set.of("1"), fleet.registerAll(List.of(server("2", "beta"), server("3", "gamma"))));
        Tick tick = fleet.tick();
        assertEquals(Set.of("1"), tick.gone());
        assertEquals(Set.of(), fleet.tick().gone());
        assertEquals(List.of("beta", "gamma"), fleet.states(null).stream().map(State::alias).toList());
        assertEquals(List.of("gamma"), fleet.states(Set.of("3", "1")).stream().map(State::alias).toList());
        assertEquals(List.of("alpha DISK_FULL", "alpha DISK_FULL over"), told());
    }

    @Test
    void aRestartWaitsAMinuteForAgentsAndKeepsWhatIsKnown() {
        Instant seen = time.instant().minusSeconds(3600);
        Alert offline = new Alert("a1", "2", "beta", Alerts.Kind.OFFLINE, "Its link has ended", seen, null);
        fleet.register(server("2", "beta"));
        fleet.restore(List.of(new Seen("1", seen, TelemetryFixtures.FACTS, sample(seen, 10, 99)),
                new Seen("2", seen, null, null), new Seen("gone", seen, null, null)), List.of(offline));

        State restored = state();
        assertEquals(Condition.STALE, restored.condition());
        assertEquals(seen, restored.lastSeen());
        assertEquals(99.0, restored.latest().rootDiskPercent());
        State beta = fleet.states(Set.of("2")).getFirst();
        assertEquals(Condition.OFFLINE, beta.condition());
        assertEquals(seen, beta.since());
        assertEquals(List.of(Alerts.Kind.OFFLINE), beta.alerts());

        pass(59);
        assertCondition(Condition.STALE);
        assertEquals(List.of(), told(), "an old sample raises nothing");
        pass(2);
        assertCondition(Condition.OFFLINE);
        assertEquals(List.of("alpha OFFLINE"), told(), "beta's is raised already");
    }
}
