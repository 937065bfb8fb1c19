package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Alerts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes backups while this node holds the lease, on a thread of the system: the database's library keeps the thread for as long
 * as it copies, and virtual threads have few of them. Tells the node that raises alerts how it stands.
 */
public final class BackupVerticle extends VerticleBase {

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration TELL = Duration.ofSeconds(10);
    /** A stop has 30 s; a backup that takes longer is begun anew at the next start. */
    private static final Duration STOPPING = Duration.ofSeconds(20);

    private final Bus bus;
    private final Leadership leadership;
    private final Config.Backups settings;
    private final BackupSchedule schedule;
    private final Clock clock;
    private LeaderScope scope;

    /**
     * @param leadership of the lease for backups
     * @param version of this program
     */
    public BackupVerticle(Bus bus, Leadership leadership, Config.Backups settings, PortalState state, String version,
            MeterRegistry metrics, Clock clock) {
        this.bus = bus;
        this.leadership = leadership;
        this.settings = settings;
        this.clock = clock;
        this.schedule = new BackupSchedule(new PortalBackup(state, version, clock), settings, clock);
        measure(metrics);
    }

    /** Of a node that makes none they are absent, or stand still. */
    private void measure(MeterRegistry metrics) {
        gauge(metrics, "last.success.timestamp", "seconds", "When the newest backup in the folder was made.",
                status -> status.newest() == null ? Double.NaN : status.newest().toEpochMilli() / 1000.0);
        gauge(metrics, "size", "bytes", "Of the last backup that this node made.",
                status -> status.made() == null ? Double.NaN : (double) status.made().size());
        TimeGauge
                .builder("ftpcluster.backup.duration", schedule, TimeUnit.MILLISECONDS,
                        it -> it.status().made() == null ? Double.NaN : (double) it.status().made().took().toMillis())
                .strongReference(true)
                .description("What the last backup that this node made has taken.")
                .register(metrics);
        FunctionCounter.builder("ftpcluster.backup.failures", schedule, it -> it.status().failures())
                .description("Backups of this node that failed.")
                .register(metrics);
    }

    private void gauge(MeterRegistry metrics, String name, String unit, String what,
            Function<BackupSchedule.Status, Number> value) {
        Gauge.builder("ftpcluster.backup." + name, schedule, it -> value.apply(it.status()).doubleValue())
                .strongReference(true)
                .baseUnit(unit)
                .description(what)
                .register(metrics);
    }

    @Override
    public Future<?> start() {
        scope = new LeaderScope(vertx, leadership).every(LOOK, "Making backups", this::look)
                .every(TELL, "Telling how backups stand", this::tell);
        return scope.start();
    }

    @Override
    public Future<?> stop() {
        return scope.stop(STOPPING);
    }

    private Future<?> look(Leadership term) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> looked = Promise.promise();
        Thread.ofPlatform().daemon().name("backup").start(() -> {
            try {
                schedule.look();
            } finally {
                context.runOnContext(done -> looked.complete());
            }
        });
        return looked.future();
    }

    /** Again and again: whoever raises alerts may be another node by now. */
    private Future<?> tell(Leadership term) {
        BackupSchedule.Status status = schedule.status();
        report(Alerts.Kind.BACKUP_FAILED, status.problem());
        report(Alerts.Kind.BACKUP_TOO_OLD, status.tooOld(clock.instant(), settings.every()));
        return Future.succeededFuture();
    }

    private void report(Alerts.Kind kind, String problem) {
        bus.publish(Alerts.PORTAL_CONDITION, new Alerts.PortalCondition(kind, Alerts.PORTAL, problem));
    }
}
