package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.provisioning.ssh.SshConnection.ExecResult;
import io.ftpcluster.master.provisioning.ssh.SshConnector;
import io.ftpcluster.master.provisioning.ssh.SshOperationException;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The steps of one job. Each may be done again: it begins with what is there. Connects when the first step needs it. */
final class ServerSetup implements AutoCloseable {

    private static final Duration QUICK = Duration.ofMinutes(2);
    /** Where packages are installed, perhaps after another apt has ended. */
    private static final Duration INSTALLING = Duration.ofMinutes(15);
    private static final String AGENT = "ftpcluster-agent.tar.gz";
    private static final String RUNTIME = "runtime.tar.gz";
    private static final String SECRET = "enrolment.secret";

    private final Bus bus;
    private final SshConnector connector;
    private final SecretBox box;
    private final SetupFiles files;
    private final Job job;
    private final JobParameters parameters;
    private final Secret sealed;
    private final StopSignal stop;
    private final StepWriter progress;
    private final AgentHello hello;
    private RemoteSetup remote;
    private ServerFacts facts;

    /** @param sealed the credential; null: it was forgotten */
    ServerSetup(Bus bus, JobRunner.Dependencies dependencies, Job job, Secret sealed, StopSignal stop,
            StepWriter progress, AgentHello hello) {
        this.bus = bus;
        this.connector = dependencies.connector();
        this.box = dependencies.box();
        this.files = dependencies.files();
        this.job = job;
        this.parameters = JobParameters.of(job.parameters());
        this.sealed = sealed;
        this.stop = stop;
        this.progress = progress;
        this.hello = hello;
    }

    /** Returns what to say of it. */
    String run(String step) throws SshOperationException, StepException, JobStoppedException {
        stop.check();
        try {
            return switch (step) {
                case "facts" -> facts().summary();
                case "runtime" -> runtime();
                case "daemon" -> daemon();
                case "agent" -> agent();
                case "configuration", "remove" -> script(step, INSTALLING);
                case "service" -> service();
                case "hello" -> hello.await(stop, progress);
                case "test" -> new TransferCheck(bus, job, stop, progress)
                        .run(parameters.existingDaemon() == ExistingDaemon.REFUSE);
                default -> throw new StepException(
                        "This version of the portal doesn't know the step " + step + ". Upgrade all nodes, and retry.");
            };
        } catch (FailureException e) {
            throw new StepException(e.failure().detail(), e);
        }
    }

    /** Asked again by whoever goes on with a later step: what was found before may have changed. */
    private ServerFacts facts() throws SshOperationException, StepException, JobStoppedException {
        if (facts == null) {
            ServerFacts found = ServerFacts.parse(remote().run("facts", QUICK, progress::show).out());
            found.requireSupported(job.alias());
            facts = found;
        }
        return facts;
    }

    private String runtime() throws SshOperationException, StepException, JobStoppedException {
        Optional<Path> archive = files.runtimeArchive(facts().architecture());
        if (archive.isPresent()) {
            remote().send(archive.get(), RUNTIME, progress::show);
        }
        return script("runtime", INSTALLING);
    }

    private String daemon() throws SshOperationException, StepException, JobStoppedException {
        facts();
        return script("daemon", INSTALLING);
    }

    private String agent() throws SshOperationException, StepException, JobStoppedException {
        remote().send(files.agentArchive(), AGENT, progress::show);
        var secret = stop.await(bus.request(Provisioning.ISSUE_ENROLMENT,
                new Provisioning.IssueEnrolment(Actor.SYSTEM, job.serverId())));
        remote().sendSecret(secret.secret().value(), SECRET);
        String said = script("agent", INSTALLING);
        remote().remove(SECRET);
        return said;
    }

    private String service() throws SshOperationException, StepException, JobStoppedException {
        hello.begin();
        return script("service", QUICK);
    }

    private String script(String step, Duration deadline)
            throws SshOperationException, StepException, JobStoppedException {
        ExecResult done = remote().run(step, deadline, progress::show);
        return done.out()
                .lines()
                .filter(line -> line.startsWith("ftpcluster-setup: "))
                .reduce((first, last) -> last)
                .map(line -> line.substring("ftpcluster-setup: ".length()))
                .orElse("");
    }

    private RemoteSetup remote() throws SshOperationException, StepException, JobStoppedException {
        stop.check();
        if (remote == null) {
            if (sealed == null) {
                throw new StepException(
                        "The credential of this job was forgotten, as that is kept for a day at most. Retry"
                                + " with it.");
            }
            progress.show("connecting to " + parameters.host() + " port " + parameters.port());
            Settings settings = stop.await(bus.request(Servers.FIND, new Servers.Find(job.serverId()))).settings();
            SshCredential credential = SealedCredential.open(box, sealed);
            ExistingDaemon existing = parameters.existingDaemon();
            remote = RemoteSetup.open(connector, parameters.target(job), credential, parameters.fingerprint(),
                    files.script(settings, existing), stop);
        }
        return remote;
    }

    @Override
    public void close() {
        if (remote != null) {
            remote.close();
        }
    }
}
