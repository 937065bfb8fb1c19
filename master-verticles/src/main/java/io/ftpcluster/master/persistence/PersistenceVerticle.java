package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.handler.AccountHandlers;
import io.ftpcluster.master.persistence.handler.AuditHandlers;
import io.ftpcluster.master.persistence.handler.CertificateHandlers;
import io.ftpcluster.master.persistence.handler.ChangeEvents;
import io.ftpcluster.master.persistence.handler.CopyHandlers;
import io.ftpcluster.master.persistence.handler.Handlers;
import io.ftpcluster.master.persistence.handler.JobHandlers;
import io.ftpcluster.master.persistence.handler.PermissionHandlers;
import io.ftpcluster.master.persistence.handler.ServerHandlers;
import io.ftpcluster.master.persistence.handler.SessionHandlers;
import io.ftpcluster.master.persistence.handler.TelemetryHandlers;
import io.ftpcluster.master.persistence.handler.UserHandlers;
import io.ftpcluster.master.persistence.repository.AccountRepository;
import io.ftpcluster.master.persistence.repository.AcmeRepository;
import io.ftpcluster.master.persistence.repository.AgentTokenRepository;
import io.ftpcluster.master.persistence.repository.AlertNewsRepository;
import io.ftpcluster.master.persistence.repository.AlertRepository;
import io.ftpcluster.master.persistence.repository.AuditBuffer;
import io.ftpcluster.master.persistence.repository.AuditRepository;
import io.ftpcluster.master.persistence.repository.CopyRepository;
import io.ftpcluster.master.persistence.repository.EnrolmentRepository;
import io.ftpcluster.master.persistence.repository.JobRepository;
import io.ftpcluster.master.persistence.repository.KnownNetworkRepository;
import io.ftpcluster.master.persistence.repository.LeaseRepository;
import io.ftpcluster.master.persistence.repository.NodeReportRepository;
import io.ftpcluster.master.persistence.repository.PermissionChanges;
import io.ftpcluster.master.persistence.repository.PermissionRepository;
import io.ftpcluster.master.persistence.repository.RolloutRepository;
import io.ftpcluster.master.persistence.repository.SecretRotation;
import io.ftpcluster.master.persistence.repository.ServerRepository;
import io.ftpcluster.master.persistence.repository.SessionRepository;
import io.ftpcluster.master.persistence.repository.SigningKeyRepository;
import io.ftpcluster.master.persistence.repository.StoredLoginRepository;
import io.ftpcluster.master.persistence.repository.TelemetryRepository;
import io.ftpcluster.master.persistence.repository.UserRepository;
import io.ftpcluster.master.persistence.sql.CacheInvalidation;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Fence;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Health;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Sessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers everything that needs the database. Deploy one instance, with virtual threads. Doesn't close the database:
 * whoever opened it does, after undeploying this.
 */
