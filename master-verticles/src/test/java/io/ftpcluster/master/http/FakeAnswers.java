package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Copies;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.StoredLogins;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.messages.Users;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the rest of the portal says on the bus, so that a test can foretell it. */
final class FakeAnswers {

    static final Users.User ADMIN = new Users.User("1", "admin", Users.Role.ADMIN, FakePortal.NOW);
    private static final Users.User ALICE = new Users.User("2", "alice", Users.Role.USER, FakePortal.NOW);
    private static final Servers.Server ALPHA = new Servers.Server("7",
            new Servers.Settings("alpha", "ftp.example", 21, Servers.FtpSecurity.NONE, null, null, null),
            FakePortal.NOW);
    static final String HOST_KEY = "SHA256:" + "A".repeat(43);
    static final Jobs.Job JOB = new Jobs.Job("j1", Jobs.Kind.PROVISION, "7", "alpha", Jobs.State.FAILED, false,
            Map.of("ssh_host", "ftp.example", "ssh_port", "22", "ssh_user", "root", "host_key_fingerprint", HOST_KEY,
                    "existing_daemon", "REFUSE"),
            "admin",
            List.of(new Jobs.Step("facts", Jobs.StepState.SUCCEEDED, "Debian 12", FakePortal.NOW, FakePortal.NOW),
                    new Jobs.Step("daemon", Jobs.StepState.FAILED, "apt is locked", FakePortal.NOW,
                            FakePortal.NOW.plusSeconds(7)),
                    new Jobs.Step("agent", Jobs.StepState.CANCELLED, "", null, null)),
            FakePortal.NOW, FakePortal.NOW.plusSeconds(8));
    static final Rollouts.Rollout ROLLOUT = new Rollouts.Rollout("r1", "2.0", "ab".repeat(32), 1000,
            Rollouts.State.FAILED, 1, true, true, "Stopped in ring 1, as alpha failed: it ended", "admin",
            FakePortal.NOW, FakePortal.NOW.plusSeconds(60), new Rollouts.Counts(1, 0, 0, 1, 0),
            List.of(new Rollouts.Member("7", "alpha", Rollouts.MemberState.FAILED, 1, "1.0", "it ended", FakePortal.NOW,
                    FakePortal.NOW),
                    new Rollouts.Member("8", "beta", Rollouts.MemberState.PENDING, 0, "", "", null, FakePortal.NOW)));
    static final Copies.Copy COPY = new Copies.Copy("c1", "2", "alice", "127.0.0.1", Copies.Operation.MOVE,
            Copies.Conflict.RENAME,
            List.of(new Copies.Source(new Files.Location("alice", "alpha", RemotePath.parse("/a b")), false),
                    new Copies.Source(new Files.Location("alice", "alpha", RemotePath.parse("/dir\uDCFF")), true)),
            new Files.Location("alice", "beta", RemotePath.parse("/in")), Copies.State.RUNNING,
            new Copies.Progress(3, 1, 1, 10, 2000, 4096, 48, RemotePath.parse("/dir\uDCFF/x"), null, null), "",
            List.of("/dir\uFFFD/y: it was changed while it was read"), FakePortal.NOW, FakePortal.NOW, null, "node-1");
    private static final Accounts.Account ACCOUNT = new Accounts.Account("7", "alice", "9", "alice",
            Accounts.Desired.ACTIVE, Accounts.LeftFiles.KEEP, 2, 1, Accounts.State.WAITING, "Its agent is away.",
            FakePortal.NOW);
    private static final Permissions.Permission GRANT = new Permissions.Permission("9", "2", "alice", "7", "alpha",
            "ftpuser", Set.of(Permissions.Right.LIST, Permissions.Right.DOWNLOAD), null, FakePortal.NOW);
    private static final StoredLogins.StoredLogin LOGIN = new StoredLogins.StoredLogin("7", "shared", "web", true, 1,
            FakePortal.NOW);

