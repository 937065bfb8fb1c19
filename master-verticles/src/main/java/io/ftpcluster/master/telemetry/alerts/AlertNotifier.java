package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.FindUntold;
import io.ftpcluster.messages.Alerts.Receiver;
import io.ftpcluster.messages.Alerts.Told;
import io.ftpcluster.messages.Alerts.Untold;
import io.ftpcluster.messages.Alerts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver what the database says that it wasn't told, while this node leads: parcel after parcel, each until it
 * was taken, ever later. So each is told at least once, whichever node dies; again only when one dies, or the database
 * fails, between the receiver's answer and the note of it. Not thread-safe: one event loop owns it.
 */
final class AlertNotifier {

    private static final Logger LOG = LoggerFactory.getLogger(AlertNotifier.class);
    private static final long FIRST_RETRY = 1_000;
    private static final long LAST_RETRY = Duration.ofMinutes(5).toMillis();
    /** Between two parcels. */
    private static final long PAUSE = 1_000;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Bus bus;
    private final Leadership leadership;
    private final Channel way;
    private final IntConsumer dropped;
    private Promise<Void> idle;
    private long timer = NONE;
    private boolean again;
    private boolean last;
    private int failures;
    private int waiting;
    /** The parcel that was taken last: it needn't go again when only the note of that failed. */
    private String taken;

    /**
     * How a receiver is told.
     *
     * @param name for the log
     * @param parcel alerts in one message
     * @param line completes when the receiver has taken it
     */
    record Channel(String name, Receiver receiver, int parcel, Line line) {}

    interface Line {

        /** @param id the same each time that the same alerts are sent again */
        Future<Void> send(String id, List<Alert> alerts);
    }

    /** @param dropped is told how many were given up */
    AlertNotifier(Vertx vertx, Bus bus, Leadership leadership, Channel way, IntConsumer dropped) {
        this.vertx = vertx;
        this.bus = bus;
        this.leadership = leadership;
        this.way = way;
        this.dropped = dropped;
    }

    Receiver receiver() {
        return way.receiver();
    }

    /** What wait, as far as this node knows. */
    int waiting() {
        return waiting;
    }

    /** There may be something to tell. */
    void wake() {
        if (!leadership.isHeld()) {
            rest();
        } else if (idle != null) {
            again = true;
        } else if (timer == NONE && !last) {
            next();
        }
    }

    /** Nothing is this node's to tell now. */
    private void rest() {
        failures = 0;
        waiting = 0;
    }

    private void next() {
        Promise<Void> round = Promise.promise();
        idle = round;
        again = false;
        leadership.write(token -> bus.request(Alerts.UNTOLD, new FindUntold(way.receiver(), way.parcel(), token)))
                .compose(this::tell)
                .onComplete(told -> {
                    idle = null;
                    if (told.succeeded()) {
                        succeeded(told.result());
                    } else {
                        failed(told.cause());
                    }
                    if (idle == null) {
                        round.complete();
                    } else {
                        idle.future().onComplete(round);
                    }
                });
    }

    /** Whether there was anything. */
    private Future<Boolean> tell(Untold untold) {
        waiting = untold.waiting();
        if (untold.givenUp() > 0) {
            LOG.error("{}: {} given up, as they are a day old or too many wait", way.name(), untold.givenUp());
            dropped.accept(untold.givenUp());
        }
        String parcel = untold.parcel();
        if (parcel == null) {
            return Future.succeededFuture(false);
        }
        Future<Void> sent = parcel.equals(taken) || untold.alerts().isEmpty()
                ? Future.succeededFuture()
                : way.line().send(parcel, untold.alerts()).onSuccess(done -> taken = parcel);
        return sent.compose(
                done -> leadership.write(token -> bus.request(Alerts.TOLD, new Told(way.receiver(), parcel, token))))
                .map(noted -> {
                    waiting -= untold.alerts().size();
                    return true;
                });
    }

    private void succeeded(boolean told) {
        if (failures > 0) {
            LOG.info("{}: delivered again", way.name());
        }
        failures = 0;
        if (!told && !again) {
            return;
        }
        if (last) {
            next();
        } else {
            later(PAUSE);
        }
    }

    private void failed(Throwable cause) {
        if (!leadership.isHeld()) {
            rest();
            return;
        }
        failures++;
        if (failures == 1) {
            // Not the stack and not the request: either may hold what nobody should read.
            LOG.error("{}: can't be delivered now ({}), {} wait", way.name(), cause.getMessage(), waiting);
        }
        if (!last) {
            later(Math.min(LAST_RETRY, FIRST_RETRY << Math.min(20, failures - 1)));
        }
    }

    private void later(long millis) {
        timer = vertx.setTimer(millis, now -> {
            timer = NONE;
            wake();
        });
    }

    /** Tells what there is without pauses, until something fails; the rest is told by whoever leads next. */
    Future<Void> finish(Duration limit) {
        last = true;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
        if (idle == null && leadership.isHeld()) {
            next();
        }
        return idle == null
                ? Future.succeededFuture()
                : idle.future().timeout(limit.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
    }
}
