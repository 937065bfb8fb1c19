package io.ftpcluster.master.config;

import static io.ftpcluster.master.config.Variable.CLUSTER_ENABLED;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config.Database;
import io.ftpcluster.master.config.Config.Edge;
import io.ftpcluster.master.config.Config.Ftp;
import io.ftpcluster.master.config.Config.Http;
import io.ftpcluster.master.config.Config.Keys;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the {@link Config}: defaults < file < environment < flags. An empty value is not given. Whatever is unknown or
 * wrong fails with a {@link ConfigException}.
 */
public final class ConfigLoader {

    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** A balancer that asks every second has then seen twice that the node isn't ready, with time to spare. */
    private static final Duration NOTICE_IN_A_CLUSTER = Duration.ofSeconds(5);

    private final ConfigSources settings = new ConfigSources();

    /**
     * @param file KEY=VALUE lines
     * @param environment all of it; what isn't ours is ignored
     * @param flags what the command line sets, by the variable that it stands for
     */
    public ConfigLoader(Optional<Path> file, Map<String, String> environment, Map<Variable, String> flags) {
        file.ifPresent(settings::readFile);
        settings.readEnvironment(environment);
        settings.readFlags(flags);
    }

    public Config load() {
        Optional<Config.Cluster> cluster = cluster();
        // Only the demo uses it, but a bad value is told everywhere.
        demoPassword();
        Http http = http();
        return new Config(nodeName(http), dataDir(), http, database(), keys(), ftp(), transfers(),
                TelemetrySettings.read(settings), cluster,
                settings.find(Variable.ADMIN_PASSWORD).map(Parsers::password),
                Parsers.seconds(settings.get(Variable.DRAIN_SECONDS), 0, 3600), accounts(), agents(),
                BackupSettings.read(settings),

                LoggingSettings.read(settings));
    }

    private Config.Accounts accounts() {
        return new Config.Accounts(
                Duration.ofDays(Parsers.number(settings.get(Variable.ACCOUNT_ROTATION_DAYS), 0, 36_500)));
    }

    private Config.Agents agents() {
        return new Config.Agents(Parsers.agentUpdates(settings.get(Variable.AGENT_UPDATES)),
                Parsers.seconds(settings.get(Variable.AGENT_UPDATE_SETTLE_SECONDS), 0, 86_400),
                settings.find(Variable.AGENT_ARCHIVES).map(Parsers::path));
    }

    /** What the demo's user logs in with; empty: make one. */
    public Optional<Secret> demoPassword() {
        return settings.find(Variable.DEMO_PASSWORD).map(Parsers::password);
    }

    private Http http() {
        return new Http(Parsers.host(settings.get(Variable.HTTP_HOST)),
                Parsers.number(settings.get(Variable.HTTP_PORT), 0, 65535),
                settings.find(Variable.MASTER_URL).map(Parsers::publicUrl),
                PemFiles.tls(settings.find(Variable.TLS_CERT), settings.find(Variable.TLS_KEY)),
                AcmeSettings.read(settings), Parsers.seconds(settings.get(Variable.HTTP_IDLE_SECONDS), 1, 600), edge());
    }

    private Edge edge() {
        Duration usualNotice = Parsers.flag(settings.get(CLUSTER_ENABLED)) ? NOTICE_IN_A_CLUSTER : Duration.ZERO;
        return new Edge(settings.find(Variable.TRUSTED_PROXIES).map(Parsers::networks).orElse(List.of()),
                settings.find(Variable.NOTICE_SECONDS).map(given -> Parsers.seconds(given, 0, 600)).orElse(usualNotice),
                limits());
    }

    private Config.Limits limits() {
        return new Config.Limits(Parsers.number(settings.get(Variable.HTTP_CONNECTIONS), 0, 1_000_000),
                Parsers.number(settings.get(Variable.HTTP_CONNECTIONS_PER_ADDRESS), 0, 1_000_000),
                Parsers.number(settings.get(Variable.LIVE_PER_USER), 1, 5_000));
    }

    /** Where the state is, likewise. */
    public Path dataDir() {
        return Parsers.path(settings.get(Variable.DATA_DIR));
    }

    /** Where the database is, for commands that need nothing else. */
    public Database database() {
        return new Database(settings.find(Variable.DATABASE_URL).map(Parsers::databaseUrl),
                settings.find(Variable.DATABASE_USER).map(Parsers::name),
                settings.find(Variable.DATABASE_PASSWORD).map(Given::text).map(Secret::new),
                Duration.ofDays(Parsers.number(settings.get(Variable.AUDIT_RETENTION_DAYS), 0, 36_500)));
    }

    /** As given, likewise. */
    public Keys keys() {
        return new Keys(settings.find(Variable.SECRET_KEY).map(Parsers::secretKey),
                settings.find(Variable.FERNET_KEY).map(Parsers::fernetKeys));
    }

    private Ftp ftp() {
        return new Ftp(Parsers.seconds(settings.get(Variable.FTP_CONNECT_SECONDS), 1, 300),
                Parsers.seconds(settings.get(Variable.FTP_REPLY_SECONDS), 1, 3600),
                Parsers.seconds(settings.get(Variable.FTP_STALL_SECONDS), 1, 3600),
                Parsers.seconds(settings.get(Variable.FTP_QUEUE_SECONDS), 1, 3600),
                Parsers.seconds(settings.get(Variable.FTP_IDLE_SECONDS), 1, 3600),
                Parsers.number(settings.get(Variable.FTP_SESSIONS_PER_LOGIN), 1, 10_000),
                Parsers.seconds(settings.get(Variable.FTP_NOOP_SECONDS), 0, 3600), activeMode());
    }

    private Config.ActiveMode activeMode() {
        var range = settings.find(Variable.FTP_ACTIVE_PORTS).map(Parsers::ports);
        return new Config.ActiveMode(range.map(Parsers.Ports::first).orElse(0),
                range.map(Parsers.Ports::last).orElse(0),
                settings.find(Variable.FTP_ACTIVE_ADDRESS).map(Parsers::address).orElse(null));
    }

    private Config.Transfers transfers() {
        return new Config.Transfers(Parsers.number(settings.get(Variable.TRANSFERS_PER_USER), 0, 100_000),
                Parsers.number(settings.get(Variable.TRANSFERS_PER_SERVER), 0, 100_000));
    }

    private Optional<Config.Cluster> cluster() {
        Optional<Config.Cluster> cluster = ClusterSettings.read(settings);
        settings.find(Variable.DATABASE_URL)
                .filter(given -> cluster.isEmpty() && Database.ELSEWHERE.equals(given.text()))
                .ifPresent(given -> {
                    throw given.wrong("can be none only in a cluster, where another node owns the database");
                });
        return cluster;
    }

    private String nodeName(Http http) {
        // A port that the system chooses isn't known yet and says nothing at the next start.
        return settings.find(Variable.NODE_NAME)
                .map(Parsers::name)
                .orElseGet(() -> http.port() == 0 ? hostName() : hostName() + ":" + http.port());
    }

    /** From the kernel where it says so: asking the resolver takes seconds on a machine whose DNS is broken. */
    private static String hostName() {
        try {
            return Files.readString(LINUX_HOST_NAME).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                return "localhost";
            }
        }
    }
}
