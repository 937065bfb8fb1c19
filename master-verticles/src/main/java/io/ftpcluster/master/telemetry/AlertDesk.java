package io.ftpcluster.master.telemetry;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Alerts.Alert;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes alerts as they are raised and ended: keeps them, and tells those who are configured, many at once. */
final class AlertDesk {

    private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);
    /** Of every kind for 10,000 servers. */
    private static final Outbox.Limits STORE = new Outbox.Limits("Storing alerts", 30_000, 16, Duration.ofMillis(20),
            0);
    private static final int TELLING_CAPACITY = 1000;
    /** In one message; more come in the next one. */
    private static final int TELLING_BATCH = 100;
    private static final Duration TELLING_PAUSE = Duration.ofSeconds(1);
    private static final int TELLING_TRIES = 3;
    private static final int LINES_A_SECOND = 20;

    private final Meters meters;
    private int changed;
    private final Map<Meters.Queue, Outbox<String, Alert>> outboxes = new EnumMap<>(Meters.Queue.class);

    /**
     * @param node this one's name
     * @param leads whether this node may store now
     */
    AlertDesk(Vertx vertx, Bus bus, Config.Telemetry config, String node, BooleanSupplier leads, Meters meters) {
        this.meters = meters;
        add(vertx, Meters.Queue.ALERTS, STORE, alerts -> leads.getAsBoolean()
                ? Future.all(alerts.stream().map(alert -> bus.request(Alerts.STORE, alert)).toList())
                : Future.failedFuture(ChunkStore.notLeading()));
        AlertText text = new AlertText(config.portal());
        SystemTrust trust = SystemTrust.ofThisSystem();
        config.webhook().ifPresent(url -> add(vertx, Meters.Queue.WEBHOOK, telling("The webhook of alerts"),
                new Webhook(vertx, url, text, trust, node)::tell));
        config.mail().ifPresent(mail -> add(vertx, Meters.Queue.MAIL, telling("The e-mail of alerts"),
                new AlertMail(vertx, mail, text, trust, node)::tell));
    }

    private static Outbox.Limits telling(String name) {
        return new Outbox.Limits(name, TELLING_CAPACITY, TELLING_BATCH, TELLING_PAUSE, TELLING_TRIES);
    }

    private void add(Vertx vertx, Meters.Queue queue, Outbox.Limits limits, Function<List<Alert>, Future<?>> send) {
        outboxes.put(queue, new Outbox<>(vertx, limits, send, () -> meters.dropped(queue)));
    }

    void take(Alert alert) {
        boolean raised = alert.endedAt() == null;
        if (raised) {
            meters.raised(alert.kind());
        }
        log(alert, raised);
        outboxes.forEach((queue, outbox) -> outbox.put(queue == Meters.Queue.ALERTS || raised
                ? alert.id()
                : alert.id() + " over", alert));
    }

    /** One that was told already. */
    void store(Alert alert) {
        outboxes.get(Meters.Queue.ALERTS).put(alert.id(), alert);
    }

    /** The next node that leads stores what waits: it knows all that was raised and ended. */
    void leaveStoring() {
        outboxes.get(Meters.Queue.ALERTS).clear();
    }

    /** When a network goes, so do all its servers; nobody reads thousands of lines. */
    private void log(Alert alert, boolean raised) {
        if (++changed > LINES_A_SECOND) {
            return;
        }
        if (raised) {
            LOG.warn("Alert on server {}: {} {}", alert.alias(), alert.kind(), alert.text());
        } else {
            LOG.info("Alert on server {} is over: {}", alert.alias(), alert.kind());
        }
    }

    /** To be called once a second. */
    void measure() {
        if (changed > LINES_A_SECOND) {
            LOG.warn("{} more alerts were raised or ended in the last second", changed - LINES_A_SECOND);
        }
        changed = 0;
        outboxes.forEach((queue, outbox) -> meters.waiting(queue, outbox.size()));
    }

    Future<?> drain(Duration limit) {
        return Future.join(outboxes.values().stream().map(outbox -> outbox.drain(limit)).toList());
    }
}