    static final Secret AGENT_TOKEN = new Secret("fca_" + "x".repeat(43));
    static final Provisioning.IssuedEnrolment ENROLMENT = new Provisioning.IssuedEnrolment(
            new Secret("fce_" + "x".repeat(43)), FakePortal.NOW,
            "curl -fsS https://portal.example/setup/fce_" + "x".repeat(43) + " | sudo sh", null);
    private static final Provisioning.Script SCRIPT = new Provisioning.Script("#!/usr/bin/env bash\n");

    private final Map<String, Auth.Principal> sessions = new ConcurrentHashMap<>(
            Map.of(FakePortal.ADMIN_TOKEN, new Auth.Principal(ADMIN, AuthenticationMethod.session("s1")),
                    FakePortal.USER_TOKEN, new Auth.Principal(ALICE, AuthenticationMethod.session("s2"))));
    private final Bus bus;
    private final Asked seen;

    /** @param seen gets what was asked */
    FakeAnswers(Bus bus, Asked seen) {
        this.bus = bus;
        this.seen = seen;
    }

    /** What was asked on the bus. */
    static final class Asked extends ConcurrentLinkedQueue<Record> {
        <T extends Record> T last(Class<T> type) {
            return stream().filter(type::isInstance).map(type::cast).reduce((a, b) -> b).orElseThrow();
        }

        boolean none(Class<? extends Record> type) {
            return stream().noneMatch(type::isInstance);
        }
    }

    void answerAll() {
        answerUsers();
        answerServers();
        answerProvisioning();
        answerAgents();
        answerDiagnosis();
        answerPermissions();
        answerNodes();
        answerTransfers();
        answerCopies();
        answerTelemetry();
        answerAuth();
        answerSessions();
    }

    private void answerCopies() {
        bus.answer(Copies.CREATE, q -> {
            seen.add(q);
            return COPY;
        });
        bus.answer(Copies.LIST, q -> {
            seen.add(q);
            return new Copies.CopyList(List.of(COPY));
        });
        bus.answer(Copies.FIND, q -> {
            seen.add(q);
            return copy(q.id());
        });
        bus.answer(Copies.CANCEL, q -> {
            seen.add(q);
            return copy(q.id());
        });
    }

    private static Copies.Copy copy(String id) {
        if (!id.equals(COPY.id())) {
            throw Failure.notFound("There is no copy " + id + ".").exception();
        }
        return COPY;
    }

    private void answerUsers() {
        bus.answer(Users.LIST, q -> new Users.UserList(List.of(ADMIN, ALICE)));
        bus.answer(Users.FIND, q -> switch (q.ref()) {
            case "1", "admin" -> ADMIN;
            case "2", "alice" -> ALICE;
            case FakePortal.BROKEN -> throw Failure.of(FailureCode.INTERNAL, "a defect").exception();
            default -> throw Failure.notFound("There is no such user.").exception();
        });
        bus.answer(Users.CREATE, q -> {
            seen.add(q);
            if (q.username().equals("taken")) {
                throw Failure.conflict("The name is taken.").exception();
            }
            return new Users.User("3", q.username(), q.role(), FakePortal.NOW);
        });
        bus.answer(Users.UPDATE, q -> {
            seen.add(q);
            return ALICE;
        });
        bus.answer(Users.DELETE, q -> {
            seen.add(q);
            if (q.ref().equals("1")) {
                throw Failure.conflict("The last admin must stay.").exception();
            }
            return Done.DONE;
        });
    }

    private void answerServers() {
        bus.answer(Servers.LIST, q -> new Servers.ServerList(List.of(ALPHA)));
        bus.answer(Servers.FIND, q -> ALPHA);
        bus.answer(Agents.REQUEST, q -> {
            seen.add(q);
            return new Agents.Answer(Map.of("path", "/var/log/vsftpd.log", "line.0", "one", "line.1", "two\u001b"));
        });
        bus.answer(Auth.SEAL, q -> new Auth.Sealed(new Secret("sealed:" + q.plain().value())));
        bus.answer(Servers.UPDATE, q -> {
            seen.add(q);
            return new Servers.Server("7", q.appliedTo(ALPHA.settings()), FakePortal.NOW);
        });
        bus.answer(Servers.DELETE, q -> {
            seen.add(q);
            return Done.DONE;
        });
    }

