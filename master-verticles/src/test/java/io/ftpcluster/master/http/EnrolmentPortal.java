package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.api.EnrolmentResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.provisioning.PortalAddress;
import io.ftpcluster.master.provisioning.ProvisioningVerticle;
import io.ftpcluster.master.provisioning.Provisionings;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.FakeTelemetry;
import io.ftpcluster.testing.ManualTime;
import io.ftpcluster.testing.PortalClient;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** How machines register, from HTTP down to a real database; who is who a token says. The time is the test's. */
final class EnrolmentPortal implements AutoCloseable {

    static final String ADMIN = "token-of-admin";
    static final String USER = "token-of-alice";
    /** The admin's. Quotes and backslashes are what shells and curl's files trip over. */
    static final String PASSWORD = "pa\"ss \\ 'w$o:rd";

    final ManualTime clock = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    final Path agent;
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final AtomicInteger port = new AtomicInteger();
    private final Database database;
    private PortalClient client;

    private EnrolmentPortal(Path dir) throws Exception {
        agent = Provisionings.archives(Files.createDirectory(dir.resolve("agent")));
        MigratedSqlite.into(dir);
        database = Database.prepare(TestStore.DEFAULT, dir).open(vertx, false);
    }

    /** @param address null: what is bound */
    static EnrolmentPortal start(Path dir, PortalAddress address) throws Exception {
        EnrolmentPortal portal = new EnrolmentPortal(dir);
        PortalAddress known = address == null
                ? new PortalAddress(() -> URI.create("http://127.0.0.1:" + portal.port.get()), Optional.empty())
                : address;
        Fernet box = new Fernet(new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
        portal.deploy(new PersistenceVerticle(portal.bus, portal.database, box, portal.clock));
        portal.deploy(new ProvisioningVerticle(portal.bus, Provisionings.at(known, portal.agent, portal.clock)));
        new FakeTelemetry(portal.bus);
        portal.bus.answer(Auth.VERIFY_TOKEN, EnrolmentPortal::principal);
        portal.bus.answer(Auth.VERIFY_PASSWORD, request -> {
            boolean right = request.username().equals("admin") && request.password().value().equals(PASSWORD);
            return principal(new Auth.VerifyToken(new Secret(right ? ADMIN : "none")));
        });
        portal.startHttp();
        portal.client = new PortalClient(URI.create("http://127.0.0.1:" + portal.port.get()));
        return portal;
    }

    private void deploy(Deployable part) throws TimeoutException {
        vertx.deployVerticle(part, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await(30, TimeUnit.SECONDS);
    }

    private void startHttp() throws TimeoutException {
        Config.Http config = new Config.Http("127.0.0.1", 0, Optional.empty(), Optional.empty(), Duration.ofMinutes(2));
        Contract contract = Contract.load();
        Pages pages = new Pages(PageEngine.create(vertx), Assets.load(), "node-1");
        VisibleFleet fleet = new VisibleFleet(bus);
        Lifecycle lifecycle = new Lifecycle();
        Set<String> bound = new HashSet<>();
        List<Resource> real = List.of(new ServersResource(bus, pages, fleet), new EnrolmentResource(bus, pages, fleet));
        real.forEach(resource -> resource.bind((id, handler) -> bound.add(id)));
        Resource others = operations -> contract.operations()
                .stream()
                .map(Contract.Operation::id)
                .filter(id -> !bound.contains(id))
                .forEach(id -> operations.on(id, context -> context.fail(501)));
        vertx.deployVerticle(new HttpVerticle(config, Duration.ofSeconds(1), lifecycle, contract, bus, pages,
                List.of(real.get(0), real.get(1), others), port::set)).await(30, TimeUnit.SECONDS);
        lifecycle.started();
    }

    private static Auth.Principal principal(Auth.VerifyToken request) {
        String token = request.token().value();
        Users.Role role = switch (token) {
            case ADMIN -> Users.Role.ADMIN;
            case USER -> Users.Role.USER;
            default -> throw Failure.of(FailureCode.UNAUTHENTICATED, "Log in again.").exception();
        };
        return new Auth.Principal(new Users.User(token, token.substring("token-of-".length()), role, Instant.EPOCH),
                AuthenticationMethod.session("s-" + token));
    }

    PortalClient client() {
        return client;
    }

    Bus bus() {
        return bus;
    }

    @Override
    public void close() throws TimeoutException {
        client.close();
        database.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }
}
