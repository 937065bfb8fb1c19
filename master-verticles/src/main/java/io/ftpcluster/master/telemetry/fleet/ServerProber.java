package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Diagnosis.ProbeOutcome;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.text.LogThrottle;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the servers tried of which no agent was ever heard, each once a minute, while this node holds the lease for it. An agent
 * that says something ends that. Not thread-safe: the owner of the fleet owns it.
 */
public final class ServerProber {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProber.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LONGEST_REASON = 600;
    /** The part that probes isn't there while the portal starts or stops, and a server may be gone meanwhile. */
    private static final Set<FailureCode> PASSING = Set.of(FailureCode.UNAVAILABLE, FailureCode.NOT_FOUND);

    private final Bus bus;
    private final Fleet fleet;
    private final Timeline time;
    private final Consumer<Probed> told;
    private final ProbeSchedule schedule;
    private final LeaderScope scope;
    private final LogThrottle failures = LogThrottle.untilOver();

    /**
     * @param probing of the lease for probes
     * @param told of each outcome, in the context in which this was started
     */
    public ServerProber(Vertx vertx, Bus bus, Leadership probing, Fleet fleet, Timeline time, Consumer<Probed> told) {
        this.bus = bus;
        this.fleet = fleet;
        this.time = time;
        this.told = told;
        this.schedule = new ProbeSchedule(time);
        this.scope = new LeaderScope(vertx, probing).with("Probing servers", new Work())
                .every(LOOK, "Probing servers", this::look);
    }

    public Future<?> start() {
        return Future.join(bus.listen(Servers.CHANGED, this::changed).begun(), scope.start());
    }

    public Future<Void> stop(Duration limit) {
        return scope.stop(limit);
    }

    private void changed(Servers.Changed change) {
        if (scope.isHeld()) {
            schedule.changed(change.serverId());
        }
    }

    /** What the node before has found is in the fleet. */
    private final class Work implements LeaderWork {
        @Override
        public Future<?> begin(Leadership term) {
            return Future.succeededFuture();
        }

        @Override
        public void end() {
            schedule.clear();
        }
    }

    /** Doesn't wait for what it starts. */
    private Future<?> look(Leadership term) {
        schedule.start(fleet.all())
                .forEach(id -> bus.request(Diagnosis.PROBE, new Diagnosis.Probe(id))
                        .onComplete(answer -> ended(id, term, answer)));
        return Future.succeededFuture();
    }

    private void ended(String id, Leadership term, AsyncResult<ProbeOutcome> answer) {
        boolean counts = schedule.ended(id, answer.succeeded());
        if (answer.failed()) {
            complain(id, answer.cause());
        } else {
            failures.over(id);
        }
        if (counts && term.isHeld()) {
            fleet.find(id)
                    .filter(ServerMonitor::lacksAgent)
                    .ifPresent(server -> told.accept(outcome(server, answer.result())));
        }
    }

    private void complain(String id, Throwable cause) {
        boolean passes = cause instanceof FailureException known && PASSING.contains(known.failure().code());
        if (!passes) {
            failures.admit(id)
                    .ifPresent(
                            first -> LOG.error("Server {} could not be probed; tried again until it can", id, cause));
        }
    }

    private Probed outcome(ServerMonitor server, ProbeOutcome outcome) {
        Step failed = outcome.failed();
        if (failed == null) {
            return new Probed(server.id(), time.instant(), outcome.millis(), null, null, 0);
        }
        int before = server.probe() == null ? 0 : server.probe().failures();
        // A refused login ends a row of failures: the server was reached.
        return new Probed(server.id(), time.instant(), outcome.millis(), failed.name(), reason(failed),
                outcome.refused() ? 0 : before + 1, outcome.refused());
    }

    private static String reason(Step failed) {
        String all = "The portal's probe failed (" + Labels.shortOf(failed.name()) + "). "
                + failed.detail().replace('\n', ' ') + " " + failed.advice();
        return all.length() > LONGEST_REASON ? all.substring(0, LONGEST_REASON) + "…" : all.strip();
    }
}
