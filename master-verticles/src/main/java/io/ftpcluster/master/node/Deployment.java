package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.accounts.AccountVerticle;
import io.ftpcluster.master.auth.AuthVerticle;
import io.ftpcluster.master.auth.FirstAdmin;
import io.ftpcluster.master.auth.LoginThrottle;
import io.ftpcluster.master.auth.PasswordHasher;
import io.ftpcluster.master.auth.Tokens;
import io.ftpcluster.master.auth.VerifiedCredentials;
import io.ftpcluster.master.backup.BackupVerticle;
import io.ftpcluster.master.backup.PortalState;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.cluster.LagVerticle;
import io.ftpcluster.master.cluster.LoopLag;
import io.ftpcluster.master.cluster.NodeVerticle;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.copies.CopyVerticle;
import io.ftpcluster.master.files.DiagnosisVerticle;
import io.ftpcluster.master.files.FtpProxyVerticle;
import io.ftpcluster.master.files.ServerCertificates;
import io.ftpcluster.master.files.TransferRegistry;
import io.ftpcluster.master.files.TransfersVerticle;
import io.ftpcluster.master.files.ftp.FtpDiagnosis;
import io.ftpcluster.master.files.ftp.FtpFiles;
import io.ftpcluster.master.http.HttpVerticle;
import io.ftpcluster.master.http.Lifecycle;
import io.ftpcluster.master.http.api.HealthResource;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.http.live.LiveVerticle;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.provisioning.AgentArchives;
import io.ftpcluster.master.provisioning.JobVerticle;
import io.ftpcluster.master.provisioning.PortalAddress;
import io.ftpcluster.master.provisioning.PortalPins;
import io.ftpcluster.master.provisioning.ProvisioningSettings;
import io.ftpcluster.master.provisioning.ProvisioningVerticle;
import io.ftpcluster.master.secrets.CachingSecretBox;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.secrets.SecretKeys;
import io.ftpcluster.master.secrets.SigningKey;
import io.ftpcluster.master.telemetry.AgentLinkVerticle;
import io.ftpcluster.master.telemetry.TelemetryVerticle;
import io.ftpcluster.master.telemetry.links.AgentLinks;
import io.ftpcluster.master.telemetry.links.LinkSettings;
import io.ftpcluster.master.updates.Release;
import io.ftpcluster.master.updates.UpdateVerticle;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running master: the only place where all parts are known. What starts first stops last. */
public final class Deployment implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
    /** How long an event loop may be silent. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** The lease by which one node has agents make accounts. */
    private static final String ACCOUNTS = "accounts";
    /** The lease by which one node makes backups. */
    private static final String BACKUPS = "backups";
    /** The lease by which one node copies files between servers. */
    private static final String COPIES = "copies";
    /** The lease by which one node sets servers up. */
    private static final String JOBS = "jobs";
    /** The lease by which one node tries the servers without an agent. */
    private static final String PROBES = "probes";
    /** The lease by which one node has agents update themselves. */
    private static final String UPDATES = "agent-updates";

    private final Config config;
    private final PasswordHasher hasher;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ComponentStack parts = new ComponentStack();
    private final AtomicInteger port = new AtomicInteger();
    private Vertx vertx;
    private CertificateDeployment certificate;
    private Bus bus;
    private final LoopLag lag = new LoopLag(metrics);
    private final Lifecycle lifecycle = new Lifecycle();
    private FirstAdmin.Outcome firstAdmin = new FirstAdmin.Outcome(Optional.empty(), false);

    private Deployment(Config config, PasswordHasher hasher) {
        this.config = config;
        this.hasher = hasher;
        // What no garbage collection gives back, and nobody else counts.
        Gauge.builder("netty.direct.memory.used", PlatformDependent::usedDirectMemory)
                .baseUnit("bytes")
                .description("Native memory that Netty holds for its buffers")
                .register(metrics);
    }

    /** Returns when the portal answers; when a part can't start, those that did are stopped again. */
    public static Deployment start(Config config) throws TimeoutException {
        return start(config, new PasswordHasher());
    }

    /** @param hasher closed with the rest */
    public static Deployment start(Config config, PasswordHasher hasher) throws TimeoutException {
        Deployment deployment = new Deployment(config, hasher);
        boolean started = false;
        try {
            deployment.startParts();
            deployment.lifecycle.started();
            started = true;
            return deployment;
        } finally {
            if (!started) {
                deployment.close();
            }
        }
    }

    private void startParts() throws TimeoutException {
        DataDirectory.prepare(config);
        KeyFiles keyFiles = new KeyFiles(config.dataDir(), () -> DataDirectory.hasSealedSecrets(config));
        Secret secretKeys = config.keys().secretKey().orElseGet(keyFiles::secretKey);
        Secret secretKey = SecretKeys.of(secretKeys).newest();
        Secret fernetKeys = config.keys().fernetKeys().orElseGet(keyFiles::fernetKeys);
        SecretBox box = new Fernet(fernetKeys);
        NodeBootstrap bootstrap = NodeBootstrap.start(config, NodeBus.shared(SecretKeys.of(secretKeys), fernetKeys),
                box, metrics, parts);
        vertx = bootstrap.vertx();
        bus = bootstrap.bus();
        parts.deploy(() -> new TelemetryVerticle(bus, config.telemetry(), bootstrap.timedWork(),
                bootstrap.leaderships().of(PROBES), metrics, Clock.systemUTC()), new DeploymentOptions());
        parts.stopLast(() -> Future.succeededFuture().onComplete(done -> hasher.close()));
        FreeMarkerTemplateEngine engine = PageEngine.create(vertx);
        WarmUp warmUp = WarmUp.begin(vertx, engine);
        LoginThrottle throttle = config.cluster().isPresent()
                ? LoginThrottle.ofTheCluster(vertx, Clustering.BRIEF_MAPS + "logins.")
                : LoginThrottle.ofThisNode();
        parts.deploy(() -> new AuthVerticle(bus, hasher, throttle, new VerifiedCredentials(),
                new Tokens(vertx, secretKeys), box), ComponentStack.onVirtualThreads());
        certificate = CertificateDeployment.load(config, vertx, bus, box);
        SigningKey signingKey = AgentSigningKey.kept(bus, box, SigningKey.of(secretKey));
        ProvisioningSettings provisioning = provisioning(signingKey);
        parts.deploy(() -> new ProvisioningVerticle(bus, provisioning), ComponentStack.onVirtualThreads());
        TransferRegistry transfers = new TransferRegistry(config.transfers(), bootstrap.self(), metrics);
        parts.deploy(() -> new TransfersVerticle(bus, transfers), ComponentStack.onVirtualThreads());
        ServerCertificates certificates = new ServerCertificates(bus);
        parts.deploy(
                () -> new FtpProxyVerticle(bus, new CachingSecretBox(box),
                        () -> new FtpFiles(vertx, config.ftp(), certificates, bus.slowLog()), transfers),
                ComponentStack.onVirtualThreads());
        parts.deploy(() -> new DiagnosisVerticle(bus, box, new FtpDiagnosis(config.ftp(), certificates)),
                ComponentStack.onVirtualThreads());
        AgentLinks links = new AgentLinks(
                vertx, bus, new LinkSettings(config.nodeName(),
                        Math.toIntExact(config.telemetry().interval().toSeconds()), config.drain()),
                metrics, Clock.systemUTC());
        parts.deploy(() -> new AgentLinkVerticle(bus, links), new DeploymentOptions());
        parts.deploy(() -> new AccountVerticle(bus, bootstrap.leaderships().of(ACCOUNTS), config.accounts().rotation()),
                ComponentStack.onVirtualThreads());
        parts.deploy(() -> new JobVerticle(bus, bootstrap.leaderships().of(JOBS), box, provisioning),
                ComponentStack.onVirtualThreads());
        parts.deploy(() -> new CopyVerticle(bus, bootstrap.leaderships().of(COPIES), config.nodeName()),
                ComponentStack.onVirtualThreads());
        parts.deploy(() -> new UpdateVerticle(bus, bootstrap.leaderships().of(UPDATES),
                updates(provisioning.archives(), signingKey)), ComponentStack.onVirtualThreads());
        startBackups(bootstrap);
        startDescription(bootstrap);
        startHttp(links, engine);
        certificate.startOrders(parts, bootstrap.leaderships(), box, this::url);
        // When all else has come about: whoever made the password up must live to tell it.
        firstAdmin = ComponentStack.await(new FirstAdmin(bus).ensure(config.adminPassword()));
        warmUp.finish(vertx, config.http(), port.get(), hasher);
    }

    /**
     * Where a proxy is in front, machines see its certificate. One that is ordered is another one in weeks, and has a CA that vouches for
     * it: whoever knew it by its fingerprint would lose the portal.
     */
    private ProvisioningSettings provisioning(SigningKey signingKey) {
        boolean direct = config.http().edge().trustedProxies().isEmpty();
        PortalPins pins = new PortalPins();
        certificate.fromFiles().filter(one -> direct).ifPresent(one -> one.follow(pins::take));
        return new ProvisioningSettings(new PortalAddress(this::url, pins),
                config.agents().archives().map(AgentArchives::new).orElseGet(AgentArchives::ofThisBuild),
                signingKey.publicKeyPem(), Version.text(), Clock.systemUTC());
    }

    private UpdateVerticle.Settings updates(AgentArchives archives, SigningKey key) {
        return UpdateVerticle.Settings.of(config.agents().automaticUpdates(), config.agents().settle(),
                () -> archives.agent()
                        .map(agent -> new Release(agent.version(), agent.file(), agent.sha256(), agent.size())),
                key::sign);
    }

    private void startBackups(NodeBootstrap bootstrap) throws TimeoutException {
        if (config.backups().isPresent() && !config.database().isElsewhere()) {
            parts.deploy(
                    () -> new BackupVerticle(bus, bootstrap.leaderships().of(BACKUPS), config.backups().get(),
                            PortalState.of(config), Version.text(), metrics, Clock.systemUTC()),
                    new DeploymentOptions());
        }
    }

    private void startDescription(NodeBootstrap bootstrap) throws TimeoutException {
        parts.deploy(() -> new LagVerticle(lag),
                new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE));
        NodeVerticle.Status status = new NodeVerticle.Status(this::state, bootstrap.timedWork()::isHeld,
                bootstrap.database());
        parts.deploy(() -> new NodeVerticle(bus, bootstrap.self(), metrics, lag, status), new DeploymentOptions());
    }

    private Future<?> loops() {
        return lag.silence().compareTo(SILENCE) < 0
                ? Future.succeededFuture()
                : Future.failedFuture("silent for " + lag.silence());
    }

    private String state() {
        return switch (lifecycle.phase()) {
            case STARTING -> "starting";
            case UP -> "ready";
            case STOPPING -> "stopping";
        };
    }

    private void startHttp(AgentLinks links, FreeMarkerTemplateEngine engine) throws TimeoutException {
        LiveFleet live = new LiveFleet(bus);
        parts.deploy(() -> new LiveVerticle(live), new DeploymentOptions());
        Contract contract = Contract.load();
        Assets assets = Assets.load();
        Pages pages = new Pages(engine, assets, config.nodeName(), config.http().isInTheOpen());
        HealthResource health = new HealthResource(lifecycle, List.of(HealthResource.Need.database(bus),
                new HealthResource.Need("An event loop of this node has stopped; restart it.", this::loops)));
        List<Resource> resources = new HttpResources(config, vertx, bus, engine, assets, pages, metrics).all(contract,
                live, health);
        parts.deploy(
                () -> new HttpVerticle(config.http(), config.drain(), lifecycle, contract, bus, pages, resources,
                        port::set, certificate.shown()),
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()));
        certificate.watch(parts, metrics);
        if (config.http().isInTheOpen()) {
            LOG.warn("NOT ENCRYPTED: this portal listens on {} port {} by plain HTTP, so passwords and files pass the "
                    + "network for anyone to read. Set FTPCLUSTER_TLS_CERT and FTPCLUSTER_TLS_KEY, or put a proxy with "
                    + "TLS in front and name it in FTPCLUSTER_TRUSTED_PROXIES, or listen on 127.0.0.1.",
                    config.http().host(), port.get());
        }
        // Streams never end by themselves: HTTP would wait for them as for transfers in flight.
        parts.stopLast(live::end);
        parts.stopLast(new GracefulShutdown(vertx, lifecycle, links, live, config.http().edge().notice())::say);
    }

    /** Reads the certificate now, which is done again and again anyway, and has one that could not be ordered ordered. Blocks. */
    public void reload() {
        certificate.reload();
    }

    public Bus bus() {
        return bus;
    }

    /** Where the portal is: the configured public URL, or what was bound. */
    public URI url() {
        String scheme = config.http().isEncrypted() ? "https" : "http";
        String host = config.http().host().contains(":") ? "[" + config.http().host() + "]" : config.http().host();
        return config.http().publicUrl().orElseGet(() -> URI.create(scheme + "://" + host + ":" + port.get()));
    }

    /** Where it was bound, whatever its URL is for others. */
    public int port() {
        return port.get();
    }

    /** The password of the account {@code admin} when this start made both up; else empty. */
    public Optional<Secret> madeAdminPassword() {
        return firstAdmin.madePassword();
    }

    /** Whether accounts were there at this start, so that a configured password for {@code admin} means nothing. */
    public boolean hadAccounts() {
        return firstAdmin.existed();
    }

    /** Gives notice, takes no new work, gives transfers in flight the configured time, then ends all parts. */
    @Override
    public void close() {
        Duration notice = config.http().edge().notice();
        parts.stopAll(notice.plus(config.drain()));
        if (!notice.isZero()) {
            LOG.info("This node has stopped");
        }
    }
}