    private void answerProvisioning() {
        bus.answer(Provisioning.REGISTER, q -> {
            seen.add(q);
            return new Provisioning.Registered(new Servers.Server("8", q.settings(), FakePortal.NOW),
                    q.withToken() ? AGENT_TOKEN : null, SCRIPT, q.withEnrolment() ? ENROLMENT : null);
        });
        bus.answer(Provisioning.ISSUE_TOKEN, q -> {
            seen.add(q);
            return new Provisioning.IssuedToken(AGENT_TOKEN);
        });
        bus.answer(Provisioning.MAKE_SCRIPT, q -> SCRIPT);
        bus.answer(Provisioning.PROVISION, q -> {
            seen.add(q);
            if (q.hostKeyFingerprint() == null) {
                return new Provisioning.Provisioned(null,
                        q.serverRef().equals("changed")
                                ? new Provisioning.HostKey("ssh-ed25519", HOST_KEY, HOST_KEY.replace('A', 'B'),
                                        FakePortal.NOW)
                                : new Provisioning.HostKey("ssh-ed25519", HOST_KEY, null, null));
            }
            return new Provisioning.Provisioned(JOB, null);
        });
        bus.answer(Provisioning.CHECK_CREDENTIAL, q -> Done.DONE);
        bus.answer(Provisioning.PROBE_HOST_KEY, q -> {
            if (q.host().equals("away")) {
                throw Failure.of(FailureCode.BACKEND_FAILED, "There is no SSH server at away.").exception();
            }
            return new Provisioning.HostKey("ssh-ed25519", HOST_KEY, null, null);
        });
        bus.answer(Provisioning.RETRY_JOB, q -> {
            seen.add(q);
            if (q.credential() == null) {
                throw Failure.invalid("ssh_password", "is required").exception();
            }
            return JOB;
        });
        bus.answer(Jobs.LIST, q -> {
            seen.add(q);
            return new Jobs.JobList(List.of(JOB));
        });
        bus.answer(Jobs.FIND, q -> {
            if (!q.id().equals(JOB.id())) {
                throw Failure.notFound("There is no such job.").exception();
            }
            return JOB;
        });
        bus.answer(Jobs.CANCEL, q -> {
            seen.add(q);
            return JOB;
        });
        bus.answer(Rollouts.LIST, q -> new Rollouts.RolloutList(List.of(ROLLOUT)));
        bus.answer(Rollouts.FIND, q -> {
            if (!q.id().equals(ROLLOUT.id())) {
                throw Failure.notFound("There is no such rollout.").exception();
            }
            return ROLLOUT;
        });
        bus.answer(Rollouts.START, q -> {
            seen.add(q);
            return ROLLOUT;
        });
        bus.answer(Rollouts.CANCEL, q -> {
            seen.add(q);
            return ROLLOUT;
        });
        bus.answer(Rollouts.FIND_ARCHIVE, q -> {
            throw Failure.notFound("This node has another version of the agent.").exception();
        });
        bus.answer(Provisioning.ISSUE_ENROLMENT, q -> {
            seen.add(q);
            return ENROLMENT;
        });
        bus.answer(Provisioning.ENROL, q -> {
            seen.add(q);
            if (!q.secret().equals(ENROLMENT.secret())) {
                throw refused();
            }
            return new Provisioning.Enrolled(AGENT_TOKEN, "alpha");
        });
        bus.answer(Provisioning.FIND_SETUP, q -> {
            seen.add(q);
            if (q.secret().value().equals(FakePortal.BROKEN)) {
                throw new IllegalStateException("broken on purpose");
            }
            throw refused();
        });
        bus.answer(Provisioning.FIND_ARCHIVE, q -> {
            seen.add(q);
            throw refused();
        });
        bus.answer(Provisioning.MAKE_BUNDLE, q -> {
            seen.add(q);
            throw Failure.notFound("There is no such server.").exception();
        });
    }

