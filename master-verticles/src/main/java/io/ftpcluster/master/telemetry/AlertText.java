package io.ftpcluster.master.telemetry;

import io.ftpcluster.messages.Alerts.Alert;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Alerts for who isn't at the dashboard. */
final class AlertText {

    private AlertText() {}

    static JsonObject json(Alert alert) {
        String state = alert.endedAt() == null ? "raised" : "ended";
        return new JsonObject().put("event_id", alert.id() + "." + state).put("id", alert.id())
                .put("server_id", alert.serverId()).put("alias", alert.alias())
                .put("kind", alert.kind().name().toLowerCase(Locale.ROOT))
                .put("state", state).put("text", alert.text())
                .put("raised_at", alert.raisedAt().toString())
                .put("ended_at", alert.endedAt() == null ? null : alert.endedAt().toString());
    }

    static String line(Alert alert) {
        String kind = switch (alert.kind()) {
            case DISK_FULL -> "disk full";
            case MEMORY_FULL -> "memory full";
            case OFFLINE -> "offline";
        };
        return alert.endedAt() == null
                ? alert.alias() + ": " + kind + ". " + alert.text()
                : alert.alias() + ": no longer " + kind + ", since " + alert.endedAt() + ".";
    }

    static String lines(List<Alert> alerts) {
        return alerts.stream().map(AlertText::line).collect(Collectors.joining("\n"));
    }
}
