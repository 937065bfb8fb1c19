package io.ftpcluster.master;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.auth.AuthVerticle;
import io.ftpcluster.master.auth.FirstAdmin;
import io.ftpcluster.master.auth.LoginThrottle;
import io.ftpcluster.master.auth.PasswordHasher;
import io.ftpcluster.master.auth.Tokens;
import io.ftpcluster.master.auth.VerifiedCredentials;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.DatabaseFact;
import io.ftpcluster.master.cluster.MembershipVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.DiagnosisVerticle;
import io.ftpcluster.master.files.FtpProxyVerticle;
import io.ftpcluster.master.files.LiveTransfers;
import io.ftpcluster.master.http.Contract;
import io.ftpcluster.master.http.HttpVerticle;
import io.ftpcluster.master.http.PageEngine;
import io.ftpcluster.master.http.OwnOrigin;
import io.ftpcluster.master.http.Pages;
import io.ftpcluster.master.http.Resource;
import io.ftpcluster.master.http.SessionCookie;
import io.ftpcluster.master.http.api.AgentResource;
import io.ftpcluster.master.http.api.AlertsResource;
import io.ftpcluster.master.http.api.AssetsResource;
import io.ftpcluster.master.http.api.AuditResource;
import io.ftpcluster.master.http.api.DocsResource;
import io.ftpcluster.master.http.api.HealthResource;
import io.ftpcluster.master.http.api.LoginResource;
import io.ftpcluster.master.http.api.MeResource;
import io.ftpcluster.master.http.api.MetricsResource;
import io.ftpcluster.master.http.api.PermissionsResource;
import io.ftpcluster.master.http.api.ServerTestResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.api.SetupScript;
import io.ftpcluster.master.http.api.TelemetryResource;
import io.ftpcluster.master.http.api.TransfersResource;
import io.ftpcluster.master.http.api.UsersResource;
import io.ftpcluster.master.http.files.FilesResource;
import io.ftpcluster.master.http.live.Fleet;
import io.ftpcluster.master.http.live.FleetResource;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.http.live.LiveResource;
import io.ftpcluster.master.http.live.LiveVerticle;
import io.ftpcluster.master.persistence.Database;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.master.secrets.RememberingBox;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.telemetry.AgentLinkVerticle;
import io.ftpcluster.master.telemetry.AgentLinks;
import io.ftpcluster.master.telemetry.LinkSettings;
import io.ftpcluster.master.telemetry.TelemetryVerticle;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running master: the only place where all parts are known. What starts first stops last. */
public final class Deployment implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
    /** For each step of start and, beyond the drain, of stop: one that hangs must not hang the process. */
    private static final int STEP_SECONDS = 30;

    private final Config config;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<Supplier<Future<?>>> stops = new ArrayDeque<>();
    private final AtomicInteger port = new AtomicInteger();
    private Vertx vertx;
    private Bus bus;
    private Optional<Secret> madeAdminPassword = Optional.empty();

    private Deployment(Config config) {
        this.config = config;
        // What no garbage collection gives back, and nobody else counts.
        Gauge.builder("netty.direct.memory.used", PlatformDependent::usedDirectMemory).baseUnit("bytes")
                .description("Native memory that Netty holds for its buffers").register(metrics);
    }

    /** Returns when the portal answers; when a part can't start, those that did are stopped again. */
    public static Deployment start(Config config) throws TimeoutException {
        Deployment deployment = new Deployment(config);
        boolean started = false;
        try {
            deployment.startParts();
            started = true;
            return deployment;
        } finally {
            if (!started) {
                deployment.close();
            }
        }
    }

    private void startParts() throws TimeoutException {
        KeyFiles keyFiles = new KeyFiles(config.dataDir());
        Secret secretKey = config.keys().secretKey().orElseGet(keyFiles::secretKey);
        Secret fernetKeys = config.keys().fernetKeys().orElseGet(keyFiles::fernetKeys);
        SecretBox box = new Fernet(fernetKeys);
        startBus(NodeBus.shared(secretKey, fernetKeys));
        if (!config.database().isElsewhere()) {
            startDatabase(box);
        }
        // The node that owns the database does what only one may do.
        BooleanSupplier leads = () -> !config.database().isElsewhere();
        deploy(() -> new TelemetryVerticle(bus, config.telemetry(), leads, metrics, Clock.systemUTC()),
                new DeploymentOptions());
        PasswordHasher hasher = new PasswordHasher();
        stops.push(() -> Future.succeededFuture().onComplete(done -> hasher.close()));
        deploy(() -> new AuthVerticle(bus, hasher, new LoginThrottle(), new VerifiedCredentials(), new Tokens(vertx,
                secretKey), box), onVirtualThreads());
        deploy(() -> new FtpProxyVerticle(bus, new RememberingBox(box), config.ftp(),
                new LiveTransfers(config.transfers(),
                        config.nodeName(), metrics)),
                onVirtualThreads());
        deploy(() -> new DiagnosisVerticle(bus, box, config.ftp()), onVirtualThreads());
        AgentLinks links = new AgentLinks(vertx, bus, new LinkSettings(config.nodeName(),
                Math.toIntExact(config.telemetry().interval().toSeconds()), config.drain()), metrics,
                Clock.systemUTC());
        deploy(() -> new AgentLinkVerticle(bus, links), new DeploymentOptions());
        madeAdminPassword = await(new FirstAdmin(bus).ensure(config.adminPassword()));
        startHttp();
    }

    private void startBus(Clustering.SharedKeys keys) throws TimeoutException {
        NodeBus node = NodeBus.start(config, keys, databaseFact(), metrics);
        node.closes().reversed().forEach(close -> stops.push(() -> {
            close.run();
            return Future.succeededFuture();
        }));
        vertx = node.vertx();
        bus = node.bus();
        deploy(() -> new MembershipVerticle(bus, node.membership()), new DeploymentOptions());
    }

    private DatabaseFact databaseFact() {
        return new DatabaseFact(config.database().isElsewhere()
                ? DatabaseFact.Kind.ELSEWHERE
                : DatabaseFact.Kind.OWNED, "");
    }

    private void startDatabase(SecretBox box) throws TimeoutException {
        Database database = Database.open(vertx, config.database(), config.dataDir());
        stops.push(database::close);
        deploy(() -> new PersistenceVerticle(bus, database, box, Clock.systemUTC()), onVirtualThreads());
    }

    private void startHttp() throws TimeoutException {
        Contract contract = Contract.load();
        FreeMarkerTemplateEngine engine = PageEngine.create(vertx);
        Pages pages = new Pages(engine, config.nodeName());
        SessionCookie cookie = new SessionCookie(config.http().publicUrl(), Clock.systemUTC());
        Fleet fleet = new Fleet(bus);
        LiveFleet live = new LiveFleet(bus);
        deploy(() -> new LiveVerticle(live), new DeploymentOptions());
        List<Resource> resources = List.of(new LoginResource(bus, pages, cookie), new MeResource(bus, pages, fleet),
                new UsersResource(bus, pages), new ServersResource(bus, pages, new SetupScript(), fleet),
                new FleetResource(fleet, pages), new LiveResource(bus, fleet, live, metrics, Clock.systemUTC(),
                        config.nodeName()),
                new ServerTestResource(bus, pages),
                new PermissionsResource(bus, pages), new TransfersResource(bus, pages), new AuditResource(bus, pages),
                new AgentResource(),
                new TelemetryResource(bus, Clock.systemUTC()),
                new AlertsResource(bus, pages, Clock.systemUTC()),
                new FilesResource(vertx, bus,
                        engine, config.nodeName(), config.http().idle(), new OwnOrigin(config.http().publicUrl())),
                new HealthResource(bus), new MetricsResource(metrics),
                new DocsResource(contract, pages), new AssetsResource());
        deploy(() -> new HttpVerticle(config.http(), config.drain(), contract, bus, pages, resources, port::set),
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()));
        // Streams never end by themselves: HTTP would wait for them as for transfers in flight.
        stops.push(live::end);
    }

    public Bus bus() {
        return bus;
    }

    /** Where the portal is: the configured public URL, or what was bound. */
    public URI url() {
        String scheme = config.http().tls().isPresent() ? "https" : "http";
        String host = config.http().host().contains(":") ? "[" + config.http().host() + "]" : config.http().host();
        return config.http().publicUrl().orElseGet(() -> URI.create(scheme + "://" + host + ":" + port.get()));
    }

    /** Where it was bound, whatever its URL is for others. */
    public int port() {
        return port.get();
    }

    /** The password of the account {@code admin} when this start made both up; else empty. */
    public Optional<Secret> madeAdminPassword() {
        return madeAdminPassword;
    }

    /** Takes no new work, gives transfers in flight the configured time, then ends all parts. */
    @Override
    public void close() {
        while (!stops.isEmpty()) {
            try {
                stops.pop().get().await(STEP_SECONDS + config.drain().toSeconds(), TimeUnit.SECONDS);
            } catch (RuntimeException | TimeoutException e) {
                LOG.error("A part did not stop as it should; going on with the rest", e);
            }
        }
    }

    private void deploy(Supplier<Deployable> part, DeploymentOptions options) throws TimeoutException {
        String id = await(vertx.deployVerticle(part, options));
        stops.push(() -> vertx.undeploy(id));
    }

    private static <T> T await(Future<T> step) throws TimeoutException {
        return step.await(STEP_SECONDS, TimeUnit.SECONDS);
    }

    private static DeploymentOptions onVirtualThreads() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    }
}
