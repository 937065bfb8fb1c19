package io.ftpcluster.master.telemetry.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.telemetry.fleet.AlertRules;
import io.ftpcluster.master.telemetry.fleet.Fleet;
import io.ftpcluster.master.telemetry.fleet.NodeRef;
import io.ftpcluster.master.telemetry.fleet.Timeline;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Alerts.PortalCondition;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.testing.ManualTime;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortalAlertsTest {

    private final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    private final Timeline timeline = new Timeline(time, time);
    private final Vertx vertx = Vertx.vertx();
    private final List<Alert> told = new ArrayList<>();
    private final Fleet fleet = new Fleet(new NodeRef("w", "west"), timeline, new AlertRules(told::add));
    private final RaisedAlerts raised = new RaisedAlerts(new Bus(vertx, Messages.addresses(), Messages.topics()), fleet,
            timeline);
    private boolean ready = true;
    private final PortalAlerts alerts = new PortalAlerts(raised, timeline, () -> ready, alert -> {
        told.add(alert);
        raised.tell(alert);
    });

    @AfterEach
    void close() {
        vertx.close();
    }

    private List<String> told() {
        return told.stream().map(alert -> alert.kind() + (alert.endedAt() == null ? "" : " over")).toList();
    }

    private void pass(Duration span) {
        for (long i = 0; i < span.toSeconds(); i++) {
            time.pass(Duration.ofSeconds(1));
            fleet.tick();
            alerts.tick();
        }
    }

    @Test
    void oneIsRaisedOnceAndEndsWhenAllIsWell() {
        alerts.hear(new PortalCondition(Kind.BACKUP_TOO_OLD, null));
        alerts.hear(new PortalCondition(Kind.BACKUP_FAILED, "The disk is full."));
        alerts.hear(new PortalCondition(Kind.BACKUP_FAILED, "The disk is still full."));
        assertEquals(List.of("BACKUP_FAILED"), told());
        assertTrue(told.getFirst().isOfPortal());
        assertEquals("The disk is full.", told.getFirst().text());
        alerts.hear(new PortalCondition(Kind.BACKUP_FAILED, null));
        alerts.hear(new PortalCondition(Kind.BACKUP_FAILED, null));
        assertEquals(List.of("BACKUP_FAILED", "BACKUP_FAILED over"), told());
        assertEquals(told.getFirst().id(), told.getLast().id());
    }

    @Test
    void whatNobodySpeaksOfAnyMoreIsOver() {
        raised.hear(new Alert("a", Alerts.PORTAL, Alerts.PORTAL, Kind.BACKUP_FAILED, "Of another node.", time.instant(),
                null));
        pass(Duration.ofMinutes(9));
        alerts.hear(new PortalCondition(Kind.BACKUP_FAILED, "Still."));
        pass(Duration.ofMinutes(9));
        assertEquals(List.of(), told());
        pass(Duration.ofMinutes(2));
        assertEquals(List.of("BACKUP_FAILED over"), told());
        assertEquals("a", told.getFirst().id());
    }

    @Test
    void nothingIsRaisedWhileItIsntKnownWhatIs() {
        ready = false;
        assertTrue(alerts.hear(new PortalCondition(Kind.BACKUP_FAILED, "No.")).failed());
        assertEquals(List.of(), told());
    }
}