    private void answerAgents() {
        bus.answer(Agents.VERIFY_TOKEN, q -> {
            throw refused();
        });
    }

    private void answerDiagnosis() {
        bus.answer(Diagnosis.RUN, q -> {
            seen.add(q);
            if (q.serverRef().equals("none")) {
                throw Failure.notFound("There is no such server.").exception();
            }
            return new Diagnosis.Report(ALPHA, "lonely".equals(q.serverRef()) ? null : GRANT, FakePortal.NOW, 12,
                    List.of(new Diagnosis.Step(Diagnosis.Name.RESOLVE, Diagnosis.Outcome.OK, 1,
                            "ftp.example is 192.0.2.7.", ""),
                            new Diagnosis.Step(Diagnosis.Name.CONNECT, Diagnosis.Outcome.FAILED, 11,
                                    "The connection was refused.", "Start it.")));
        });
    }

    private void answerPermissions() {
        bus.answer(Permissions.LIST,
                q -> new Permissions.PermissionList("1".equals(q.userRef()) ? List.of() : List.of(GRANT)));
        bus.answer(Permissions.FIND, q -> GRANT);
        bus.answer(Permissions.CREATE, q -> {
            seen.add(q);
            return new Permissions.Permission("10", "2", "alice", "7", "alpha", q.ftpUsername(), q.rights(), q.root(),
                    FakePortal.NOW);
        });
        bus.answer(Permissions.UPDATE, q -> {
            seen.add(q);
            return GRANT;
        });
        answerLogins();
        bus.answer(Accounts.LIST,
                q -> new Accounts.AccountList(List.of(ACCOUNT), false, List.of("eve"), List.of("scanner")));
        bus.answer(Accounts.SET_LOCK, q -> {
            seen.add(q);
            return ACCOUNT;
        });
        bus.answer(Accounts.ROTATE, q -> {
            seen.add(q);
            return ACCOUNT;
        });
        bus.answer(Permissions.DELETE, q -> {
            seen.add(q);
            return Done.DONE;
        });
    }

    private void answerLogins() {
        bus.answer(StoredLogins.LIST, q -> new StoredLogins.StoredLoginList(List.of(LOGIN)));
        bus.answer(StoredLogins.FIND, q -> LOGIN);
        bus.answer(StoredLogins.CREATE, q -> {
            seen.add(q);
            return LOGIN;
        });
        bus.answer(StoredLogins.UPDATE, q -> {
            seen.add(q);
            return LOGIN;
        });
        bus.answer(StoredLogins.DELETE, q -> {
            seen.add(q);
            throw Failure.conflict("It is used by alice.").exception();
        });
    }

    /** One point without the last value, and two alerts, one of which is over. */
    private void answerTelemetry() {
        bus.answer(Telemetry.SERIES, q -> {
            seen.add(q);
            return new Telemetry.Series(60,
                    List.of(new Telemetry.Point(FakePortal.NOW.getEpochSecond(),
                            Arrays.asList(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, null),
                            Arrays.asList(1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, null))));
        });
        bus.answer(Alerts.LIST, q -> {
            seen.add(q);
            return new Alerts.AlertList(List.of(
                    new Alerts.Alert("a1", "7", "alpha", Alerts.Kind.DISK_FULL, "The file system of / is 91 % full.",
                            FakePortal.NOW, null),
                    new Alerts.Alert("a0", "8", "beta", Alerts.Kind.OFFLINE, "Its link has ended", FakePortal.NOW,
                            FakePortal.NOW)),
                    Set.of("8"));
        });
    }

    /** Two, of which the second doesn't answer. */
    private void answerNodes() {
        bus.answer(Nodes.LIST, q -> new Nodes.NodeList(List.of(node(1, true), node(2, false)),
                List.of(new Nodes.Gone(node(3, false), FakePortal.NOW))));
        bus.answer(Nodes.DESCRIBE.of("n1"), q -> new Nodes.Description("unready", List.of("It hurts."), 3, 2, 1, true,
                "SQLite", -1, 12, 1024, 2048));
    }

