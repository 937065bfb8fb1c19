package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.provisioning.job.JobParameters;
import io.ftpcluster.master.provisioning.job.JobRunner;
import io.ftpcluster.master.provisioning.job.SealedCredential;
import io.ftpcluster.master.provisioning.job.SetupFiles;
import io.ftpcluster.master.provisioning.ssh.PrivateKeys;
import io.ftpcluster.master.provisioning.ssh.SshConnector;
import io.ftpcluster.master.provisioning.ssh.SshOperationException;
import io.ftpcluster.master.provisioning.ssh.SshTarget;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.Kind;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.HostKey;
import io.ftpcluster.messages.Provisioning.Provision;
import io.ftpcluster.messages.Provisioning.Provisioned;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Servers that are set up over SSH: shows their host keys, begins jobs, and does them on the node that has the lease. One
 * instance, on virtual threads; needs persistence, the agents' links, files and provisioning.
 */
public final class JobVerticle extends VerticleBase {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration STOPPING = Duration.ofSeconds(5);
    /** Host keys that are looked at at once. */
    private static final int MOST_PROBES = 16;

    private final Bus bus;
    private final Leadership leadership;
    private final SecretBox box;
    private final SetupFiles files;
    private final Semaphore probes = new Semaphore(MOST_PROBES);
    private SshConnector connector;
    private JobRunner runner;
    private LeaderScope scope;

    /** @param leadership of the lease for jobs */
    public JobVerticle(Bus bus, Leadership leadership, SecretBox box, ProvisioningSettings portal) {
        this(bus, leadership, box, new PortalSetupFiles(portal));
    }

    JobVerticle(Bus bus, Leadership leadership, SecretBox box, SetupFiles files) {
        this.bus = bus;
        this.leadership = leadership;
        this.box = box;
        this.files = files;
    }

    @Override
    public Future<?> start() {
        connector = new SshConnector();
        runner = new JobRunner(vertx, bus, new JobRunner.Dependencies(connector, box, files, Clock.systemUTC()));
        scope = new LeaderScope(vertx, leadership).with("Running jobs", runner)
                .every(LOOK, "Looking for jobs to run", now -> runner.look());
        return Future.join(List.of(bus.listen(Jobs.CHANGED, event -> runner.changed()).begun(),
                bus.listen(Agents.TAKEN_OVER, event -> runner.linked(event.serverId())).begun(),
                bus.answer(Provisioning.PROVISION, this::provision),
                bus.answer(Provisioning.PROBE_HOST_KEY,
                        request -> probe(request.host(), request.host(), request.port())),
                bus.answer(Provisioning.CHECK_CREDENTIAL, request -> {
                    requireUsable(request.credential());
                    return Done.DONE;
                }), bus.answer(Provisioning.RETRY_JOB, this::retry), scope.start()));
    }

    @Override
    public Future<?> stop() {
        return scope.stop(STOPPING).compose(stopped -> onItsOwnThread(() -> {
            long end = System.nanoTime() + STOPPING.toNanos();
            for (Thread thread : runner.threads()) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
            connector.close();
            return null;
        }));
    }

    /** Whether this node does it now. */
    boolean isLeading() {
        return scope.isHeld();
    }

    private Provisioned provision(Provision request) {
        requireUsable(request.credential());
        Server server = bus.request(Servers.FIND, new Servers.Find(request.serverRef())).await();
        String host = Objects.requireNonNullElse(request.host(), server.settings().host());
        if (request.hostKeyFingerprint() == null) {
            HostKey seen = probe(server.alias(), host, request.port());
            return new Provisioned(null,
                    known(server, host, request.port()).map(last -> new HostKey(seen.type(), seen.fingerprint(),
                            JobParameters.of(last.parameters()).fingerprint(), last.endedAt())).orElse(seen));
        }
        // What isn't the portal's is nothing that could be put back.
        ExistingDaemon existing = request.kind() == Kind.DEPROVISION ? ExistingDaemon.KEEP : request.existingDaemon();
        JobParameters parameters = new JobParameters(host, request.port(), request.user(), request.hostKeyFingerprint(),
                existing);
        Job job = bus
                .request(Jobs.INSERT,
                        new Jobs.Insert(request.actor(), request.kind(), server.id(), parameters.toMap(),
                                SealedCredential.seal(box, request.credential()), JobParameters.steps(request.kind())))
                .await();
        return new Provisioned(job, null);
    }

    /** The last job that has set the server up at this address. */
    private Optional<Job> known(Server server, String host, int port) {
        return bus.request(Jobs.LIST, new Jobs.FindAll(server.id(), Jobs.FindAll.MAX))
                .await()
                .jobs()
                .stream()
                .filter(job -> job.kind() == Kind.PROVISION && job.state() == State.SUCCEEDED)
                .filter(job -> {
                    JobParameters parameters = JobParameters.of(job.parameters());
                    return parameters.host().equals(host) && parameters.port() == port;
                })
                .findFirst();
    }

    private HostKey probe(String alias, String host, int port) {
        if (!probes.tryAcquire()) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The host keys of " + MOST_PROBES + " servers are being looked at; try again in a moment.")
                    .retryAfter(5)
                    .exception();
        }
        try {
            return onItsOwnThread(() -> {
                try {
                    return connector.hostKey(new SshTarget(alias, host, port, "ftpcluster"));
                } catch (SshOperationException e) {
                    throw SshConnector.failure(e).causedBy(e);
                }
            }).await();
        } finally {
            probes.release();
        }
    }

    private Job retry(Provisioning.RetryJob request) {
        Job job = bus.request(Jobs.FIND, new Jobs.Find(request.id())).await();
        if (request.credential() == null) {
            throw Failure.invalid("ssh_password",
                    "is required, or ssh_private_key in its place: the job's credential was forgotten at its end")
                    .exception();
        }
        requireUsable(request.credential());
        Secret sealed = SealedCredential.seal(box, request.credential());
        return bus.request(Jobs.RETRY, new Jobs.Retry(request.actor(), job.id(), sealed)).await();
    }

    private static void requireUsable(SshCredential credential) {
        if (credential.privateKey() != null) {
            PrivateKeys.read(credential.privateKey(), credential.passphrase());
        }
        requireOneLine("ssh_password", credential.password());
        requireOneLine("sudo_password", credential.sudoPassword());
    }

    private static void requireOneLine(String field, Secret secret) {
        if (secret != null && secret.value().chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw Failure.invalid(field, "must be one line").exception();
        }
    }

    /** What may block. */
    private interface Blocking<T> {
        T call() throws InterruptedException;
    }

    /** SSH blocks its thread, and this one is for many. */
    private <T> Future<T> onItsOwnThread(Blocking<T> work) {
        Promise<T> promise = Promise.promise();
        Thread.ofVirtual().name("ssh").start(() -> {
            try {
                promise.complete(work.call());
            } catch (InterruptedException | RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }
}
