package io.ftpcluster.master.http;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.api.AccountPage;
import io.ftpcluster.master.http.api.AccountsResource;
import io.ftpcluster.master.http.api.AgentResource;
import io.ftpcluster.master.http.api.AlertsResource;
import io.ftpcluster.master.http.api.AssetsResource;
import io.ftpcluster.master.http.api.AuditResource;
import io.ftpcluster.master.http.api.BulkProvisionResource;
import io.ftpcluster.master.http.api.CopiesResource;
import io.ftpcluster.master.http.api.DashboardResource;
import io.ftpcluster.master.http.api.DocsResource;
import io.ftpcluster.master.http.api.EnrolmentResource;
import io.ftpcluster.master.http.api.HealthResource;
import io.ftpcluster.master.http.api.JobsResource;
import io.ftpcluster.master.http.api.LoginResource;
import io.ftpcluster.master.http.api.LoginsResource;
import io.ftpcluster.master.http.api.MeResource;
import io.ftpcluster.master.http.api.MetricsResource;
import io.ftpcluster.master.http.api.NodesResource;
import io.ftpcluster.master.http.api.PasswordResource;
import io.ftpcluster.master.http.api.PermissionsResource;
import io.ftpcluster.master.http.api.PreferencesResource;
import io.ftpcluster.master.http.api.ProvisionResource;
import io.ftpcluster.master.http.api.RolloutsResource;
import io.ftpcluster.master.http.api.ServerLogResource;
import io.ftpcluster.master.http.api.ServerTestResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.api.SessionsResource;
import io.ftpcluster.master.http.api.TelemetryResource;
import io.ftpcluster.master.http.api.TransfersResource;
import io.ftpcluster.master.http.api.UsersResource;
import io.ftpcluster.master.http.body.BodyDeadline;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.live.FleetResource;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.http.live.LiveResource;
import io.ftpcluster.master.http.live.LiveVerticle;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.SessionCookie;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Messages;
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
import java.util.List;
import java.util.Optional;
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

    final FakeAnswers.Asked seen = new FakeAnswers.Asked();
    final Lifecycle lifecycle = new Lifecycle();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final LiveFleet live = new LiveFleet(bus);
    private final AtomicInteger port = new AtomicInteger();

    static FakePortal start() throws Exception {
        return start(Optional.empty(), Optional.empty(), 1);
    }

    static FakePortal start(Optional<URI> publicUrl, Optional<Config.Tls> tls, int instances) throws Exception {
        return start(new Config.Http("127.0.0.1", 0, publicUrl, tls, Duration.ofMinutes(2)), instances);
    }

    static FakePortal start(Config.Http config, int instances) throws Exception {
        return start(config, instances, BodyDeadline.USUAL);
    }

    static FakePortal start(Config.Http config, int instances, Duration bodyTime) throws Exception {
        FakePortal portal = new FakePortal();
        new FakeTelemetry(portal.bus).know(FakeTelemetry.withId("7", FakeTelemetry.live("alpha", 42)));
        new FakeAnswers(portal.bus, portal.seen).answerAll();
        portal.vertx.deployVerticle(new LiveVerticle(portal.live)).await(30, TimeUnit.SECONDS);
        Contract contract = Contract.load();
        Assets assets = Assets.load();
        Pages pages = new Pages(new EchoTemplates(), assets, "node-1", config.isInTheOpen());
        List<Resource> resources = portal.resources(contract, assets, pages, config.publicUrl());
        portal.vertx
                .deployVerticle(
                        () -> new HttpVerticle(config, Duration.ofSeconds(1), portal.lifecycle, contract, portal.bus,
                                pages, resources, portal.port::set, bodyTime),
                        new DeploymentOptions().setInstances(instances))
                .await(30, TimeUnit.SECONDS);
        portal.lifecycle.started();
        return portal;
    }

    int port() {
        return port.get();
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private List<Resource> resources(Contract contract, Assets assets, Pages pages, Optional<URI> publicUrl) {
        SessionCookie cookie = new SessionCookie(publicUrl, InstantSource.fixed(NOW));
        VisibleFleet fleet = new VisibleFleet(bus);
        AccountPage account = new AccountPage(bus, pages);
        return List.of(new LoginResource(bus, pages, cookie), new DashboardResource(bus, pages, fleet),
                new MeResource(bus, account), new PasswordResource(bus, account), new PreferencesResource(bus, account),
                new UsersResource(bus, pages), new ServersResource(bus, pages, fleet),
                new EnrolmentResource(bus, pages, fleet), new AccountsResource(bus), new ServerLogResource(bus),
                new LoginsResource(bus, pages), new JobsResource(bus, pages, InstantSource.fixed(NOW)),
                new ProvisionResource(bus, pages), new BulkProvisionResource(bus, pages),
                new FleetResource(fleet, pages),
                new LiveResource(bus, fleet, live, new SimpleMeterRegistry(), InstantSource.fixed(NOW), "node-1"),
                new ServerTestResource(bus, pages), new PermissionsResource(bus, pages),
                new SessionsResource(bus, pages, account), new TransfersResource(bus, pages),
                new CopiesResource(bus, pages), new TelemetryResource(bus, InstantSource.fixed(NOW)),
                new NodesResource(bus, pages, InstantSource.fixed(NOW)),
                new AlertsResource(bus, pages, InstantSource.fixed(NOW)), new AuditResource(bus, pages),
                new AgentResource(bus), new RolloutsResource(bus, pages),
                new HealthResource(lifecycle, List.of(HealthResource.Need.database(bus))),
                new MetricsResource(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)),
                new DocsResource(contract, pages), new AssetsResource(assets), FakePortal::bindFiles);
    }

    /** Says what arrived; on the server {@code dies} the promised bytes don't all come. */
    private static void bindFiles(Resource.Operations operations) {
        for (String id : List.of("listServersOfUser", "getFile", "headFile", "putFile", "archiveFolder", "deleteFile",
                "makeFolder", "moveFile")) {
            operations.on(id, context -> {
                if ("dies".equals(context.pathParam("alias"))) {
                    context.response()
                            .putHeader("Content-Length", "1000")
                            .write("only this")
                            .onSuccess(written -> context
                                    .fail(Failure.of(FailureCode.BACKEND_FAILED, "It closed.").exception()));
                } else {
                    JsonObject params = JsonObject.mapFrom(context.pathParams());
                    Replies.json(context, 200, new JsonObject().put("operation", id).put("params", params));
                }
            });
        }
    }

    /** Who {@code client.admin()} is. */
    static Actor adminFrom(String address) {
        return Actor.of(FakeAnswers.ADMIN, address, AuthenticationMethod.session("s1"));
    }
}
