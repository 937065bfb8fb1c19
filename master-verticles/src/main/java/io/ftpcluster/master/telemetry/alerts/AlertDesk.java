package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.FencedWriteQueue;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.telemetry.metrics.Meters;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Receiver;
import io.ftpcluster.messages.Alerts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes alerts as they are raised and ended: keeps them in the database, out of which those are told who are configured. */
public final class AlertDesk {

    private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);
    /** Of every kind for 10,000 servers. */
    private static final FencedWriteQueue.Limits STORE = new FencedWriteQueue.Limits("Storing alerts", 50_000, 100,
            Duration.ofMillis(20), 0);
    private static final int IN_A_POST = 100;
    private static final int IN_A_MAIL = 1000;
    /** Seconds between two looks for what is untold, for the case that nothing else made this node look. */
    private static final int LOOK = 30;
    private static final int LINES_A_SECOND = 20;

    private final Meters meters;
    private final FencedWriteQueue<String, Alert> store;
    private final List<AlertNotifier> alertNotifiers = new ArrayList<>();
    private int changed;
    private int seconds;

    /**
     * @param node this one's name
     * @param leadership to store and to tell
     */
    public AlertDesk(Vertx vertx, Bus bus, Config.Telemetry config, String node, Leadership leadership, Meters meters) {
        this.meters = meters;
        AlertText text = new AlertText(config.portal());
        SystemTrust trust = SystemTrust.ofThisSystem();
        config.webhook()
                .ifPresent(url -> alertNotifiers.add(new AlertNotifier(vertx, bus, leadership,
                        new AlertNotifier.Channel("The webhook of alerts", Receiver.WEBHOOK, IN_A_POST,
                                new Webhook(vertx, url, text, trust, node)::tell),
                        count -> meters.dropped(Meters.Queue.WEBHOOK, count))));
        config.mail()
                .ifPresent(mail -> alertNotifiers.add(new AlertNotifier(vertx, bus, leadership,
                        new AlertNotifier.Channel("The e-mail of alerts", Receiver.MAIL, IN_A_MAIL,
                                new AlertMail(vertx, mail, text, trust, node)::tell),
                        count -> meters.dropped(Meters.Queue.MAIL, count))));
        Set<Receiver> told = alertNotifiers.stream()
                .map(AlertNotifier::receiver)
                .collect(Collectors.toUnmodifiableSet());
        store = new FencedWriteQueue<>(vertx, leadership, STORE, (alerts,
                token) -> bus.request(Alerts.STORE, new Alerts.Store(alerts, told, token)).onSuccess(stored -> look()),
                () -> meters.dropped(Meters.Queue.ALERTS, 1));
    }

    public void take(Alert alert) {
        boolean raised = alert.endedAt() == null;
        if (raised) {
            meters.raised(alert.kind());
        }
        log(alert, raised);
        store(alert);
    }

    /** One that was logged already. */
    public void store(Alert alert) {
        store.put(alert.id(), alert);
    }

    /** Tells what isn't told, such as what the node that led before has left. */
    public void look() {
        alertNotifiers.forEach(AlertNotifier::wake);
    }

    /** The next node that leads stores what waits: it knows all that was raised and ended. */
    public void leaveStoring() {
        store.clear();
    }

    /** When a network goes, so do all its servers; nobody reads thousands of lines. */
    private void log(Alert alert, boolean raised) {
        if (++changed > LINES_A_SECOND) {
            return;
        }
        if (raised) {
            LOG.warn("Alert on {}: {} {}", whose(alert), alert.kind(), alert.text());
        } else {
            LOG.info("Alert on {} is over: {}", whose(alert), alert.kind());
        }
    }

    private static String whose(Alert alert) {
        return alert.isOfPortal() ? "the portal" : "server " + alert.alias();
    }

    /** To be called once a second. */
    public void measure() {
        if (changed > LINES_A_SECOND) {
            LOG.warn("{} more alerts were raised or ended in the last second", changed - LINES_A_SECOND);
        }
        changed = 0;
        seconds = (seconds + 1) % LOOK;
        if (seconds == 0) {
            look();
        }
        meters.waiting(Meters.Queue.ALERTS, store.size());
        alertNotifiers.forEach(alertNotifier -> meters.waiting(switch (alertNotifier.receiver()) {
            case WEBHOOK -> Meters.Queue.WEBHOOK;
            case MAIL -> Meters.Queue.MAIL;
        }, alertNotifier.waiting()));
    }

    /** Stores and tells what there is; what can't be told by then is told by whoever leads next. */
    public Future<?> drain(Duration limit) {
        return store.drain(limit)
                .compose(stored -> Future
                        .join(alertNotifiers.stream().map(alertNotifier -> alertNotifier.finish(limit)).toList()));
    }
}
