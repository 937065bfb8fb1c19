package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.cluster.Membership;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.HttpVerticle;
import io.ftpcluster.master.http.Lifecycle;
import io.ftpcluster.master.http.api.AgentResource;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.telemetry.AgentLinkVerticle;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The real HTTP side and the real links, with a telemetry that only writes down what it is told. */
public final class LinkPortal implements AutoCloseable {

    static final Duration DRAIN = Duration.ofSeconds(5);
    /** What {@link AgentResource} answers. */
    private static final Set<String> OF_AGENTS = Set.of("linkAgent", "postTelemetry", "getAgentArchive");
    /** Of which links must not know. */
    static final Duration HTTP_IDLE = Duration.ofSeconds(1);
    /** For tests in which silence means nothing but a busy machine. */
    public static final LinkSettings PATIENT = new LinkSettings("node-1", Protocol.DEFAULT_INTERVAL_SECONDS, DRAIN,
            Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(300), Duration.ofMillis(200));
    /** With silence. */
    static final LinkSettings IMPATIENT = new LinkSettings("node-1", Protocol.DEFAULT_INTERVAL_SECONDS, DRAIN,
            Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofMillis(200));
    /** With the hello. */
    static final LinkSettings HASTY = new LinkSettings("node-1", Protocol.DEFAULT_INTERVAL_SECONDS, DRAIN,
            Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMillis(200));

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final AtomicBoolean databaseIsDown = new AtomicBoolean();
    private final BlockingQueue<Record> told = new LinkedBlockingQueue<>();
    private final Map<String, Agents.TokenOwner> tokens = new ConcurrentHashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final AtomicInteger port = new AtomicInteger();
    private AgentLinks links;
    private String http;

    static LinkPortal start() throws TimeoutException {
        return start(PATIENT);
    }

    static LinkPortal start(LinkSettings settings) throws TimeoutException {
        return start(settings, Optional.empty());
    }

    static LinkPortal start(LinkSettings settings, Optional<Config.Tls> tls) throws TimeoutException {
        LinkPortal portal = new LinkPortal();
        portal.answer();
        Node self = new Node("self", settings.node(), "test", "", Instant.now(), true);
        portal.deploy(() -> new MembershipVerticle(portal.bus, Membership.alone(self)), 1);
        AgentLinks links = new AgentLinks(portal.vertx, portal.bus, settings, portal.metrics, Clock.systemUTC());
        portal.links = links;
        portal.deploy(() -> new AgentLinkVerticle(portal.bus, links), 1);
        portal.http = portal.deploy(http(portal.vertx, portal.bus, settings, tls, portal.port::set), 2);
        return portal;
    }

    /** What agents come in by. */
    public static Supplier<Deployable> http(Vertx vertx, Bus bus, LinkSettings settings, Optional<Config.Tls> tls,
            IntConsumer port) {
        Config.Http config = new Config.Http("127.0.0.1", 0, Optional.empty(), tls, HTTP_IDLE);
        Contract contract = Contract.load();
        Pages pages = new Pages(PageEngine.create(vertx), Assets.load(), settings.node());
        List<Resource> resources = List.of(new AgentResource(bus), others(contract));
        return () -> new HttpVerticle(config, settings.drain(), new Lifecycle(), contract, bus, pages, resources, port);
    }

    private static Resource others(Contract contract) {
        return operations -> contract.operations()
                .stream()
                .map(Contract.Operation::id)
                .filter(id -> !OF_AGENTS.contains(id))
                .forEach(id -> operations.on(id, context -> context.fail(404)));
    }

    private void answer() {
        bus.answer(Agents.FIND_TOKEN, request -> Optional.ofNullable(tokens.get(request.hash()))
                .orElseThrow(() -> Failure.of(FailureCode.UNAUTHENTICATED, "unknown").exception()));
        bus.answer(Telemetry.LINKED, this::tell);
        bus.answer(Telemetry.UNLINKED, this::tell);
        bus.answer(Telemetry.REPORT, this::tell);
        bus.answer(Telemetry.HAND_OVER, this::tell);
    }

    private Done tell(Record message) {
        if (databaseIsDown.get()) {
            throw Failure.of(FailureCode.UNAVAILABLE, "The database is down.").exception();
        }
        told.add(message);
        return Done.DONE;
    }

    private String deploy(Supplier<Deployable> part, int instances) throws TimeoutException {
        return vertx.deployVerticle(part, new DeploymentOptions().setInstances(instances)).await(30, TimeUnit.SECONDS);
    }

    Bus bus() {
        return bus;
    }

    int port() {
        return port.get();
    }

    /** A token of the server with this alias, whose id is {@code id-} and the alias. */
    Secret token(String alias) {
        return token(alias, null);
    }

    /** @param telemetrySeconds the server's own interval, or null */
    Secret token(String alias, Integer telemetrySeconds) {
        Secret token = BearerToken.AGENT.make();
        tokens.put(BearerToken.hash(token), new Agents.TokenOwner("id-" + alias, alias, telemetrySeconds));
        return token;
    }

    void forget(Secret token) {
        tokens.remove(BearerToken.hash(token));
    }

    AgentPeer agent(String alias) throws Exception {
        return AgentPeer.connect(port(), token(alias));
    }

    /** One that has said hello and was welcomed. */
    AgentPeer linked(String alias) throws Exception {
        AgentPeer agent = agent(alias);
        agent.hello(alias);
        agent.frame("welcome");
        told(Telemetry.Linked.class);
        return agent;
    }

    /** One that was welcomed, and has said that it knows these actions. */
    AgentPeer linked(String alias, List<String> capabilities) throws Exception {
        AgentPeer agent = agent(alias);
        agent.hello(alias, capabilities);
        agent.frame("welcome");
        told(Telemetry.Linked.class);
        return agent;
    }

    /** What telemetry is told next; anything else is a failure. */
    <T extends Record> T told(Class<T> type) throws InterruptedException {
        Record next = told.poll(30, TimeUnit.SECONDS);
        if (!type.isInstance(next)) {
            throw new AssertionError(type.getSimpleName() + " expected, but telemetry was told " + next);
        }
        return type.cast(next);
    }

    boolean toldNothing() {
        return told.isEmpty();
    }

    int refused(RejectionLog.Reason reason) {
        return (int) metrics.get("ftpcluster.agent.refused")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    int links() {
        return (int) metrics.get("ftpcluster.agent.links").gauge().value();
    }

    AgentLinks held() {
        return links;
    }

    /** As the portal does first when it stops. */
    Future<Void> stopHttp() {
        return vertx.undeploy(http);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }
}
