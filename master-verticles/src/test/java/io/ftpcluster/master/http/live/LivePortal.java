package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.HttpVerticle;
import io.ftpcluster.master.http.Lifecycle;
import io.ftpcluster.master.http.api.AssetsResource;
import io.ftpcluster.master.http.api.DashboardResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.FakeTelemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The live side of the portal on a free port; whoever has the token {@code alice} or {@code admin} is that account. */
final class LivePortal implements AutoCloseable {

    private static final int SECONDS = 30;
    /** As many streams may one account have. */
    static final int PER_USER = 20;

    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    final FakeTelemetry telemetry = new FakeTelemetry(bus);
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final LiveFleet live = new LiveFleet(bus);
    private final Map<String, Users.User> sessions = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> permitted = new ConcurrentHashMap<>();
    private final List<String> aliases = new CopyOnWriteArrayList<>(List.of("alpha", "beta", "gamma"));
    private final AtomicInteger port = new AtomicInteger();
    private final Contract contract = Contract.load();
    private final FreeMarkerTemplateEngine engine = PageEngine.create(vertx);
    private final Assets assets = Assets.load();
    private final Duration beat;
    private String http;

    /** @param beat see {@link LiveResource} */
    LivePortal(Duration beat) throws TimeoutException {
        for (String name : List.of("admin", "alice")) {
            Users.Role role = name.equals("admin") ? Users.Role.ADMIN : Users.Role.USER;
            sessions.put(name, new Users.User(name, name, role, FakeTelemetry.NOW));
        }
        answer();
        vertx.deployVerticle(new LiveVerticle(live)).await(SECONDS, TimeUnit.SECONDS);
        this.beat = beat;
        listen("node-1");
    }

    private List<Resource> resources(Pages pages, String node) {
        VisibleFleet fleet = new VisibleFleet(bus);
        List<Resource> all = new ArrayList<>(List.of(new FleetResource(fleet, pages),
                new LiveResource(bus, fleet, live, metrics, InstantSource.system(), node, beat, PER_USER),
                new DashboardResource(bus, pages, fleet), new ServersResource(bus, pages, fleet),
                new AssetsResource(assets)));
        Set<String> bound = new HashSet<>();
        all.forEach(resource -> resource.bind((id, handler) -> bound.add(id)));
        all.add(operations -> contract.operations()
                .stream()
                .map(Contract.Operation::id)
                .filter(id -> !bound.contains(id))
                .forEach(id -> operations.on(id, context -> Replies.noContent(context))));
        return all;
    }

    /** As the node of this name, on the port that it had before, if it had one. */
    void listen(String node) throws TimeoutException {
        Pages pages = new Pages(engine, assets, node);
        List<Resource> resources = resources(pages, node);
        Config.Http config = new Config.Http("127.0.0.1", port.get(), Optional.empty(), Optional.empty(),
                Duration.ofMinutes(2));
        http = vertx
                .deployVerticle(() -> new HttpVerticle(config, Duration.ZERO, new Lifecycle(), contract, bus, pages,
                        resources, port::set), new DeploymentOptions().setInstances(2))
                .await(SECONDS, TimeUnit.SECONDS);
    }

    /** Cuts all connections and takes no new ones. */
    void cut() throws TimeoutException {
        vertx.undeploy(http).await(SECONDS, TimeUnit.SECONDS);
    }

    private void answer() {
        bus.answer(Auth.VERIFY_TOKEN, request -> principal(request.token().value()));
        bus.answer(Auth.VERIFY_PASSWORD,
                request -> new Auth.Principal(session(request.username()), AuthenticationMethod.PASSWORD));
        bus.answer(Sessions.FIND, request -> new Sessions.Session(request.id(), session(request.id()),
                FakeTelemetry.NOW, FakeTelemetry.NOW.plusSeconds(60)));
        bus.answer(Users.FIND, request -> session(request.ref()));
        bus.answer(Permissions.LIST,
                request -> new Permissions.PermissionList(
                        permitted.getOrDefault(Objects.requireNonNullElse(request.userRef(), ""), Set.of())
                                .stream()
                                .map(alias -> permission(request.userRef(), alias))
                                .toList()));
        // Files were downloaded: the dashboard needn't lead anybody there.
        bus.answer(Audit.LIST, request -> new Audit.Events(
                List.of(new Audit.Event(FakeTelemetry.NOW, "a", "-", "file.download", "", "", "")), null));
        bus.answer(Users.LIST, request -> new Users.UserList(List.copyOf(sessions.values())));
        bus.answer(Servers.FIND, request -> server(request.ref().replace("id-", "")));
        bus.answer(Provisioning.MAKE_SCRIPT, request -> new Provisioning.Script("#!/usr/bin/env bash\n"));
        bus.answer(Servers.LIST, request -> new Servers.ServerList(aliases.stream().map(LivePortal::server).toList()));
    }

    private Auth.Principal principal(String token) {
        if (!sessions.containsKey(token)) {
            throw Failure.of(FailureCode.UNAUTHENTICATED, "Log in first.").exception();
        }
        return new Auth.Principal(session(token), AuthenticationMethod.session(token));
    }

    private Users.User session(String id) {
        Users.User user = sessions.get(id);
        if (user == null) {
            throw Failure.of(FailureCode.NOT_FOUND, "There is no such session.").exception();
        }
        return user;
    }

    private static Servers.Server server(String alias) {
        return new Servers.Server("id-" + alias,
                new Servers.Settings(alias, "ftp.example", 21, Servers.FtpSecurity.NONE, null, null, null),
                FakeTelemetry.NOW);
    }

    private static Permissions.Permission permission(String user, String alias) {
        return new Permissions.Permission("p", user, user, "id-" + alias, alias, "ftp", Set.of(Permissions.Right.LIST),
                null, FakeTelemetry.NOW);
    }

    int port() {
        return port.get();
    }

    double openStreams() {
        return metrics.get("ftpcluster.live.streams").gauge().value();
    }

    void permit(String user, String... aliases) {
        permitted.put(user, Set.of(aliases));
    }

    /** Servers beside the first three, with what telemetry says of them. */
    void register(List<State> states) {
        states.forEach(telemetry::know);
        aliases.addAll(states.stream().map(State::alias).toList());
    }

    void endSession(String user) {
        sessions.remove(user);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }
}
