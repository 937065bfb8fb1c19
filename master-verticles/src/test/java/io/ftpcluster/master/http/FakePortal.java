package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.api.AgentResource;
import io.ftpcluster.master.http.api.AssetsResource;
import io.ftpcluster.master.http.api.AuditResource;
import io.ftpcluster.master.http.api.DocsResource;
import io.ftpcluster.master.http.api.HealthResource;
import io.ftpcluster.master.http.api.LoginResource;
import io.ftpcluster.master.http.api.MeResource;
import io.ftpcluster.master.http.api.MetricsResource;
import io.ftpcluster.master.http.api.NodesResource;
import io.ftpcluster.master.http.api.PermissionsResource;
import io.ftpcluster.master.http.api.ServerTestResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.api.SetupScript;
import io.ftpcluster.master.http.api.TelemetryResource;
import io.ftpcluster.master.http.api.TransfersResource;
import io.ftpcluster.master.http.api.UsersResource;
import io.ftpcluster.master.http.live.Fleet;
import io.ftpcluster.master.http.live.FleetResource;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.http.live.LiveResource;
import io.ftpcluster.master.http.live.LiveVerticle;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.FakeTelemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The real HTTP side on a free port, with answers on the bus that a test can foretell. */
final class FakePortal implements AutoCloseable {

    static final String ADMIN_TOKEN = "token-of-admin";
    static final String USER_TOKEN = "token-of-alice";
    static final String PASSWORD = "correct horse Grüße";
    static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    static final String BROKEN = "broken";

    private static final Users.User ADMIN = new Users.User("1", "admin", Users.Role.ADMIN, NOW);
    private static final Users.User ALICE = new Users.User("2", "alice", Users.Role.USER, NOW);
    private static final Servers.Server ALPHA = new Servers.Server("7", new Servers.Settings("alpha", "ftp.example", 21,
            Servers.FtpSecurity.NONE, null, null, null), NOW);
    private static final Permissions.Permission GRANT = new Permissions.Permission("9", "2", "alice", "7", "alpha",
            "ftpuser", Set.of(Permissions.Right.LIST, Permissions.Right.DOWNLOAD), null, NOW);

    final Queue seen = new Queue();
    private final Map<String, Auth.Principal> sessions = new ConcurrentHashMap<>(Map.of(ADMIN_TOKEN,
            new Auth.Principal(ADMIN, "s1"), USER_TOKEN, new Auth.Principal(ALICE, "s2")));
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final LiveFleet live = new LiveFleet(bus);
    private final AtomicInteger port = new AtomicInteger();

    /** What was asked on the bus. */
    static final class Queue extends ConcurrentLinkedQueue<Record> {
        <T extends Record> T last(Class<T> type) {
            return stream().filter(type::isInstance).map(type::cast).reduce((a, b) -> b).orElseThrow();
        }

        boolean none(Class<? extends Record> type) {
            return stream().noneMatch(type::isInstance);
        }
    }

    static FakePortal start() throws Exception {
        return start(Optional.empty(), Optional.empty(), 1);
    }

    static FakePortal start(Optional<URI> publicUrl, Optional<Config.Tls> tls, int instances) throws Exception {
        FakePortal portal = new FakePortal();
        new FakeTelemetry(portal.bus).know(FakeTelemetry.withId("7", FakeTelemetry.live("alpha", 42)));
        portal.answerUsers();
        portal.answerServers();
        portal.answerAgents();
        portal.answerDiagnosis();
        portal.answerPermissions();
        portal.answerNodes();
        portal.answerTransfers();
        portal.answerTelemetry();
        portal.answerAuth();
        portal.vertx.deployVerticle(new LiveVerticle(portal.live)).await(10, TimeUnit.SECONDS);
        Config.Http config = new Config.Http("127.0.0.1", 0, publicUrl, tls, Duration.ofMinutes(2));
        Contract contract = Contract.load();
        Pages pages = new Pages(new EchoTemplates(), "node-1");
        List<Resource> resources = portal.resources(contract, pages, publicUrl);
        portal.vertx
                .deployVerticle(
                        () -> new HttpVerticle(config, Duration.ofSeconds(1), contract, portal.bus, pages, resources,
                                portal.port::set),
                        new DeploymentOptions().setInstances(instances))
                .await(10, TimeUnit.SECONDS);
        return portal;
    }

