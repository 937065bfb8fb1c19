package io.ftpcluster.master.telemetry.fleet;

import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.sample;
import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.server;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A fleet of one server by a clock that the test moves, and the alerts that were told of it. */
abstract class OnFleet {

    final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    final List<Alert> told = new ArrayList<>();
    final Fleet fleet = new Fleet(new NodeRef("w", "west"), new Timeline(time, time), new AlertRules(told::add));
    final ServerMonitor alpha = fleet.register(server("1", "alpha"));

    final void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.pass(Duration.ofSeconds(1));
            fleet.tick();
        }
    }

    final void report(double memory, double disk) {
        alpha.reported(sample(time.instant(), memory, disk));
    }

    /** Reports each 5 s, as agents do. */
    final void liveFor(Duration span, double memory, double disk) {
        for (long seconds = 0; seconds < span.toSeconds(); seconds += 5) {
            report(memory, disk);
            pass(5);
        }
    }

    final State state() {
        return fleet.states(null).getFirst();
    }

    final void assertCondition(Condition expected) {
        assertEquals(expected, state().condition());
    }

    final List<String> told() {
        return told.stream()
                .map(alert -> alert.alias() + " " + alert.kind() + (alert.endedAt() == null ? "" : " over"))
                .toList();
    }
}
