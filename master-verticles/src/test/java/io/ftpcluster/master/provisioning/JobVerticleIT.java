package io.ftpcluster.master.provisioning;

import static io.ftpcluster.master.persistence.TestStore.DEFAULT;
import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.provisioning.job.JobRunner;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.Kind;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.Step;
import io.ftpcluster.messages.Jobs.StepState;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.HostKey;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.Sshd;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs down to a real sshd and a real database; the script, the agent and the FTP server are stood in for. */
@Timeout(120)
class JobVerticleIT {

    private static final Secret KEY = new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Fernet box = new Fernet(KEY);
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicBoolean agentSpeaks = new AtomicBoolean(true);
    private volatile Accounts.State accountState = Accounts.State.WORKING;
    private volatile List<Diagnosis.Step> diagnosis = List.of();
    private final List<String> deployed = new ArrayList<>();
    private Database database;
    private Sshd sshd;
    private StubSetupFiles files;
    private String alpha;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        MigratedSqlite.into(dir);
        database = Database.prepare(DEFAULT, dir).open(vertx, false);
        sshd = new Sshd(dir.resolve("host"));
        files = new StubSetupFiles(dir.resolve("control"));
        deploy(new PersistenceVerticle(bus, database, box, Clock.systemUTC()));
        get(bus.answerLater(Provisioning.ISSUE_ENROLMENT,
                request -> Future.succeededFuture(new Provisioning.IssuedEnrolment(new Secret("fce_secret"),
                        Instant.now().plusSeconds(60), "curl", null))));
        get(bus.answerLater(Telemetry.STATES, this::states));
        get(bus.answerLater(Diagnosis.RUN, this::diagnose));
        get(bus.answerLater(Permissions.CREATE, this::grant));
        deploy(new JobVerticle(bus, Leadership.when(leads::get), box, files));
        ask(Users.INSERT, new Users.Insert(ROOT, ROOT.username(), new Secret("hash"), Users.Role.ADMIN));
        alpha = server("alpha");
    }

    private Future<Diagnosis.Report> diagnose(Diagnosis.Run request) {
        Future<Permission> permission = request.permissionId() == null
                ? Future.succeededFuture()
                : bus.request(Permissions.FIND, new Permissions.Find(request.permissionId()));
        return permission.compose(as -> bus.request(Servers.FIND, new Servers.Find(request.serverRef()))
                .map(server -> new Diagnosis.Report(server, as, Instant.now(), 1, diagnosis)));
    }

    /** As auth does, and an agent that makes the account at once. */
    private Future<Permission> grant(Permissions.Create request) {
        return bus.request(Permissions.INSERT,
                new Permissions.Insert(request.actor(), request.userRef(), request.serverRef(), request.ftpUsername(),
                        null, request.rights(), request.root(), null, TestStore.password("x")))
                .compose(made -> bus.request(Accounts.LIST, new Accounts.Find(made.serverId(), null, 10))
                        .compose(found -> agentSays(found.accounts().getFirst(), accountState, "Free the name."))
                        .map(made));
    }

    /** Of an account, as if its agent had answered. */
    private Future<Done> agentSays(Accounts.Account account, Accounts.State state, String detail) {
        Accounts.Result result = new Accounts.Result(account.name(), account.generation(), true, null, state, detail);
        return bus.request(Accounts.STORE_RESULTS,
                new Accounts.StoreResults(account.serverId(), List.of(result), null));
    }

    private Future<Telemetry.States> states(Telemetry.FindStates request) {
        Instant now = Instant.now();
        return Future.succeededFuture(new Telemetry.States(request.serverIds()
                .stream()
                .map(id -> new Telemetry.State(id, "alpha", agentSpeaks.get() ? Condition.LIVE : Condition.OFFLINE, now,
                        now, null, null, null, null, List.of()))
                .toList()));
    }

    @AfterEach
    void close() throws Exception {
        for (String id : deployed.reversed()) {
            get(vertx.undeploy(id));
        }
        get(database.close());
        get(vertx.close());
        sshd.close();
    }

    private void deploy(Deployable verticle) throws Exception {
        deployed.add(get(vertx.deployVerticle(verticle,
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))));
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(40, TimeUnit.SECONDS);
    }

    private <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return get(bus.request(address, request));
    }

    private String server(String alias) throws TimeoutException {
        return ask(Servers.INSERT, new Servers.Insert(ROOT,
                new Settings(alias, "127.0.0.1", 21, FtpSecurity.NONE, null, null, null), "hash of " + alias)).id();
    }

    private SshCredential credential() {
        try {
            return new SshCredential(null, new Secret(sshd.userKey()), null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Provisioning.Provision request(String server, String user, SshCredential credential, String fingerprint) {
        return new Provisioning.Provision(ROOT, server, null, sshd.port(), user, credential, fingerprint,
                ExistingDaemon.REFUSE, null);
    }

    private Job begin(String server) throws TimeoutException {
        return ask(Provisioning.PROVISION, request(server, "root", credential(), sshd.fingerprint())).job();
    }

    private Job find(String id) throws TimeoutException {
        return ask(Jobs.FIND, new Jobs.Find(id));
    }

    private Job awaitEnd(Job job) throws TimeoutException {
        Eventually.holds(() -> find(job.id()).state() != State.RUNNING);
        return find(job.id());
    }

    private Job awaitStep(Job job, String name, StepState state) throws TimeoutException {
        boolean came = Eventually.holds(() -> step(find(job.id()), name).state() == state);
        Job now = find(job.id());
        assertTrue(came, now.toString());
        return now;
    }

    private static Step step(Job job, String name) {
        return job.steps().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<String> states(Job job) {
        return job.steps().stream().map(step -> step.name() + " " + step.state()).toList();
    }

    private String sealed(Job job) {
        return database
                .first(row -> String.valueOf(row.getString("sealed")), "SELECT sealed FROM jobs WHERE id = ?", job.id())
                .orElseThrow();
    }

    private List<String> leftFolders(Path home) throws IOException {
        try (Stream<Path> all = Files.list(home)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("ftpcluster-setup"))
                    .toList();
        }
    }

    @Test
    void theHostKeyIsShownFirst() throws Exception {
        var shown = ask(Provisioning.PROVISION, request(alpha, "root", credential(), null));
        assertNull(shown.job());
        assertEquals(new HostKey("ssh-ed25519", sshd.fingerprint(), null, null), shown.hostKey());
        assertEquals(List.of(), files.log());
    }

    @Test
    void allStepsAreDoneAndTheCredentialIsForgotten() throws Exception {
        Job begun = begin("alpha");
        Job done = awaitEnd(begun);

        assertEquals(Stream.of("facts", "runtime", "daemon", "configuration", "agent", "service", "hello", "test")
                .map(name -> name + " SUCCEEDED")
                .toList(), states(done), done::toString);
        assertEquals(State.SUCCEEDED, done.state());
        assertEquals("Debian GNU/Linux 12 (bookworm), amd64, 20.0 GiB free, no FTP daemon",
                step(done, "facts").detail());
        assertEquals("daemon is done", step(done, "daemon").detail());
        assertEquals("null", sealed(done));
        List<String> log = files.log();
        assertEquals(List.of("facts", "runtime", "daemon", "configuration", "agent", "service")
                .stream()
                .map(name -> name + " of alpha existing=refuse as root in 700")
                .toList(), log.stream().filter(line -> line.contains(" of ")).toList());
        assertTrue(log.stream().anyMatch(line -> line.startsWith("runtime.tar.gz 600 ")), log::toString);
        assertTrue(log.stream().anyMatch(line -> line.startsWith("ftpcluster-agent.tar.gz 600 ")), log::toString);
        // For one step only.
        assertEquals(1, log.stream().filter(line -> line.startsWith("enrolment.secret 600 ")).count(), log::toString);
        assertEquals(List.of(), leftFolders(sshd.homeOfRoot()));
    }

    @Test
    void whatAKilledNodeLeftThereGoesAfterADay() throws Exception {
        Path old = Files.createDirectory(sshd.homeOfRoot().resolve(".ftpcluster-setup.AbCdEfGh12"));
        Files.writeString(old.resolve("enrolment.secret"), "fce_secret");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        // It may be that of a job that runs.
        Path young = Files.createDirectory(sshd.homeOfRoot().resolve(".ftpcluster-setup.AbCdEfGh34"));

        assertEquals(State.SUCCEEDED, awaitEnd(begin("alpha")).state());

        assertEquals(List.of(young.getFileName().toString()), leftFolders(sshd.homeOfRoot()));
    }

    private List<Permission> permissions() throws TimeoutException {
        return ask(Permissions.LIST, new Permissions.FindAll(null, alpha)).permissions();
    }

    @Test
    void theTestHasAnAccountOfItsOwnThatGoesAgain() throws Exception {
        Job done = awaitEnd(begin("alpha"));
        assertEquals("a byte went in and out as ftpcluster-probe", step(done, "test").detail());
        Eventually.until(() -> permissions().isEmpty());
        Accounts.Account account = ask(Accounts.LIST, new Accounts.Find(alpha, null, 10)).accounts().getFirst();
        assertEquals("ftpcluster-probe", account.name());
        assertEquals(Accounts.Desired.ABSENT, account.desired());
        assertEquals(Accounts.LeftFiles.REMOVE, account.files());
    }

    @Test
    void whyTheTestFailsIsToldAndItsAccountGoesToo() throws Exception {
        accountState = Accounts.State.FAILED;
        Job failed = awaitEnd(begin("alpha"));
        assertEquals(State.FAILED, failed.state());
        assertTrue(step(failed, "test").detail()
                .contains("ftpcluster-probe for the test could not be used on alpha: Failed." + " Free the name."),
                failed::toString);
        Eventually.until(() -> permissions().isEmpty());
        diagnosis = List
                .of(new Diagnosis.Step(Diagnosis.Name.UPLOAD, Diagnosis.Outcome.FAILED, 1, "553 Full.", "Free space."));
        ask(Permissions.INSERT, new Permissions.Insert(ROOT, "root", alpha, "ada", new Secret("sealed"),
                Set.of(Permissions.Right.UPLOAD), null));
        Job again = awaitEnd(ask(Provisioning.RETRY_JOB, new Provisioning.RetryJob(ROOT, failed.id(), credential())));
        assertEquals("The test of alpha failed at: Uploading a byte. 553 Full. Free space.",
                step(again, "test").detail());
        assertEquals(1, permissions().size());
    }

    /** As when the machine lost its power in the test, and whoever sees that retries at once. */
    @Test
    void theAccountOfAnEarlierTestIsGoneBeforeItIsMadeAnew() throws Exception {
        accountState = Accounts.State.FAILED;
        Job failed = awaitEnd(begin("alpha"));
        accountState = Accounts.State.WORKING;
        Job again = ask(Provisioning.RETRY_JOB, new Provisioning.RetryJob(ROOT, failed.id(), credential()));
        Eventually.until(() -> step(find(again.id()), "test").detail()
                .equals("waits until the account of an earlier test is removed"));
        Accounts.Account left = ask(Accounts.LIST, new Accounts.Find(alpha, null, 10)).accounts().getFirst();
        assertEquals(Accounts.Desired.ABSENT, left.desired());
        get(agentSays(left, Accounts.State.REMOVED, ""));
        Job done = awaitEnd(again);
        assertEquals(State.SUCCEEDED, done.state(), done::toString);
    }

    @Test
    void anAgentThatSaysNothingIsWaitedForUntilItLinks() throws Exception {
        agentSpeaks.set(false);
        Job begun = begin("alpha");
        Eventually.until(() -> step(find(begun.id()), "hello").detail().startsWith("waits for"));
        bus.publish(Agents.TAKEN_OVER, new Agents.TakenOver(alpha, "link", 1));
        assertEquals(State.SUCCEEDED, awaitEnd(begun).state());
    }

    @Test
    void aKeyThatHasChangedSinceIsToldSo() throws Exception {
        String before = sshd.fingerprint();
        Job first = awaitEnd(begin("alpha"));
        sshd.changeHostKey();

        HostKey shown = ask(Provisioning.PROVISION, request(alpha, "root", credential(), null)).hostKey();

        assertEquals(before, shown.known());
        assertEquals(first.endedAt(), shown.knownAt());
        assertTrue(shown.isChanged());
        Job failed = awaitEnd(ask(Provisioning.PROVISION, request(alpha, "root", credential(), before)).job());
        assertEquals(State.FAILED, failed.state());
        assertTrue(step(failed, "facts").detail().contains("is another one than the one that was confirmed"),
                failed::toString);
    }

    @Test
    void whatFailsIsToldAndTriedAgainFromThere() throws Exception {
        files.fail("daemon", 1,
                "ftpcluster-setup: apt is locked by another program; wait for its end and run this again");
        Job failed = awaitEnd(begin("alpha"));

        assertEquals(State.FAILED, failed.state());
        assertEquals(List.of("facts SUCCEEDED", "runtime SUCCEEDED", "daemon FAILED", "configuration CANCELLED",
                "agent CANCELLED", "service CANCELLED", "hello CANCELLED", "test CANCELLED"), states(failed));
        assertEquals("apt is locked by another program; wait for its end and run this again",
                step(failed, "daemon").detail());
        assertEquals("null", sealed(failed));
        assertEquals(List.of(), leftFolders(sshd.homeOfRoot()));
        assertFails(FailureCode.INVALID,
                "ssh_password: is required, or ssh_private_key in its place: the job's credential was forgotten at its end",
                () -> ask(Provisioning.RETRY_JOB, new Provisioning.RetryJob(ROOT, failed.id(), null)));

        files.mend("daemon");
        Job again = awaitEnd(ask(Provisioning.RETRY_JOB, new Provisioning.RetryJob(ROOT, failed.id(), credential())));

        assertEquals(State.SUCCEEDED, again.state(), again::toString);
        assertEquals(step(failed, "runtime"), step(again, "runtime"));
        assertEquals(1, files.runs("runtime"));
        assertEquals(2, files.runs("daemon"));
        assertEquals("null", sealed(again));
    }

    @Test
    void aDaemonOfSomebodyElseIsToldWithTheChoices() throws Exception {
        files.fail("daemon", 3, "ftpcluster-setup: ProFTPD 1.3 serves here with 4 users of its own.");
        Job failed = awaitEnd(begin("alpha"));
        assertEquals(
                "alpha has an FTP daemon that isn't the portal's: ProFTPD 1.3 serves here with 4 users of its own. -"
                        + " To have the portal take it as it is, with the agent only, begin another job with existing_daemon: keep."
                        + " Once it was taken off the server, retry this one.",
                step(failed, "daemon").detail());
    }

    @Test
    void anotherSystemIsToldBeforeAnythingIsChanged() throws Exception {
        files.facts("fact system=Fedora Linux 41\nfact architecture=x86_64\n");
        Job failed = awaitEnd(begin("alpha"));
        assertTrue(step(failed, "facts").detail()
                .startsWith("alpha runs Fedora Linux 41, which the portal doesn't set up;"), failed::toString);
        assertEquals(1, files.log().size(), files.log()::toString);
    }

    @Test
    void whereNoRuntimeFitsNoneIsSent() throws Exception {
        files.facts(StubSetupFiles.DEBIAN.replace("x86_64", "aarch64"));
        assertEquals(State.SUCCEEDED, awaitEnd(begin("alpha")).state());
        assertTrue(files.log().stream().noneMatch(line -> line.startsWith("runtime.tar.gz")), files.log()::toString);
    }

    @Test
    void aCancelledJobEndsAtOnceAndLeavesNothing() throws Exception {
        files.hold("daemon");
        Job begun = begin("alpha");
        Eventually.until(() -> step(find(begun.id()), "daemon").detail().equals("ftpcluster-setup: begins daemon"));
        assertNotNull(box.open(new Secret(sealed(begun))));

        ask(Jobs.CANCEL, new Jobs.Cancel(ROOT, begun.id()));
        Job ended = awaitEnd(begun);

        assertEquals(State.CANCELLED, ended.state());
        assertEquals(StepState.CANCELLED, step(ended, "daemon").state());
        assertEquals("null", sealed(ended));
        Eventually.until(() -> leftFolders(sshd.homeOfRoot()).isEmpty());
        files.letGo("daemon");
        assertEquals(State.SUCCEEDED,
                awaitEnd(ask(Provisioning.RETRY_JOB, new Provisioning.RetryJob(ROOT, begun.id(), credential())))
                        .state());
    }

    @Test
    void anotherNodeGoesOnWhereTheLeaseIs() throws Exception {
        AtomicBoolean otherLeads = new AtomicBoolean();
        files.hold("daemon");
        Job begun = begin("alpha");
        Eventually.until(() -> files.runs("daemon") == 1);

        leads.set(false);
        deploy(new JobVerticle(bus, Leadership.when(otherLeads::get), box, files));
        Eventually.until(() -> leftFolders(sshd.homeOfRoot()).isEmpty());
        assertEquals(State.RUNNING, find(begun.id()).state());
        assertEquals(StepState.RUNNING, step(find(begun.id()), "daemon").state());
        files.letGo("daemon");
        otherLeads.set(true);

        Job done = awaitEnd(begun);
        otherLeads.set(false);
        assertEquals(State.SUCCEEDED, done.state(), done::toString);
        assertEquals(2, files.runs("daemon"));
        assertEquals(1, files.runs("runtime"));
    }

    @Test
    void someAtOnceAndTheOthersWait() throws Exception {
        files.hold("daemon");
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < JobRunner.MOST + 2; i++) {
            jobs.add(begin(server("s" + i)));
        }
        Eventually.until(() -> files.runs("daemon") == JobRunner.MOST);
        for (Job job : jobs.subList(JobRunner.MOST, jobs.size())) {
            Job waits = awaitStep(job, "facts", StepState.PENDING);
            Eventually.until(() -> step(find(waits.id()), "facts").detail().equals("waits for its turn"));
        }
        ask(Jobs.CANCEL, new Jobs.Cancel(ROOT, jobs.getLast().id()));
        assertEquals(State.CANCELLED, awaitEnd(jobs.getLast()).state());
        assertEquals(JobRunner.MOST, files.runs("daemon"));
        files.letGo("daemon");
        for (Job job : jobs.subList(0, jobs.size() - 1)) {
            assertEquals(State.SUCCEEDED, awaitEnd(job).state());
        }
        assertEquals(JobRunner.MOST + 1, files.runs("daemon"));
    }

    @Test
    void sudoWithAPasswordWorksToo() throws Exception {
        sshd.sudoers(Sshd.USER + " ALL=(ALL) ALL\n");
        Job done = awaitEnd(ask(Provisioning.PROVISION, request(alpha, Sshd.USER,
                new SshCredential(new Secret(Sshd.PASSWORD), null, null, null), sshd.fingerprint())).job());
        assertEquals(State.SUCCEEDED, done.state(), done::toString);
        assertTrue(files.log().getFirst().contains(" as root in 700"), files.log()::toString);
        assertEquals(List.of(), leftFolders(sshd.homeOfUser()));
    }

    @Test
    void aWrongPasswordIsTold() throws Exception {
        Job failed = awaitEnd(ask(Provisioning.PROVISION,
                request(alpha, Sshd.USER, new SshCredential(new Secret("wrong"), null, null, null), sshd.fingerprint()))
                .job());
        assertEquals(State.FAILED, failed.state());
        assertTrue(step(failed, "facts").detail().startsWith("The login of ada on alpha (127.0.0.1 port "),
                failed::toString);
        assertEquals("null", sealed(failed));
    }

    @Test
    void removalIsAJobToo() throws Exception {
        Job done = awaitEnd(ask(Provisioning.PROVISION, new Provisioning.Provision(ROOT, alpha, null, sshd.port(),
                "root", credential(), sshd.fingerprint(), null, Kind.DEPROVISION)).job());
        assertEquals(List.of("facts SUCCEEDED", "remove SUCCEEDED"), states(done), done::toString);
        assertEquals(1, files.runs("remove"));
        // A daemon that was kept as it is must not keep the agent from being removed.
        assertTrue(files.log().getFirst().startsWith("facts of alpha existing=keep"), files.log()::toString);
    }

    @Test
    void whatCanNotWorkIsRefusedAtOnce() throws Exception {
        assertFails(FailureCode.INVALID, "ssh_private_key: is a public key; give the private one",
                () -> ask(Provisioning.PROVISION, request(alpha, "root",
                        new SshCredential(null, new Secret("ssh-ed25519 AAAA"), null, null), sshd.fingerprint())));
        assertFails(FailureCode.INVALID, "ssh_password: must be one line", () -> ask(Provisioning.PROVISION,
                request(alpha, "root", new SshCredential(new Secret("a\nb"), null, null, null), sshd.fingerprint())));
        assertFails(FailureCode.NOT_FOUND, "There is no server beta.", () -> begin("beta"));
        files.hold("facts");
        begin("alpha");
        assertFails(FailureCode.CONFLICT, "A job of alpha is running; wait for its end, or cancel it.",
                () -> begin("alpha"));
        files.letGo("facts");
    }
}