public final class PersistenceVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(PersistenceVerticle.class);
    private static final Duration USES_INTERVAL = Duration.ofMinutes(1);
    private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(10);
    /** A step of it is small; with 10,000 servers some 40 rows a second grow old. */
    private static final Duration RETENTION_INTERVAL = Duration.ofSeconds(2);
    /** A stop has 30 s. */
    private static final Duration LAST_STEP = Duration.ofSeconds(20);

    private final Bus bus;
    private final Database database;
    private final SecretBox box;
    private final Ids ids;
    private final Clock clock;
    private final Leadership leadership;
    private final Duration auditKept;
    private final ChangeEvents events;
    private final AuditRepository audit;
    private final PermissionRepository permissions;
    private final SessionRepository sessions;
    private final TelemetryRepository telemetry;
    private final AlertNewsRepository news;
    private final AlertRepository alerts;
    private final KnownNetworkRepository networks;
    private final AccountRepository accounts;
    private final JobRepository jobs;
    private final RolloutRepository rollouts;
    private final CopyRepository copies;
    private AuditHandlers auditHandlers;
    private LeaderScope leaderScope;

    /** For a node that does all timed work itself. */
    public PersistenceVerticle(Bus bus, Database database, SecretBox box, Clock clock) {
        this(bus, database, box, clock, Leadership.when(() -> true));
    }

    /** With a trail that is kept for good. */
    public PersistenceVerticle(Bus bus, Database database, SecretBox box, Clock clock, Leadership leadership) {
        this(bus, database, box, clock, leadership, Duration.ZERO, event -> {});
    }

    /**
     * @param clock UTC
     * @param leadership for the timed work on the database: with SQLite of whoever has the file, else of whoever holds the lease
     * @param auditKept how long the audit trail is kept; zero: for good
     * @param auditListener is told of the events of the trail that this node has stored; doesn't wait
     */
    public PersistenceVerticle(Bus bus, Database database, SecretBox box, Clock clock, Leadership leadership,
            Duration auditKept, Consumer<Audit.Stored> auditListener) {
        this.auditKept = auditKept;
        this.bus = bus;
        this.database = database;
        this.box = box;
        this.clock = clock;
        this.leadership = leadership;
        this.ids = new Ids(clock);
        this.events = new ChangeEvents(bus);
        this.audit = new AuditRepository(database, ids, clock, auditListener);
        this.permissions = new PermissionRepository(database, audit, ids, clock);
        this.sessions = new SessionRepository(database, audit, ids, clock);
        this.telemetry = new TelemetryRepository(database, clock);
        this.news = new AlertNewsRepository(database, ids, clock);
        this.alerts = new AlertRepository(database, news, clock);
        this.networks = new KnownNetworkRepository(database, clock);
        this.accounts = new AccountRepository(database, audit, clock);
        this.jobs = new JobRepository(database, audit, ids, clock);
        this.rollouts = new RolloutRepository(database, audit, ids, clock);
        this.copies = new CopyRepository(database, audit, ids, clock);
    }

    /** Fails UNAVAILABLE when the key of the stored secrets doesn't fit the database. */
    @Override
    public Future<?> start() {
        new SecretRotation(database, box, audit).run();
        vertx.setPeriodic(USES_INTERVAL.toMillis(), timer -> writeUses());
        leaderScope = new LeaderScope(vertx, leadership)
                .every(CLEANUP_INTERVAL, "Dropping ended sessions, old alerts, accounts, jobs, copies and events",
                        term -> fenced(term, this::cleanUp))
                .every(RETENTION_INTERVAL, "Dropping old telemetry", term -> fenced(term, telemetry::removeOld));
        auditHandlers = new AuditHandlers(vertx, context, bus, audit, new AuditBuffer(audit, clock));
        List<Future<?>> answering = new ArrayList<>(List.of(leaderScope.start(), answerAboutNodes()));
        handlers().forEach(domain -> answering.add(domain.register()));
        return Future.join(answering).onSuccess(all -> offerKnown());
    }

    private List<Handlers> handlers() {
        return List.of(new UserHandlers(bus, events, new UserRepository(database, audit, ids, clock), networks),
                new ServerHandlers(bus, events, new ServerRepository(database, audit, ids, clock),
                        new AgentTokenRepository(database, audit, clock), new SigningKeyRepository(database),
                        new EnrolmentRepository(database, audit, clock)),
                new PermissionHandlers(bus, events, permissions, new PermissionChanges(database, audit, clock),
                        new StoredLoginRepository(database, audit, clock)),
                new AccountHandlers(bus, events, accounts), new JobHandlers(bus, events, jobs, rollouts),
                new CopyHandlers(bus, events, copies), new SessionHandlers(bus, events, sessions),
                new TelemetryHandlers(bus, telemetry, alerts, news),
                new CertificateHandlers(bus, events, new AcmeRepository(database, audit, clock)), auditHandlers);
    }

    private Future<?> answerAboutNodes() {
        LeaseRepository leases = new LeaseRepository(database);
        return Future.join(List.of(bus.answer(Leases.TAKE, leases::take), bus.answer(Leases.RELEASE, leases::release),
                bus.answer(Nodes.REPORT, new NodeReportRepository(database)::store),
                database.isShared() ? new CacheInvalidation(bus, database).start() : Future.succeededFuture(),
                bus.answerLater(Health.DATABASE, ping -> database.ping().map(Done.DONE))));
    }

    /** What every request for a file asks, and nobody should change threads for. */
    private void offerKnown() {
        bus.answerLocally(Sessions.FIND, sessions::cached);
        bus.answerLocally(Permissions.LOGIN, permissions::cached);
        bus.answerLocally(Audit.RECORD, entry -> Optional.of(auditHandlers.record(entry)));
    }

    @Override
    public Future<?> stop() {
        List.of(Sessions.FIND, Permissions.LOGIN, Audit.RECORD).forEach(bus::endLocally);
        auditHandlers.drain();
        writeUses();
        // Whoever waits for the database when this has stopped is interrupted.
        leaderScope.stop(LAST_STEP).await();
        return Future.succeededFuture();
    }

    private void writeUses() {
        try {
            sessions.writeUses();
        } catch (RuntimeException e) {
            LOG.debug("When sessions were used last wasn't written", e);
        }
    }

    private void cleanUp() {
        LOG.debug("{} ended sessions dropped", sessions.deleteEnded());
        networks.removeOld();
        alerts.removeOld();
        news.removeOld();
        jobs.removeOld();
        rollouts.removeOld();
        copies.removeOld();
        if (accounts.cleanUp()) {
            events.accounts(null, Done.DONE);
        }
        if (auditKept.isPositive()) {
            audit.removeOld(auditKept);
        }
    }

    /** Each transaction of the work is done while the term's token holds. */
    private static Future<?> fenced(Leadership term, Runnable work) {
        return term.write(token -> Future.<Done>future(done -> done.complete(Fence.run(token, () -> {
            work.run();
            return Done.DONE;
        }))));
    }
}
