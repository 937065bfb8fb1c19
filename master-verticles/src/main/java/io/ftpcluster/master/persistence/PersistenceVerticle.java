package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.repository.AccountRepository;
import io.ftpcluster.master.persistence.repository.AcmeRepository;
import io.ftpcluster.master.persistence.repository.AgentTokenRepository;
import io.ftpcluster.master.persistence.repository.AlertNewsRepository;
import io.ftpcluster.master.persistence.repository.AlertRepository;
import io.ftpcluster.master.persistence.repository.AuditBuffer;
import io.ftpcluster.master.persistence.repository.AuditRepository;
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
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Acme;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Enrolments;
import io.ftpcluster.messages.Health;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.StoredLogins;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers everything that needs the database. Deploy one instance, with virtual threads. Doesn't close the database:
 * whoever opened it does, after undeploying this.
 */
public final class PersistenceVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(PersistenceVerticle.class);
    private static final Duration AUDIT_INTERVAL = Duration.ofMillis(500);
    private static final Duration USES_INTERVAL = Duration.ofMinutes(1);
    private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(10);
    /** A step of it is small; with 10,000 servers some 40 rows a second grow old. */
    private static final Duration RETENTION_INTERVAL = Duration.ofSeconds(2);
    /** A stop has 30 s. */
    private static final Duration LAST_STEP = Duration.ofSeconds(20);

    private final Bus bus;
    private final Database database;
    private final SecretRotation rotation;
    private final UserRepository users;
    private final KnownNetworkRepository networks;
    private final ServerRepository servers;
    private final AgentTokenRepository agentTokens;
    private final SigningKeyRepository signingKeys;
    private final AcmeRepository acme;
    private final EnrolmentRepository enrolments;
    private final PermissionRepository permissions;
    private final PermissionChanges permissionChanges;
    private final StoredLoginRepository logins;
    private final AccountRepository accounts;
    private final JobRepository jobs;
    private final RolloutRepository rollouts;
    private final SessionRepository sessions;
    private final TelemetryRepository telemetry;
    private final AlertRepository alerts;
    private final AlertNewsRepository news;
    private final LeaseRepository leases;
    private final NodeReportRepository nodeReports;
    private final AuditRepository audit;
    private final AuditBuffer auditBuffer;
    private final Leadership leadership;
    private final Duration auditKept;
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
        Ids ids = new Ids(clock);
        this.audit = new AuditRepository(database, ids, clock, auditListener);
        this.auditBuffer = new AuditBuffer(audit, clock);
        this.rotation = new SecretRotation(database, box, audit);
        this.users = new UserRepository(database, audit, ids, clock);
        this.networks = new KnownNetworkRepository(database, clock);
        this.servers = new ServerRepository(database, audit, ids, clock);
        this.agentTokens = new AgentTokenRepository(database, audit, clock);
        this.signingKeys = new SigningKeyRepository(database);
        this.acme = new AcmeRepository(database, audit, clock);
        this.enrolments = new EnrolmentRepository(database, audit, clock);
        this.permissions = new PermissionRepository(database, audit, ids, clock);
        this.permissionChanges = new PermissionChanges(database, audit, clock);
        this.logins = new StoredLoginRepository(database, audit, clock);
        this.accounts = new AccountRepository(database, audit, clock);
        this.jobs = new JobRepository(database, audit, ids, clock);
        this.rollouts = new RolloutRepository(database, audit, ids, clock);
        this.sessions = new SessionRepository(database, audit, ids, clock);
        this.telemetry = new TelemetryRepository(database, clock);
        this.news = new AlertNewsRepository(database, ids, clock);
        this.alerts = new AlertRepository(database, news, clock);
        this.leases = new LeaseRepository(database);
        this.nodeReports = new NodeReportRepository(database);
        this.leadership = leadership;
    }

    /** Fails UNAVAILABLE when the key of the stored secrets doesn't fit the database. */
    @Override
    public Future<?> start() {
        rotation.run();
        vertx.setPeriodic(AUDIT_INTERVAL.toMillis(), timer -> flushAudit());
        vertx.setPeriodic(USES_INTERVAL.toMillis(), timer -> writeUses());
        leaderScope = new LeaderScope(vertx, leadership)
                .every(CLEANUP_INTERVAL, "Dropping ended sessions, old alerts, accounts, jobs and events",
                        term -> fenced(term, this::cleanUp))
                .every(RETENTION_INTERVAL, "Dropping old telemetry", term -> fenced(term, telemetry::removeOld));
        return Future.join(List.of(leaderScope.start(), answerUsers(), answerServers(), answerEnrolments(),
                answerPermissions(), answerLogins(), answerAccounts(), answerJobs(), answerRollouts(), answerSessions(),
                answerTelemetry(), answerAudit(), answerAcme(), bus.answer(Leases.TAKE, leases::take),
                bus.answer(Leases.RELEASE, leases::release), bus.answer(Nodes.REPORT, nodeReports::store),
                database.isShared() ? new CacheInvalidation(bus, database).start() : Future.succeededFuture(),
                bus.answerLater(Health.DATABASE, ping -> database.ping().map(Done.DONE))))
                .onSuccess(answering -> offerKnown());
    }

    /** What every request for a file asks, and nobody should change threads for. */
    private void offerKnown() {
        bus.answerLocally(Sessions.FIND, sessions::cached);
        bus.answerLocally(Permissions.LOGIN, permissions::cached);
        bus.answerLocally(Audit.RECORD, entry -> Optional.of(record(entry)));
    }

    @Override
    public Future<?> stop() {
        List.of(Sessions.FIND, Permissions.LOGIN, Audit.RECORD).forEach(bus::endLocally);
        auditBuffer.drain();
        writeUses();
        // Whoever waits for the database when this has stopped is interrupted.
        leaderScope.stop(LAST_STEP).await();
        return Future.succeededFuture();
    }

    private Future<?> answerUsers() {
        return Future.join(List.of(bus.answer(Users.INSERT, users::insert), bus.answer(Users.STORE, this::store),
                bus.answer(Users.STORE_PASSWORD,
                        request -> changed(request.actor().userId(), users.storePassword(request))),
                bus.answer(Users.UPGRADE_HASH, users::upgradeHash), bus.answer(Users.FIND, users::find),
                bus.answer(Users.LIST, users::list),
                bus.answer(Users.DELETE, request -> due(null, changed(null, users.delete(request)))),
                bus.answer(Users.CREDENTIALS, users::credentials), bus.answer(Users.NOTE_NETWORK, networks::note),
                bus.answer(Users.FIND_NETWORK, networks::find)));
    }

    private Future<?> answerServers() {
        return Future.join(List.of(bus.answer(Servers.INSERT, request -> announced(servers.insert(request))),
                bus.answer(Servers.UPDATE, request -> announced(servers.update(request))),
                bus.answer(Servers.FIND, servers::find), bus.answer(Servers.LIST, servers::list),
                bus.answer(Servers.PROBE_LOGIN, servers::probeLogin), bus.answer(Servers.DELETE, this::delete),
                bus.answer(Agents.STORE_TOKEN, this::storeToken), bus.answer(Agents.FIND_TOKEN, agentTokens::find),
                bus.answer(Agents.SIGNING_KEY, signingKeys::keep)));
    }

    private Future<?> answerAcme() {
        return Future.join(List.of(bus.answer(Acme.ACCOUNT_KEY, acme::accountKey), bus.answer(Acme.FIND, acme::find),
                answerTimed(Acme.STORE_CERTIFICATE, request -> acmeChanged(acme.store(request))),
                answerTimed(Acme.STORE_FAILURE, request -> acmeChanged(acme.store(request))),
                answerTimed(Acme.STORE_CHALLENGE, acme::store), bus.answer(Acme.FIND_CHALLENGE, acme::find)));
    }

    private Done acmeChanged(Done stored) {
        bus.publish(Acme.CHANGED, new Acme.Changed());
        return stored;
    }

    private Future<?> answerEnrolments() {
        return Future.join(List.of(bus.answer(Enrolments.STORE, enrolments::store),
                bus.answer(Enrolments.FIND, enrolments::find), bus.answer(Enrolments.USE, this::useEnrolment)));
    }

    /** The server may be as its machine says from now on, and an older agent of it is cut off. */
    private Enrolments.Enrolment useEnrolment(Enrolments.Use request) {
        Enrolments.Enrolment used = enrolments.use(request);
        bus.publish(Servers.CHANGED, new Servers.Changed(used.serverId()));
        bus.publish(Agents.REVOKED, new Agents.Revoked(used.serverId()));
        return used;
    }

    private Users.User store(Users.Store request) {
        Users.User stored = users.store(request);
        return changed(request.passwordHash() == null ? null : stored.id(), stored);
    }

    /** Somebody may do less from now on, and what they do now ends. */
    private <T> T changed(String newPasswordOf, T result) {
        bus.publish(Permissions.CHANGED, new Permissions.Changed(newPasswordOf));
        return result;
    }

    private Servers.Server announced(Servers.Server changed) {
        bus.publish(Servers.CHANGED, new Servers.Changed(changed.id()));
        return changed;
    }

    private Done delete(Servers.Delete request) {
        String id = announced(servers.delete(request)).id();
        bus.publish(Agents.REVOKED, new Agents.Revoked(id));
        return changed(null, Done.DONE);
    }

    private Agents.TokenOwner storeToken(Agents.StoreToken request) {
        Agents.TokenOwner owner = agentTokens.store(request);
        bus.publish(Agents.REVOKED, new Agents.Revoked(owner.serverId()));
        return owner;
    }

    private Future<?> answerPermissions() {
        return Future.join(List.of(bus.answer(Permissions.INSERT, this::insert),
                bus.answer(Permissions.STORE, this::store), bus.answer(Permissions.LIST, permissions::list),
                bus.answer(Permissions.FIND, permissions::find), bus.answer(Permissions.DELETE, this::delete),
                bus.answer(Permissions.LOGIN, permissions::login)));
    }

    private Permissions.Permission insert(Permissions.Insert request) {
        Permissions.Permission made = permissions.insert(request);
        return request.accountPassword() == null ? made : due(made.serverId(), made);
    }

    private Permissions.Permission store(Permissions.Store request) {
        Permissions.Permission stored = changed(null, permissionChanges.store(request));
        boolean ofAccount = request.encryptedPass() != null || request.login() != null || request.quotaBytes() != null;
        return ofAccount ? due(stored.serverId(), stored) : stored;
    }

    private Future<?> answerLogins() {
        return Future.join(List.of(bus.answer(StoredLogins.INSERT, logins::insert),
                bus.answer(StoredLogins.STORE, request -> changed(null, logins.store(request))),
                bus.answer(StoredLogins.LIST, logins::list), bus.answer(StoredLogins.FIND, logins::find),
                bus.answer(StoredLogins.DELETE, request -> {
                    logins.delete(request);
                    return Done.DONE;
                })));
    }

    private Done delete(Permissions.Delete request) {
        Permissions.Permission gone = permissions.delete(request);
        return due(gone.serverId(), changed(null, Done.DONE));
    }

    private Future<?> answerAccounts() {
        return Future.join(List.of(bus.answer(Accounts.STORE_PASSWORD, request -> {
            Accounts.Account account = accounts.storePassword(request);
            return due(account.serverId(), account);
        }), bus.answer(Accounts.SET_LOCK, request -> {
            Accounts.Account account = accounts.setLock(request);
            return due(account.serverId(), account);
        }), bus.answer(Accounts.FAILURES, accounts::failures), bus.answer(Accounts.AGED, accounts::aged),
                answerTimed(Accounts.STORE_UNKNOWN, accounts::storeUnknown),
                bus.answer(Accounts.STORE_DATALINK, accounts::storeDatalink), bus.answer(Accounts.LIST, accounts::list),
                bus.answer(Accounts.DESIRED, accounts::desired), bus.answer(Accounts.SERVERS, accounts::servers),
                answerTimed(Accounts.STORE_RESULTS, accounts::storeResults)));
    }

    /** Agents may have to make something so. */
    private <T> T due(String serverId, T result) {
        bus.publish(Accounts.CHANGED, new Accounts.Changed(serverId));
        return result;
    }

    private Future<?> answerJobs() {
        return Future.join(List.of(bus.answer(Jobs.INSERT, request -> moved(jobs.insert(request))),
                bus.answer(Jobs.FIND, jobs::find), bus.answer(Jobs.LIST, jobs::list),
                bus.answer(Jobs.RUNNING, jobs::running),
                answerTimed(Jobs.STORE_STEP, request -> moved(request.jobId(), jobs.storeStep(request))),
                answerTimed(Jobs.END, request -> moved(request.jobId(), jobs.end(request))),
                bus.answer(Jobs.CANCEL, request -> moved(jobs.cancel(request))),
                bus.answer(Jobs.RETRY, request -> moved(jobs.retry(request)))));
    }

    private Jobs.Job moved(Jobs.Job job) {
        return moved(job.id(), job);
    }

    private <T> T moved(String job, T result) {
        bus.publish(Jobs.CHANGED, new Jobs.Changed(job));
        return result;
    }

    private Future<?> answerRollouts() {
        return Future.join(List.of(bus.answer(Rollouts.INSERT, request -> moved(rollouts.insert(request))),
                bus.answer(Rollouts.FIND, rollouts::find), bus.answer(Rollouts.LIST, rollouts::list),
                answerTimed(Rollouts.STORE, request -> moved(rollouts.store(request))),
                bus.answer(Rollouts.CANCEL, request -> moved(rollouts.cancel(request))),
                bus.answer(Rollouts.FAILURES, rollouts::failures)));
    }

    private Rollouts.Rollout moved(Rollouts.Rollout rollout) {
        bus.publish(Rollouts.CHANGED, new Rollouts.Changed(rollout.id()));
        return rollout;
    }

    private Future<?> answerSessions() {
        return Future
                .join(List.of(bus.answer(Sessions.INSERT, sessions::insert), bus.answer(Sessions.FIND, sessions::find),
                        bus.answer(Sessions.REVOKE, request -> changed(null, sessions.revoke(request))),
                        bus.answer(Sessions.REVOKE_ALL, request -> changed(null, sessions.revokeAll(request))),
                        bus.answer(Sessions.LIST, sessions::list)));
    }

    private void writeUses() {
        try {
            sessions.writeUses();
        } catch (RuntimeException e) {
            LOG.debug("When sessions were used last wasn't written", e);
        }
    }

    private Future<?> answerTelemetry() {
        return Future.join(List.of(answerTimed(Telemetry.STORE, telemetry::store),
                bus.answer(Telemetry.LOAD, telemetry::load), bus.answer(Telemetry.LOAD_EACH, telemetry::loadEach),
                answerTimed(Telemetry.STORE_SEEN, telemetry::storeSeen),
                bus.answer(Telemetry.LOAD_SEEN, telemetry::loadSeen), answerTimed(Alerts.STORE, alerts::store),
                answerTimed(Alerts.UNTOLD, news::untold), answerTimed(Alerts.TOLD, news::told),
                bus.answer(Alerts.LIST, alerts::list)));
    }

    /** As any other, while the token of the request holds. */
    private <Q extends Record & Leases.Timed, R> Future<Void> answerTimed(Address<Q, R> address,
            Function<Q, R> handler) {
        return bus.answer(address, request -> Fence.run(request.token(), () -> handler.apply(request)));
    }

    private Future<?> answerAudit() {
        return Future.join(List.of(bus.answer(Audit.RECORD, this::record), bus.answer(Audit.LIST, this::latest)));
    }

    /** Answers when the entry is in the buffer: a kill may lose the last {@link #AUDIT_INTERVAL} of these. */
    private Done record(Audit.Entry entry) {
        if (auditBuffer.add(entry)) {
            context.runOnContext(full -> flushAudit());
        }
        return Done.DONE;
    }

    /** With what was recorded a moment ago. */
    private Audit.Events latest(Audit.FindLatest request) {
        writeAudit(auditBuffer::drain);
        return audit.latest(request);
    }

    private void flushAudit() {
        writeAudit(auditBuffer::flush);
    }

    private void writeAudit(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            auditBuffer.failed(e);
        }
    }

    private void cleanUp() {
        LOG.debug("{} ended sessions dropped", sessions.deleteEnded());
        networks.removeOld();
        alerts.removeOld();
        news.removeOld();
        jobs.removeOld();
        rollouts.removeOld();
        if (accounts.cleanUp()) {
            due(null, Done.DONE);
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
