package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests servers for admins, a few at once, and tells whether one answers; each on a virtual thread of its own. */
public final class DiagnosisVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(DiagnosisVerticle.class);
    private static final int AT_ONCE = 4;
    private static final int RETRY_SECONDS = 15;

    private final Bus bus;
    private final SecretBox secrets;
    private final RemoteDiagnosis diagnosis;
    private final Semaphore free = new Semaphore(AT_ONCE);

    /** @param diagnosis is closed with it */
    public DiagnosisVerticle(Bus bus, SecretBox secrets, RemoteDiagnosis diagnosis) {
        this.bus = bus;
        this.secrets = secrets;
        this.diagnosis = diagnosis;
    }

    @Override
    public Future<?> start() {
        return Future.join(bus.answerLater(Diagnosis.RUN, this::run), bus.answerLater(Diagnosis.PROBE, this::probe));
    }

    @Override
    public Future<?> stop() {
        diagnosis.close();
        return Future.succeededFuture();
    }

    private Future<Diagnosis.Report> run(Diagnosis.Run request) {
        if (!free.tryAcquire()) {
            throw Failure.of(FailureCode.UNAVAILABLE, AT_ONCE + " servers are being tested now. Try again soon.")
                    .retryAfter(RETRY_SECONDS)
                    .exception();
        }
        return bus.request(Servers.FIND, new Servers.Find(request.serverRef()))
                .compose(server -> permissions(server).map(all -> chosen(request, all))
                        .compose(permission -> test(server, permission)))
                .onSuccess(report -> record(request, report))
                .onComplete(done -> free.release());
    }

    private Future<List<Permission>> permissions(Servers.Server server) {
        return bus.request(Permissions.LIST, new Permissions.FindAll(null, server.id()))
                .map(Permissions.PermissionList::permissions);
    }

    private static Optional<Permission> chosen(Diagnosis.Run request, List<Permission> all) {
        if (request.permissionId() != null) {
            return Optional.of(all.stream()
                    .filter(permission -> permission.id().equals(request.permissionId()))
                    .findFirst()
                    .orElseThrow(() -> Failure.invalid("permission_id", "is none of this server's").exception()));
        }
        if (request.username() != null) {
            return Optional.of(all.stream()
                    .filter(permission -> permission.username().equalsIgnoreCase(request.username()))
                    .findFirst()
                    .orElseThrow(() -> Failure.invalid("username", "has no permission for this server").exception()));
        }
        return all.stream().findFirst();
    }

    private Future<Diagnosis.Report> test(Servers.Server server, Optional<Permission> permission) {
        if (permission.isEmpty()) {
            return report(server, null, () -> diagnosis.withoutLogin(server));
        }
        return bus.request(Permissions.LOGIN, new Permissions.FindLogin(permission.get().username(), server.alias()))
                .compose(login -> report(login.server(), login.permission(),
                        () -> diagnosis.run(login(login), login.permission().rights())));
    }

    private RemoteLogin login(Permissions.Login login) {
        return new RemoteLogin(login.server(), login.permission().ftpUsername(), secrets.open(login.encryptedPass()),
                login.permission().root(),
                login.encryptedAccount() == null ? null : secrets.open(login.encryptedAccount()));
    }

    private static Future<Diagnosis.Report> report(Servers.Server server, Permission permission,
            Supplier<List<Diagnosis.Step>> test) {
        return onThreadOfItsOwn(() -> {
            Instant startedAt = Instant.now();
            List<Diagnosis.Step> steps = test.get();
            long millis = Duration.between(startedAt, Instant.now()).toMillis();
            return new Diagnosis.Report(server, permission, startedAt, millis, steps);
        });
    }

    private Future<Diagnosis.ProbeOutcome> probe(Diagnosis.Probe request) {
        return bus.request(Servers.PROBE_LOGIN, new Servers.FindProbeLogin(request.serverId()))
                .compose(found -> onThreadOfItsOwn(() -> diagnosis.probe(probeLogin(found))));
    }

    private RemoteLogin probeLogin(Servers.ProbeLogin found) {
        return found.encryptedPass() == null
                ? RemoteLogin.ofNobody(found.server())
                : new RemoteLogin(found.server(), found.server().settings().probeUsername(),
                        secrets.open(found.encryptedPass()), null);
    }

    private static <T> Future<T> onThreadOfItsOwn(Supplier<T> test) {
        Promise<T> promise = Promise.promise();
        Thread.ofVirtual().name("diagnosis").start(RequestContext.carry(() -> {
            try {
                promise.complete(test.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            } catch (Error e) {
                promise.fail(Failure.of(FailureCode.INTERNAL, "The portal could not finish the test.").causedBy(e));
                throw e;
            }
        }));
        return promise.future();
    }

    /** Nobody waits for the trail: when it can't be written, the log says so. */
    private void record(Diagnosis.Run request, Diagnosis.Report report) {
        String failed = report.steps()
                .stream()
                .filter(step -> step.outcome() == Diagnosis.Outcome.FAILED)
                .findFirst()
                .map(step -> "failed at " + EnumNames.of(step.name()))
                .orElse("nothing failed");
        String with = report.testedAs() == null ? "" : ", with the login of " + report.testedAs().username();
        bus.request(Audit.RECORD,
                new Audit.Entry(request.actor(), "server.test", report.server().alias(), failed + with))
                .onFailure(e -> LOG.warn("A test of {} was not recorded: {}", report.server().alias(), e.getMessage()));
    }
}
