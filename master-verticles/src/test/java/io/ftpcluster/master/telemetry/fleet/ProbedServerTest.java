package io.ftpcluster.master.telemetry.fleet;

import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.linked;
import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry.Unlinked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a server without an agent stands by what came of probing it, by a clock that the test moves. */
class ProbedServerTest extends OnFleet {

    private static final String FAILED = "The portal's probe failed (connect).";
    private static final String REFUSED = "Connection refused. Start the FTP server.";

    private void answers() {
        alpha.probed(new Probed("1", time.instant(), 12, null, null, 0));
    }

    private void fails(int inARow) {
        fails(inARow, REFUSED);
    }

    private void fails(int inARow, String why) {
        alpha.probed(new Probed("1", time.instant(), 3, Name.CONNECT, why, inARow));
    }

    private void pastTheStart() {
        pass(61);
    }

    @Test
    void oneThatAnswersIsLiveAndWasSeen() {
        assertEquals("No agent has ever said anything, and the portal has not tried it yet.", state().reason());
        answers();
        assertCondition(Condition.LIVE);
        assertNull(state().reason());
        assertEquals(time.instant(), state().lastSeen());
        assertEquals(12, state().probe().millis());
        pass(120);
        assertCondition(Condition.LIVE);
        assertEquals(List.of(), told());
    }

    @Test
    void oneFailureIsStaleAndTwoAreOfflineWithTheReasonAndAnAlert() {
        pastTheStart();
        answers();
        pass(60);
        Instant seen = time.instant().minusSeconds(60);
        fails(1);
        assertCondition(Condition.STALE);
        assertEquals(FAILED, state().reason());
        assertEquals(REFUSED, state().probe().reason());
        assertEquals(seen, state().lastSeen());
        pass(60);
        assertEquals(List.of(), told());
        fails(2);
        pass(1);
        assertCondition(Condition.OFFLINE);
        assertEquals(FAILED, state().reason());
        assertEquals(REFUSED, state().probe().reason());
        assertEquals(List.of("alpha OFFLINE"), told());
        assertEquals(REFUSED, told.getFirst().text());
        Instant since = state().since();

        pass(59);
        fails(3, "No route to host.");
        pass(1);
        assertEquals("No route to host.", state().probe().reason());
        assertEquals(since, state().since());
        assertEquals(List.of("alpha OFFLINE"), told());

        answers();
        pass(1);
        assertCondition(Condition.LIVE);
        assertEquals(List.of("alpha OFFLINE", "alpha OFFLINE over"), told());
    }

    private void refuses() {
        alpha.probed(new Probed("1", time.instant(), 5, Name.LOGIN, "530 Login incorrect.", 0, true));
    }

    @Test
    void oneThatRefusesTheProbeAccountIsStaleAndNeverOffline() {
        pastTheStart();
        answers();
        for (int i = 0; i < 5; i++) {
            pass(60);
            refuses();
            assertCondition(Condition.STALE);
        }
        assertEquals("It answers, and refuses the login of the portal's probe account.", state().reason());
        assertEquals("530 Login incorrect.", state().probe().reason());
        assertEquals(time.instant(), state().lastSeen());
        assertEquals(List.of(), told());
        answers();
        assertCondition(Condition.LIVE);
    }

    @Test
    void aRefusedLoginEndsBeingOffline() {
        pastTheStart();
        answers();
        pass(60);
        fails(1);
        pass(60);
        fails(2);
        pass(1);
        assertCondition(Condition.OFFLINE);
        refuses();
        pass(1);
        assertCondition(Condition.STALE);
        assertEquals(List.of("alpha OFFLINE", "alpha OFFLINE over"), told());
        fails(1);
        assertCondition(Condition.STALE);
    }

    @Test
    void oneThatNeverAnsweredIsNotCalledNeverSeenAfterItsFirstProbe() {
        fails(1);
        assertCondition(Condition.STALE);
        assertNull(state().lastSeen());
        assertNull(alpha.seen(), "there is no time to keep");
        fails(2);
        assertCondition(Condition.OFFLINE);
    }