    private static Nodes.Node node(int number, boolean self) {
        return new Nodes.Node("n" + number, "node-" + number, "1.0", "192.0.2." + number + ":5701", FakePortal.NOW,
                self);
    }

    private void answerTransfers() {
        bus.answer(Transfers.LIST.of("n1"), q -> {
            seen.add(q);
            return new Transfers.TransferList(List.of(new Transfers.Transfer("n1.1", FakePortal.adminFrom("127.0.0.1"),
                    new Files.Location("alice", "alpha", RemotePath.parse("/a b")), Transfers.Direction.UPLOAD, -1,
                    2048, 1024, FakePortal.NOW, "node-1")));
        });
        bus.answer(Transfers.END.of("n1"), q -> {
            seen.add(q);
            if (!q.id().equals("n1.1")) {
                throw Failure.notFound("This transfer is over.").exception();
            }
            return Done.DONE;
        });
    }

    private void answerAuth() {
        bus.answer(Audit.LIST, q -> {
            seen.add(q);
            return new Audit.Events(
                    List.of(new Audit.Event(FakePortal.NOW, "admin", "127.0.0.1", "user.created", "alice",
                            "=1+1, \"x\"", "r-1")),
                    q.before() == null && q.limit() == Audit.Find.MAX
                            ? "5:0192f0e0-0000-7000-8000-000000000001"
                            : null);
        });
        bus.answer(Auth.VERIFY_TOKEN,
                q -> Optional.ofNullable(sessions.get(q.token().value())).orElseThrow(FakeAnswers::refused));
        bus.answer(Auth.VERIFY_PASSWORD, q -> {
            seen.add(q);
            return new Auth.Principal(known(q.username(), q.password()), AuthenticationMethod.PASSWORD);
        });
        bus.answer(Auth.LOGIN, q -> {
            seen.add(q);
            return new Auth.LoggedIn(new Secret(FakePortal.USER_TOKEN), FakePortal.NOW.plusSeconds(3600),
                    known(q.username(), q.password()));
        });
        bus.answer(Auth.CHANGE_PASSWORD, q -> {
            seen.add(q);
            if (!q.currentPassword().value().equals(FakePortal.PASSWORD)) {
                throw new Failure(FailureCode.FORBIDDEN, "current_password: is wrong",
                        List.of(new Failure.FieldError("current_password", "is wrong")), 0).exception();
            }
            return Done.DONE;
        });
        bus.answer(Auth.LOGOUT, q -> {
            seen.add(q);
            return Done.DONE;
        });
    }

    private void answerSessions() {
        bus.answer(Sessions.LIST, q -> {
            seen.add(q);
            return new Sessions.SessionList(List.of(
                    new Sessions.Details("s1", "admin", Sessions.Kind.COOKIE, FakePortal.NOW, FakePortal.NOW,
                            FakePortal.NOW.plusSeconds(60), "192.0.2.7", "Firefox"),
                    new Sessions.Details("s2", "alice", null, FakePortal.NOW, FakePortal.NOW,
                            FakePortal.NOW.plusSeconds(60), "192.0.2.8", "")));
        });
        bus.answer(Sessions.REVOKE, q -> {
            seen.add(q);
            return Done.DONE;
        });
        bus.answer(Sessions.REVOKE_ALL, q -> {
            seen.add(q);
            return new Sessions.Revoked(2);
        });
    }

    private static Users.User known(String username, Secret password) {
        if (username.equals("flood")) {
            throw Failure.of(FailureCode.THROTTLED, "Too many attempts.").retryAfter(7).exception();
        }
        if (!password.value().equals(FakePortal.PASSWORD)) {
            throw refused();
        }
        return username.equals("admin") ? ADMIN : ALICE;
    }

    private static RuntimeException refused() {
        return Failure.of(FailureCode.UNAUTHENTICATED, "Wrong username or password.").exception();
    }
}
