package io.ftpcluster.master.telemetry.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.telemetry.fleet.AlertRules;
import io.ftpcluster.master.telemetry.fleet.Fleet;
import io.ftpcluster.master.telemetry.fleet.NodeRef;
import io.ftpcluster.master.telemetry.fleet.Timeline;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Alerts.PortalCondition;
import io.ftpcluster.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is found about the portal itself, by a clock that the test moves. */
class PortalAlertsTest {

    private final ManualTime clock = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    private final Timeline time = new Timeline(clock, clock);
    private final Fleet fleet = new Fleet(new NodeRef("w", "west"), time, new AlertRules(alert -> {}));
    private final List<Alert> told = new ArrayList<>();
    private final PortalAlerts alerts = new PortalAlerts(time, told::add);

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.pass(Duration.ofSeconds(1));
            fleet.tick();
            alerts.apply();
        }
    }

    private void find(String subject, String problem) {
        alerts.take(new PortalCondition(Kind.CERTIFICATE_EXPIRES, subject, problem));
    }

    private List<String> told() {
        return told.stream().map(alert -> alert.alias() + (alert.endedAt() == null ? "" : " over")).toList();
    }

    @Test
    void eachSubjectHasOneAlertForAsLongAsSomethingIsWrong() {
        find("west", "It ends soon.");
        find("east", null);
        pass(1);
        find("west", "It ends sooner.");
        pass(1);
        assertEquals(List.of("west"), told());
        assertTrue(told.getFirst().isAboutPortal());
        assertEquals("It ends soon.", told.getFirst().text());
        find("east", "Here, too.");
        find("west", null);
        pass(1);
        assertEquals(List.of("west", "east", "west over"), told());
        assertEquals(told.getFirst().id(), told.getLast().id());
    }

    @Test
    void whatNobodyTellsAnyMoreIsOver() {
        find("west", "It ends soon.");
        pass((int) PortalAlerts.FORGOTTEN.toSeconds() - 1);
        find("west", "It ends soon.");
        pass((int) PortalAlerts.FORGOTTEN.toSeconds());
        assertEquals(List.of("west"), told());
        pass(1);
        assertEquals(List.of("west", "west over"), told());
    }

    @Test
    void aNodeThatBeginsToLeadKeepsWhatIsRaisedUntilItKnowsBetter() {
        Alert known = new Alert("1", "portal", "west", Kind.CERTIFICATE_EXPIRES, "It ends.", clock.instant(), null);
        Alert twice = new Alert("2", "portal", "west", Kind.CERTIFICATE_EXPIRES, "It ends.", clock.instant(), null);
        assertEquals(List.of(twice), alerts.setRaised(List.of(known, twice)));
        pass(60);
        find("west", "It ends.");
        pass(60);
        assertEquals(List.of(), told());
        find("west", null);
        pass(1);
        assertEquals(List.of("1"), told.stream().map(Alert::id).toList());
    }

    @Test
    void aNodeThatDoesNotLeadHearsWhatIsRaised() {
        find("west", "It ends.");
        alerts.heard(new Alert("1", "portal", "west", Kind.CERTIFICATE_EXPIRES, "It ends.", clock.instant(), null));
        pass(1);
        assertEquals(List.of(), told());
    }

    @Test
    void receiversSeeNoServerInIt() {
        find("west", "It ends soon.");
        pass(1);
        var json = new AlertText(Optional.empty()).json(told.getFirst());
        assertNull(json.getString("server_id"));
        assertEquals("west", json.getString("alias"));
        assertEquals("west: certificate expires soon. It ends soon.", AlertText.line(told.getFirst()));
    }
}
