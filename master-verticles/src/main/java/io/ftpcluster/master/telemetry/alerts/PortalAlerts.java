package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.telemetry.fleet.Timeline;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Alerts.PortalCondition;
import io.ftpcluster.messages.Alerts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Alerts about the portal itself, by what its parts say again and again. What nobody speaks of any more is over: whoever did has
 * been switched off. Not thread-safe: the owner of the fleet owns it.
 */
public final class PortalAlerts {

    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final RaisedAlerts raised;
    private final Timeline time;
    private final BooleanSupplier ready;
    private final Consumer<Alert> told;
    private final Map<Kind, Long> heard = new EnumMap<>(Kind.class);

    /**
     * @param ready whether this node raises alerts now
     * @param told of each alert when it is raised and when it ends
     */
    public PortalAlerts(RaisedAlerts raised, Timeline time, BooleanSupplier ready, Consumer<Alert> told) {
        this.raised = raised;
        this.time = time;
        this.ready = ready;
        this.told = told;
    }

    /** Fails UNAVAILABLE while it isn't known what is raised already. */
    public Future<Done> hear(PortalCondition condition) {
        if (!ready.getAsBoolean()) {
            return Future.failedFuture(
                    Failure.of(FailureCode.UNAVAILABLE, "It isn't known yet which alerts are raised.").exception());
        }
        heard.put(condition.kind(), time.nanos());
        Alert there = raised.ofPortal().get(condition.kind());
        if (condition.problem() != null && there == null) {
            told.accept(new Alert(UUID.randomUUID().toString(), Alerts.PORTAL, Alerts.PORTAL, condition.kind(),
                    condition.problem(), time.instant(), null));
        } else if (condition.problem() == null && there != null) {
            end(there);
        }
        return Future.succeededFuture(Done.DONE);
    }

    /** To be called once a second. */
    public void tick() {
        if (!ready.getAsBoolean()) {
            heard.clear();
            return;
        }
        for (Alert there : List.copyOf(raised.ofPortal().values())) {
            long since = heard.computeIfAbsent(there.kind(), kind -> time.nanos());
            if (time.nanos() - since > FORGOTTEN.toNanos()) {
                end(there);
            }
        }
    }

    private void end(Alert there) {
        told.accept(new Alert(there.id(), there.serverId(), there.alias(), there.kind(), there.text(), there.raisedAt(),
                time.instant()));
    }
}