    @Test
    void aPortalThatStopsProbingCallsNobodyOffline() {
        pastTheStart();
        answers();
        pass(182);
        assertCondition(Condition.LIVE);
        pass(1);
        assertCondition(Condition.STALE);
        assertEquals("The portal has not tried it for more than 182 s.", state().reason());
        pass(1000);
        assertCondition(Condition.STALE);
        assertEquals(List.of(), told());
        answers();
        assertCondition(Condition.LIVE);
    }

    @Test
    void oneThatWasNeverReachedIsNoAlert() {
        pastTheStart();
        fails(2);
        pass(100);
        assertCondition(Condition.OFFLINE);
        assertEquals(List.of(), told());
    }

    @Test
    void oneThatIsOfflineStaysSoWithoutProbes() {
        pastTheStart();
        answers();
        fails(2);
        pass(1000);
        assertCondition(Condition.OFFLINE);
        assertEquals(List.of("alpha OFFLINE"), told());
    }

    @Test
    void anAgentsWordCountsAndProbesNoLonger() {
        fails(2);
        assertTrue(alpha.lacksAgent());
        alpha.linked(linked("1", "a"));
        assertCondition(Condition.LIVE);
        assertNull(state().probe());
        assertFalse(alpha.lacksAgent());
        fails(3);
        assertCondition(Condition.LIVE);
        alpha.unlinked(new Unlinked("1", "a", "reset"));
        pass(11);
        answers();
        assertCondition(Condition.OFFLINE);
    }

    @Test
    void aPostCountsToo() {
        fails(2);
        report(10, 10);
        assertCondition(Condition.LIVE);
        assertFalse(alpha.lacksAgent());
        assertNull(state().probe());
        fails(3);
        pass(100);
        assertCondition(Condition.LIVE);
    }

    @Test
    void aRestartEndsNoAlertAndRaisesNoneAnew() {
        Instant raisedAt = time.instant().minusSeconds(500);
        fleet.restore(List.of(), List.of(new Alert("a1", "1", "alpha", Alerts.Kind.OFFLINE, REFUSED, raisedAt, null)));
        pass(70);
        assertCondition(Condition.OFFLINE);
        assertEquals(raisedAt, state().since());
        assertEquals("It did not answer before the portal started.", state().reason());
        fails(1);
        pass(60);
        assertCondition(Condition.OFFLINE);
        fails(2);
        pass(1);
        assertEquals(List.of(), told());
        assertEquals(FAILED, state().reason());
        answers();
        pass(1);
        assertEquals(List.of("alpha OFFLINE over"), told());
    }

    @Test
    void aRestartKnowsWhatWasSeenAndIsStaleUntilTheNextProbe() {
        answers();
        Seen seen = alpha.seen();
        assertEquals(new Seen("1", time.instant(), null, null), seen);
        Fleet restarted = new Fleet(new NodeRef("w", "west"), new Timeline(time, time), new AlertRules(told::add));
        ServerMonitor again = restarted.register(server("1", "alpha"));
        restarted.restore(List.of(seen), List.of());
        assertTrue(again.lacksAgent());
        for (int i = 0; i < 300; i++) {
            time.pass(Duration.ofSeconds(1));
            restarted.tick();
        }
        assertEquals(Condition.STALE, again.condition());
        assertEquals(seen.lastSeen(), again.lastSeen());
        assertEquals(List.of(), told());
    }

    @Test
    void otherNodesAreToldByWhoeverKnowsAndTakeTheNewest() {
        answers();
        pass(10);
        Snapshot known = alpha.heardHere();
        assertEquals(10_000, known.silentMillis());
        Fleet other = new Fleet(new NodeRef("e", "east"), new Timeline(time, time), new AlertRules(told::add));
        ServerMonitor there = other.register(server("1", "alpha"));
        there.learn(known, new NodeRef("w", "west"));
        assertEquals(Condition.LIVE, there.condition());
        assertEquals(state().lastSeen(), there.lastSeen());
        there.probed(new Probed("1", time.instant(), 3, Name.TLS, "Wrong certificate.", 1));
        there.learn(known, new NodeRef("w", "west"));
        assertEquals(Condition.STALE, there.condition(), "what is older changes nothing");
        assertNull(fleet.register(server("2", "beta")).heardHere());
    }
}
