package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.accounts.AccountVerticle;
import io.ftpcluster.master.acme.AcmeVerticle;
import io.ftpcluster.master.acme.ChallengeVerticle;
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
import io.ftpcluster.master.files.DiagnosisVerticle;
import io.ftpcluster.master.files.FtpProxyVerticle;
import io.ftpcluster.master.files.ServerCertificates;
import io.ftpcluster.master.files.TransferRegistry;
import io.ftpcluster.master.files.TransfersVerticle;
import io.ftpcluster.master.files.ftp.FtpDiagnosis;
import io.ftpcluster.master.files.ftp.FtpFiles;
import io.ftpcluster.master.http.CertificateVerticle;
import io.ftpcluster.master.http.HttpVerticle;
import io.ftpcluster.master.http.Lifecycle;
import io.ftpcluster.master.http.api.AccountsResource;
import io.ftpcluster.master.http.api.AgentResource;
import io.ftpcluster.master.http.api.AlertsResource;
import io.ftpcluster.master.http.api.AssetsResource;
import io.ftpcluster.master.http.api.AuditResource;
import io.ftpcluster.master.http.api.BulkProvisionResource;
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
import io.ftpcluster.master.http.api.ProvisionResource;
import io.ftpcluster.master.http.api.RolloutsResource;
import io.ftpcluster.master.http.api.ServerLogResource;
import io.ftpcluster.master.http.api.ServerTestResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.api.SessionsResource;
import io.ftpcluster.master.http.api.TelemetryResource;
import io.ftpcluster.master.http.api.TransfersResource;
import io.ftpcluster.master.http.api.UsersResource;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.files.FilesResource;
import io.ftpcluster.master.http.live.FleetResource;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.http.live.LiveResource;
import io.ftpcluster.master.http.live.LiveVerticle;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.PageEngine;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.ftpcluster.master.http.security.SessionCookie;
import io.ftpcluster.master.http.tls.CertificateSource;
import io.ftpcluster.master.http.tls.PortalCertificate;
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
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.master.updates.Release;
import io.ftpcluster.master.updates.UpdateVerticle;
import io.ftpcluster.messages.Acme;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
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
    /** The lease by which one node orders the certificate. */
    private static final String CERTIFICATE = "certificate";
    /** The lease by which one node makes backups. */
    private static final String BACKUPS = "backups";
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
    private Optional<PortalCertificate> certificate = Optional.empty();
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
                new Tokens(vertx, secretKeys), box), onVirtualThreads());
        certificate = certificate(box);
        SigningKey signingKey = AgentSigningKey.kept(bus, box, SigningKey.of(secretKey));
        ProvisioningSettings provisioning = provisioning(signingKey);
        parts.deploy(() -> new ProvisioningVerticle(bus, provisioning), onVirtualThreads());
        TransferRegistry transfers = new TransferRegistry(config.transfers(), bootstrap.self(), metrics);
        parts.deploy(() -> new TransfersVerticle(bus, transfers), onVirtualThreads());
        ServerCertificates certificates = new ServerCertificates(bus);
        parts.deploy(
                () -> new FtpProxyVerticle(bus, new CachingSecretBox(box),
                        () -> new FtpFiles(vertx, config.ftp(), certificates, bus.slowLog()), transfers),
                onVirtualThreads());
        parts.deploy(() -> new DiagnosisVerticle(bus, box, new FtpDiagnosis(config.ftp(), certificates)),
                onVirtualThreads());
        AgentLinks links = new AgentLinks(
                vertx, bus, new LinkSettings(config.nodeName(),
                        Math.toIntExact(config.telemetry().interval().toSeconds()), config.drain()),
                metrics, Clock.systemUTC());
        parts.deploy(() -> new AgentLinkVerticle(bus, links), new DeploymentOptions());
        parts.deploy(() -> new AccountVerticle(bus, bootstrap.leaderships().of(ACCOUNTS), config.accounts().rotation()),
                onVirtualThreads());
        parts.deploy(() -> new JobVerticle(bus, bootstrap.leaderships().of(JOBS), box, provisioning),
                onVirtualThreads());
        parts.deploy(() -> new UpdateVerticle(bus, bootstrap.leaderships().of(UPDATES),
                updates(provisioning.archives(), signingKey)), onVirtualThreads());
        startBackups(bootstrap);
        startDescription(bootstrap);
        startHttp(links, engine);
        startOrders(bootstrap, box);
        // When all else has come about: whoever made the password up must live to tell it.
        firstAdmin = ComponentStack.await(new FirstAdmin(bus).ensure(config.adminPassword()));
        warmUp.finish(vertx, config.http(), port.get(), hasher);
    }

    private Optional<PortalCertificate> certificate(SecretBox box) throws TimeoutException {
        if (config.http().acme().isEmpty()) {
            return config.http().tls().map(tls -> PortalCertificate.load(vertx, tls));
        }
        OrderedCertificate ordered = OrderedCertificate.of(vertx, bus, box, config.http().acme().get(),
                Clock.systemUTC());
        ComponentStack.await(ordered.refresh());
        return Optional.of(PortalCertificate.load(vertx, ordered));
    }

    /**
     * Where a proxy is in front, machines see its certificate. One that is ordered is another one in weeks, and has a CA that vouches for
     * it: whoever knew it by its fingerprint would lose the portal.
     */
    private ProvisioningSettings provisioning(SigningKey signingKey) {
        boolean direct = config.http().edge().trustedProxies().isEmpty();
        PortalPins pins = new PortalPins();
        certificate.filter(one -> direct && config.http().acme().isEmpty()).ifPresent(one -> one.follow(pins::take));
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

    private void startOrders(NodeBootstrap bootstrap, SecretBox box) throws TimeoutException {
        if (config.http().acme().isPresent()) {
            Config.Acme acme = config.http().acme().get();
            parts.deploy(() -> new ChallengeVerticle(bus, config.http().host(), acme, this::url),
                    new DeploymentOptions());
            parts.deploy(
                    () -> new AcmeVerticle(bus, bootstrap.leaderships().of(CERTIFICATE), acme, box, Clock.systemUTC()),
                    onVirtualThreads());
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
        Contract contract = Contract.load();
        Pages pages = new Pages(engine, config.nodeName(), config.http().isInTheOpen());
        SessionCookie cookie = new SessionCookie(config.http().publicUrl(), Clock.systemUTC());
        VisibleFleet fleet = new VisibleFleet(bus);
        LiveFleet live = new LiveFleet(bus);
        parts.deploy(() -> new LiveVerticle(live), new DeploymentOptions());
        List<Resource> resources = List.of(new LoginResource(bus, pages, cookie), new MeResource(bus, pages, fleet),
                new PasswordResource(bus, pages), new UsersResource(bus, pages), new ServersResource(bus, pages, fleet),
                new EnrolmentResource(bus, pages, fleet), new AccountsResource(bus), new LoginsResource(bus, pages),
                new ServerLogResource(bus), new JobsResource(bus, pages, Clock.systemUTC()),
                new ProvisionResource(bus, pages), new BulkProvisionResource(bus, pages),
                new FleetResource(fleet, pages),
                new LiveResource(bus, fleet, live, metrics, Clock.systemUTC(), config.nodeName(),
                        config.http().edge().limits().livePerUser()),
                new ServerTestResource(bus, pages), new PermissionsResource(bus, pages), new SessionsResource(bus),
                new TransfersResource(bus, pages), new AuditResource(bus, pages),
                new NodesResource(bus, pages, Clock.systemUTC()), new AgentResource(bus),
                new RolloutsResource(bus, pages), new TelemetryResource(bus, Clock.systemUTC()),
                new AlertsResource(bus, pages, Clock.systemUTC()),
                new FilesResource(vertx, bus, engine, pages.common(), config.http().idle(),
                        new OwnOrigin(config.http().publicUrl())),
                new HealthResource(lifecycle,
                        List.of(HealthResource.Need.database(bus),
                                new HealthResource.Need("An event loop of this node has stopped; restart it.",
                                        this::loops))),
                new MetricsResource(metrics), new DocsResource(contract, pages), new AssetsResource());
        parts.deploy(
                () -> new HttpVerticle(config.http(), config.drain(), lifecycle, contract, bus, pages, resources,
                        port::set, certificate),
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()));
        if (certificate.isPresent()) {
            watchCertificate(certificate.get());
        }
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

    private void watchCertificate(PortalCertificate portal) throws TimeoutException {
        if (portal.source().ordering().filter(CertificateSource.Ordering::selfSigned).isPresent()) {
            LOG.warn(
                    "Until the CA has given a certificate, the portal shows one that it has signed itself, which nobody trusts");
        }
        LOG.info("The portal's certificate: {}", CertificateText.of(portal.chain().getFirst()));
        parts.deploy(() -> new CertificateVerticle(bus, portal, new CertificateVerticle.Settings(config.nodeName(),
                config.telemetry().certificateNotice(), Clock.systemUTC()), metrics), onVirtualThreads());
    }

    /** Reads the certificate now, which is done again and again anyway, and has one that could not be ordered ordered. Blocks. */
    public void reload() {
        if (config.http().acme().isPresent()) {
            bus.publish(Acme.RETRY, new Acme.Retry());
        }
        certificate.ifPresentOrElse(one -> one.reload(true),
                () -> LOG.info("There is nothing to be read again: this portal has no certificate of its own"));
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

    private static DeploymentOptions onVirtualThreads() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    }
}
