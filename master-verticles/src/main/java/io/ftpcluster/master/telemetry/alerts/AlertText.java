package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Alerts for who isn't at the dashboard. */
final class AlertText {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter
            .ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Empty: it isn't known by what URL people reach the portal, so there are no links. */
    private final Optional<URI> portal;

    AlertText(Optional<URI> portal) {
        this.portal = portal;
    }

    JsonObject json(Alert alert) {
        String state = alert.endedAt() == null ? "raised" : "ended";
        return new JsonObject().put("event_id", alert.id() + "." + state)
                .put("id", alert.id())
                .put("server_id", alert.isOfPortal() ? null : alert.serverId())
                .put("alias", alert.alias())
                .put("kind", EnumNames.of(alert.kind()))
                .put("state", state)
                .put("text", alert.text())
                .put("raised_at", millis(alert.raisedAt()))
                .put("ended_at", alert.endedAt() == null ? null : millis(alert.endedAt()))
                .put("url", serverPage(alert).orElse(null));
    }

    /** As the portal's other times. */
    private static String millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** What it is about, without times. */
    static String line(Alert alert) {
        String kind = Labels.inSentence(Labels.of(alert.kind()));
        return alert.endedAt() == null
                ? alert.alias() + ": " + kind + ". " + alert.text()
                : alert.alias() + ": no longer " + kind + " after " + lasted(alert) + ".";
    }

    static String lines(List<Alert> alerts) {
        return alerts.stream().map(AlertText::line).collect(Collectors.joining("\n"));
    }

    /** Its line, when that was, and where to look; several lines. */
    String paragraph(Alert alert) {
        String when = alert.endedAt() == null
                ? "Since " + MOMENT.format(alert.raisedAt()) + "."
                : "From " + MOMENT.format(alert.raisedAt()) + " to " + MOMENT.format(alert.endedAt()) + ".";
        return line(alert) + "\n" + when + "\n" + serverPage(alert).map(page -> page + "\n").orElse("");
    }

    private static String lasted(Alert alert) {
        Duration time = Duration.between(alert.raisedAt(), alert.endedAt());
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    private Optional<String> serverPage(Alert alert) {
        return alert.isOfPortal() ? alertsPage() : page("/servers/" + alert.serverId());
    }

    /** Of all alerts. */
    Optional<String> alertsPage() {
        return page("/alerts");
    }

    private Optional<String> page(String path) {
        return portal.map(url -> url + path);
    }
}
