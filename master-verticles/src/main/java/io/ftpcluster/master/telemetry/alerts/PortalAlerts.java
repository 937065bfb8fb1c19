package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.master.telemetry.fleet.Timeline;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Alerts.PortalCondition;
import io.ftpcluster.messages.Alerts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Alerts about the portal itself, one of each kind for each subject: all nodes hear what is found, and the one that leads raises and
 * ends. Not thread-safe: the owner of the fleet owns it.
 */
public final class PortalAlerts {

    /** After which what nobody tells any more is over: its node is gone, or what watched it was turned off. */
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Timeline time;
    private final Consumer<Alert> told;
    private final Map<Key, Found> found = new HashMap<>();
    private final Map<Key, Raised> raised = new HashMap<>();

    private record Key(Kind kind, String subject) {

        static Key of(Alert alert) {
            return new Key(alert.kind(), alert.alias());
        }
    }

    /** @param at of {@link Timeline#nanos} */
    private record Found(String problem, long at) {}

    /** @param at when this node came to know it */
    private record Raised(Alert alert, long at) {}

    /** @param told of each alert when it is raised and when it ends */
    public PortalAlerts(Timeline time, Consumer<Alert> told) {
        this.time = time;
        this.told = told;
    }

    public void take(PortalCondition condition) {
        found.put(new Key(condition.kind(), condition.subject()), new Found(condition.problem(), time.nanos()));
    }

    /** To be called about once a second, by the node that leads. */
    public void apply() {
        found.values().removeIf(one -> isOld(one.at()));
        List<Alert> news = new ArrayList<>();
        found.forEach((key, one) -> {
            if (one.problem() != null && !raised.containsKey(key)) {
                news.add(new Alert(UUID.randomUUID().toString(), Alerts.PORTAL, key.subject(), key.kind(),
                        one.problem(), time.instant(), null));
            }
        });
        raised.forEach((key, one) -> {
            Found now = found.get(key);
            // A node that has just begun to lead hasn't heard of all yet.
            if (now == null ? isOld(one.at()) : now.problem() == null) {
                news.add(over(one.alert()));
            }
        });
        news.forEach(alert -> {
            heard(alert);
            told.accept(alert);
        });
    }

    private boolean isOld(long at) {
        return time.nanos() - at > FORGOTTEN.toNanos();
    }

    private Alert over(Alert alert) {
        return new Alert(alert.id(), alert.serverId(), alert.alias(), alert.kind(), alert.text(), alert.raisedAt(),
                time.instant());
    }

    /** Raised or ended, by whichever node leads. */
    void heard(Alert alert) {
        if (alert.endedAt() == null) {
            raised.put(Key.of(alert), new Raised(alert, time.nanos()));
        } else {
            raised.values().removeIf(one -> one.alert().id().equals(alert.id()));
        }
    }

    /** All that are raised, as the database knows it. Returns those of which one is enough. */
    List<Alert> setRaised(List<Alert> all) {
        Map<Key, Raised> before = new HashMap<>(raised);
        raised.clear();
        List<Alert> twice = new ArrayList<>();
        for (Alert alert : all) {
            Key key = Key.of(alert);
            if (raised.containsKey(key)) {
                twice.add(alert);
            } else {
                Raised known = before.get(key);
                raised.put(key, new Raised(alert, known == null ? time.nanos() : known.at()));
            }
        }
        return twice;
    }
}