    int port() {
        return port.get();
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private List<Resource> resources(Contract contract, Pages pages, Optional<URI> publicUrl) {
        SessionCookie cookie = new SessionCookie(publicUrl, InstantSource.fixed(NOW));
        Fleet fleet = new Fleet(bus);
        return List.of(new LoginResource(bus, pages, cookie), new MeResource(bus, pages, fleet),
                new UsersResource(bus, pages), new ServersResource(bus, pages, new SetupScript(), fleet),
                new FleetResource(fleet, pages),
                new LiveResource(bus, fleet, live, new SimpleMeterRegistry(), InstantSource.fixed(NOW)),
                new ServerTestResource(bus, pages),
                new PermissionsResource(bus, pages),
                new TransfersResource(bus, pages), new NodesResource(bus, pages, InstantSource.fixed(NOW)),
                new TelemetryResource(bus, InstantSource.fixed(NOW)),
                new AuditResource(bus, pages), new AgentResource(), new HealthResource(bus),
                new MetricsResource(
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)),
                new DocsResource(contract, pages),
                new AssetsResource(), FakePortal::bindFiles);
    }

    /** Says what arrived; on the server {@code dies} the promised bytes don't all come. */
    private static void bindFiles(Operations operations) {
        for (String id : List.of("listServersOfUser", "getFile", "headFile", "putFile", "deleteFile", "makeFolder",
                "moveFile")) {
            operations.on(id, context -> {
                if ("dies".equals(context.pathParam("alias"))) {
                    context.response().putHeader("Content-Length", "1000").write("only this")
                            .onSuccess(written -> context.fail(Failure.of(FailureCode.BACKEND_FAILED, "It closed.")
                                    .exception()));
                } else {
                    JsonObject params = JsonObject.mapFrom(context.pathParams());
                    Replies.json(context, 200, new JsonObject().put("operation", id).put("params", params));
                }
            });
        }
    }

    private void answerUsers() {
        bus.answer(Users.LIST, q -> new Users.UserList(List.of(ADMIN, ALICE)));
        bus.answer(Users.FIND, q -> switch (q.ref()) {
            case "1", "admin" -> ADMIN;
            case "2", "alice" -> ALICE;
            case BROKEN -> throw Failure.of(FailureCode.INTERNAL, "a defect").exception();
            default -> throw Failure.notFound("There is no such user.").exception();
        });
        bus.answer(Users.CREATE, q -> {
            seen.add(q);
            if (q.username().equals("taken")) {
                throw Failure.conflict("The name is taken.").exception();
            }
            return new Users.User("3", q.username(), q.role(), NOW);
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
        bus.answer(Servers.INSERT, q -> {
            seen.add(q);
            return new Servers.Server("8", q.settings(), NOW);
        });
        bus.answer(Servers.UPDATE, q -> {
            seen.add(q);
            return new Servers.Server("7", q.appliedTo(ALPHA.settings()), NOW);
        });
        bus.answer(Servers.DELETE, q -> {
            seen.add(q);
            return Done.DONE;
        });
    }

    private void answerAgents() {
        bus.answer(Agents.STORE_TOKEN, q -> {
            seen.add(q);
            return new Agents.TokenOwner(q.serverRef(), "alpha");
        });
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
            return new Diagnosis.Report(ALPHA, "lonely".equals(q.serverRef()) ? null : GRANT, NOW, 12,
                    List.of(new Diagnosis.Step(Diagnosis.Name.RESOLVE, Diagnosis.Outcome.OK, 1,
                            "ftp.example is 192.0.2.7.", ""),
                            new Diagnosis.Step(Diagnosis.Name.CONNECT, Diagnosis.Outcome.FAILED, 11,
                                    "The connection was refused.",
                                    "Start it.")));
        });
    }

