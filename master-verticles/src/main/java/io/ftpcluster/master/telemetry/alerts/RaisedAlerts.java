package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.telemetry.fleet.Fleet;
import io.ftpcluster.master.telemetry.fleet.Timeline;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what is raised alike on all nodes: the one that leads tells, and the database knows. So a node that begins to lead
 * neither repeats nor forgets an alert. Not thread-safe.
 */
public final class RaisedAlerts {

    /** Within which what was told is in the database, or its node is gone. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);
    private static final int MOST = 50_000;

    private final Bus bus;
    private final Fleet fleet;
    private final Timeline time;
    /** As they were told last, by id. */
    private final LinkedHashMap<String, Told> told = new LinkedHashMap<>();

    private final Map<Alerts.Kind, Alert> ofPortal = new EnumMap<>(Alerts.Kind.class);

    private record Told(Alert alert, long at) {}

    public RaisedAlerts(Bus bus, Fleet fleet, Timeline time) {
        this.bus = bus;
        this.fleet = fleet;
        this.time = time;
    }

    /** Those about the portal itself, as far as this node knows; not to be changed. */
    Map<Alerts.Kind, Alert> ofPortal() {
        return ofPortal;
    }

    /** Raised or ended here. */
    public void tell(Alert alert) {
        remember(alert);
        noteOfPortal(alert);
        bus.publish(Alerts.CHANGED, alert);
    }

    /** Raised or ended by the node that leads. */
    public void hear(Alert alert) {
        Told known = told.get(alert.id());
        if (known != null && known.alert().endedAt() != null) {
            return;
        }
        remember(alert);
        noteOfPortal(alert);
        fleet.find(alert.serverId()).ifPresent(monitor -> {
            Map<Alerts.Kind, Alert> raised = new EnumMap<>(Alerts.Kind.class);
            raised.putAll(monitor.raised());
            if (alert.endedAt() == null) {
                raised.put(alert.kind(), alert);
            } else {
                raised.values().removeIf(one -> one.id().equals(alert.id()));
            }
            monitor.setRaised(raised);
        });
    }

    private void noteOfPortal(Alert alert) {
        if (!alert.isOfPortal()) {
            return;
        }
        if (alert.endedAt() == null) {
            ofPortal.put(alert.kind(), alert);
        } else {
            ofPortal.values().removeIf(one -> one.id().equals(alert.id()));
        }
    }

    private void remember(Alert alert) {
        told.remove(alert.id());
        told.put(alert.id(), new Told(alert, time.nanos()));
        while (told.size() > MOST || isOld(told.firstEntry().getValue())) {
            told.pollFirstEntry();
        }
    }

    private boolean isOld(Told one) {
        return time.nanos() - one.at() > REMEMBERED.toNanos();
    }

    /**
     * Compares what is known here with the database. Returns what that doesn't have: the node that raised or ended it may be
     * gone. Fails as the database does.
     */
    public Future<List<Alert>> load() {
        return bus.request(Alerts.LIST, new Alerts.Find(null, true, Alerts.Find.MAX))
                .map(found -> reconcile(found.alerts()));
    }

    private List<Alert> reconcile(List<Alert> stored) {
        Map<String, Alert> raised = new LinkedHashMap<>();
        List<Alert> missing = new ArrayList<>();
        stored.forEach(alert -> raised.put(alert.id(), alert));
        told.values().stream().filter(one -> !isOld(one)).map(Told::alert).forEach(alert -> {
            boolean over = alert.endedAt() != null;
            boolean differs = over ? raised.remove(alert.id()) != null : raised.put(alert.id(), alert) == null;
            if (differs) {
                missing.add(alert);
            }
        });
        Map<String, Map<Alerts.Kind, Alert>> byServer = new HashMap<>();
        raised.values().forEach(alert -> {
            Alert other = byServer.computeIfAbsent(alert.serverId(), id -> new EnumMap<>(Alerts.Kind.class))
                    .putIfAbsent(alert.kind(), alert);
            if (other != null) {
                missing.add(over(alert, other.raisedAt()));
            }
        });
        ofPortal.clear();
        ofPortal.putAll(byServer.getOrDefault(Alerts.PORTAL, Map.of()));
        fleet.all().forEach(monitor -> monitor.setRaised(byServer.getOrDefault(monitor.id(), Map.of())));
        return missing;
    }

    /** Two nodes raised it, each for itself; one is enough. */
    private static Alert over(Alert alert, Instant when) {
        return new Alert(alert.id(), alert.serverId(), alert.alias(), alert.kind(), alert.text(), alert.raisedAt(),
                when.isBefore(alert.raisedAt()) ? alert.raisedAt() : when);
    }
}