    private void answerPermissions() {
        bus.answer(Permissions.LIST, q -> new Permissions.PermissionList("1".equals(q.userRef())
                ? List.of()
                : List.of(GRANT)));
        bus.answer(Permissions.FIND, q -> GRANT);
        bus.answer(Permissions.CREATE, q -> {
            seen.add(q);
            return new Permissions.Permission("10", "2", "alice", "7", "alpha", q.ftpUsername(), q.rights(), q.root(),
                    NOW);
        });
        bus.answer(Permissions.DELETE, q -> {
            seen.add(q);
            return Done.DONE;
        });
    }

    /** One point without the last value, and two alerts, one of which is over. */
    private void answerTelemetry() {
        bus.answer(Telemetry.SERIES, q -> {
            seen.add(q);
            return new Telemetry.Series(60, List.of(new Telemetry.Point(NOW.getEpochSecond(), Arrays.asList(1.0, 2.0,
                    3.0, 4.0, 5.0, 6.0, 7.0, null), Arrays.asList(1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, null))));
        });
        bus.answer(Alerts.LIST, q -> {
            seen.add(q);
            return new Alerts.AlertList(List.of(new Alerts.Alert("a1", "7", "alpha", Alerts.Kind.DISK_FULL,
                    "The file system of / is 91 % full.", NOW, null),
                    new Alerts.Alert("a0", "7", "alpha",
                            Alerts.Kind.OFFLINE, "Its link has ended", NOW, NOW)));
        });
    }

    /** Two, of which the second doesn't answer. */
    private void answerNodes() {
        bus.answer(Nodes.LIST, q -> new Nodes.NodeList(List.of(
                new Nodes.Node("n1", "node-1", "1.0", "192.0.2.1:5701", NOW, true),
                new Nodes.Node("n2", "node-2", "1.0", "192.0.2.2:5701", NOW, false)),
                List.of(new Nodes.Gone(
                        new Nodes.Node("n3", "node-3", "1.0", "192.0.2.3:5701", NOW, false), NOW))));
        bus.answer(Nodes.DESCRIBE.of("n1"), q -> new Nodes.Description("unready", List.of("It hurts."), 3, 2, 1, true,
                "SQLite", -1, 12, 1024, 2048));
    }

    private void answerTransfers() {
        bus.answer(Transfers.LIST.of("n1"), q -> {
            seen.add(q);
            return new Transfers.TransferList(List.of(new Transfers.Transfer("n1.1", adminFrom("127.0.0.1"),
                    new Files.Location("alice", "alpha", RemotePath.parse("/a b")), Transfers.Direction.UPLOAD, -1,
                    2048, 1024, NOW, "node-1")));
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
            return new Audit.Events(List.of(new Audit.Event(NOW, "admin", "127.0.0.1", "user.created", "alice", "")));
        });
        bus.answer(Auth.VERIFY_TOKEN, q -> Optional.ofNullable(sessions.get(q.token().value())).orElseThrow(
                FakePortal::refused));
        bus.answer(Auth.VERIFY_PASSWORD, q -> {
            seen.add(q);
            return new Auth.Principal(known(q.username(), q.password()), null);
        });
        bus.answer(Auth.LOGIN, q -> {
            seen.add(q);
            return new Auth.LoggedIn(new Secret(USER_TOKEN), NOW.plusSeconds(3600), known(q.username(), q.password()));
        });
        bus.answer(Auth.LOGOUT, q -> {
            seen.add(q);
            return Done.DONE;
        });
    }

    private static Users.User known(String username, Secret password) {
        if (username.equals("flood")) {
            throw Failure.of(FailureCode.THROTTLED, "Too many attempts.").retryAfter(7).exception();
        }
        if (!password.value().equals(PASSWORD)) {
            throw refused();
        }
        return username.equals("admin") ? ADMIN : ALICE;
    }

    private static RuntimeException refused() {
        return Failure.of(FailureCode.UNAUTHENTICATED, "Wrong username or password.").exception();
    }

    static Actor adminFrom(String address) {
        return new Actor("1", "admin", address);
    }
}
