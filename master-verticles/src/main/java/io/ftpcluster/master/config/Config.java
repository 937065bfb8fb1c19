package io.ftpcluster.master.config;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that can be set, checked once at start-up. {@link ConfigLoader} makes it from defaults, file, environment
 * and flags.
 *
 * @param keys as given; empty ones are made and kept in the data directory by
 *            {@link io.ftpcluster.master.secrets.KeyFiles}
 * @param cluster empty: this node is alone
 * @param adminPassword for the first start only
 * @param drain how long transfers in flight may take to finish when the node stops
 * @param backups empty: none by itself
 */
public record Config(String nodeName, Path dataDir, Http http, Database database, Keys keys, Ftp ftp,
        Transfers transfers, Telemetry telemetry, Optional<Cluster> cluster, Optional<Secret> adminPassword,
        Duration drain, Accounts accounts, Agents agents, Optional<Backups> backups, Logging logging) {

    /** Without backups that the portal makes by itself, and with a log as usual. */
    public Config(String nodeName, Path dataDir, Http http, Database database, Keys keys, Ftp ftp, Transfers transfers,
            Telemetry telemetry, Optional<Cluster> cluster, Optional<Secret> adminPassword, Duration drain,
            Accounts accounts, Agents agents) {
        this(nodeName, dataDir, http, database, keys, ftp, transfers, telemetry, cluster, adminPassword, drain,
                accounts, agents, Optional.empty(), Logging.DEFAULT);
    }

    /** With passwords of accounts that stay. */
    public Config(String nodeName, Path dataDir, Http http, Database database, Keys keys, Ftp ftp, Transfers transfers,
            Telemetry telemetry, Optional<Cluster> cluster, Optional<Secret> adminPassword, Duration drain) {
        this(nodeName, dataDir, http, database, keys, ftp, transfers, telemetry, cluster, adminPassword, drain,
                Accounts.DEFAULT, Agents.DEFAULT);
    }

    /** With agents that are updated as usual. */
    public Config(String nodeName, Path dataDir, Http http, Database database, Keys keys, Ftp ftp, Transfers transfers,
            Telemetry telemetry, Optional<Cluster> cluster, Optional<Secret> adminPassword, Duration drain,
            Accounts accounts) {
        this(nodeName, dataDir, http, database, keys, ftp, transfers, telemetry, cluster, adminPassword, drain,
                accounts, Agents.DEFAULT);
    }

    /** Where others than {@code FirstAdmin} set it. */
    public Config withoutAdminPassword() {
        return new Config(nodeName, dataDir, http, database, keys, ftp, transfers, telemetry, cluster, Optional.empty(),
                drain, accounts, agents, backups, logging);
    }

    /**
     * Backups that the portal makes by itself.
     *
     * @param folder for nothing else
     * @param every how old the newest may become
     * @param kept how many
     * @param keys whether they have the portal's keys
     * @param passphrase empty: not encrypted
     */
    public record Backups(Path folder, Duration every, int kept, boolean keys, Optional<Secret> passphrase) {}

    /** @param rotation the age at which the passwords of accounts on servers are replaced; zero: never */
    public record Accounts(Duration rotation) {

        public static final Accounts DEFAULT = new Accounts(Duration.ZERO);
    }

    /**
     * @param automaticUpdates whether agents get the portal's version without anybody asking for it
     * @param settle how long the servers of a ring must have had the new version before the next ring begins
     * @param archives the folder with what is sent to servers; empty: that of this build
     */
    public record Agents(boolean automaticUpdates, Duration settle, Optional<Path> archives) {

        public static final Agents DEFAULT = new Agents(true, Duration.ofMinutes(5), Optional.empty());
    }

    /** What a line of the log is. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /**
     * @param slow what takes at least so long is named in the log; zero: nothing
     * @param auditLog where the audit trail goes beside the database
     * @param traces empty: none are made
     */
    public record Logging(LogFormat format, Duration slow, Optional<AuditLog> auditLog, Optional<Traces> traces) {

        public static final Logging DEFAULT = new Logging(LogFormat.TEXT, Duration.ZERO, Optional.empty());

        /** Without traces. */
        public Logging(LogFormat format, Duration slow, Optional<AuditLog> auditLog) {
            this(format, slow, auditLog, Optional.empty());
        }
    }

    /** Who takes the events of the audit trail, one JSON object each. */
    public sealed interface AuditLog {

        /** At its end. */
        record ToFile(Path path) implements AuditLog {}

        record Syslog(SyslogTransport transport, String host, int port) implements AuditLog {}

        /** @param url a secret, as such URLs often hold a token */
        record Webhook(Secret url) implements AuditLog {}
    }

    /** How syslog is spoken. */
    public enum SyslogTransport {
        UDP,
        TCP,
        TLS
    }

    /**
     * @param port 0 lets the system choose
     * @param publicUrl what agents, scripts and links call; empty: from host and the port that was bound
     * @param tls the certificate from files
     * @param acme the certificate is ordered; never with one from files
     * @param idle how long a connection may stand still, because a client takes or sends nothing, before it is closed
     */
    public record Http(String host, int port, Optional<URI> publicUrl, Optional<Tls> tls, Optional<Acme> acme,
            Duration idle, Edge edge) {

        private static final Pattern LOOPBACK = Pattern.compile("127\\..*|localhost|::1|(0+:){7}0*1|::ffff:127\\..*",
                Pattern.CASE_INSENSITIVE);

        /** Whether others may come without encryption: neither TLS here, nor loopback only, nor a proxy that is known. */
        public boolean isInTheOpen() {
            return !isEncrypted() && edge.trustedProxies().isEmpty() && !LOOPBACK.matcher(host).matches();
        }

        /** Whether it speaks HTTPS. */
        public boolean isEncrypted() {
            return tls.isPresent() || acme.isPresent();
        }

        /** With a certificate from files, or none. */
        public Http(String host, int port, Optional<URI> publicUrl, Optional<Tls> tls, Duration idle, Edge edge) {
            this(host, port, publicUrl, tls, Optional.empty(), idle, edge);
        }

        /** With nothing in front. */
        public Http(String host, int port, Optional<URI> publicUrl, Optional<Tls> tls, Duration idle) {
            this(host, port, publicUrl, tls, idle, new Edge(List.of(), Duration.ZERO));
        }
    }

    /**
     * What stands in front of the portal.
     *
     * @param trustedProxies who may say on whose behalf they ask
     * @param notice how long everything is still answered after a node that stops has said that it isn't ready any more
     * @param limits what clients may take
     */
    public record Edge(List<Network> trustedProxies, Duration notice, Limits limits) {
        public Edge {
            trustedProxies = List.copyOf(trustedProxies);
        }

        /** With the usual limits. */
        public Edge(List<Network> trustedProxies, Duration notice) {
            this(trustedProxies, notice, Limits.DEFAULT);
        }
    }

    /**
     * How much clients may have open at once on this node.
     *
     * @param connections in all; 0: by the heap and the descriptors that this process has
     * @param connectionsPerAddress of those from one address that is no trusted proxy's; 0: three quarters of all
     * @param livePerUser streams of live updates of one account
     */
    public record Limits(int connections, int connectionsPerAddress, int livePerUser) {

        public static final Limits DEFAULT = new Limits(0, 0, 100);
    }

    /** PEM files; readable when the configuration was loaded. */
    public record Tls(Path certificate, Path key) {}

    /**
     * A certificate that is ordered from a CA by RFC 8555, whose terms somebody has accepted.
     *
     * @param domains in lower case, the first one the certificate's main name
     * @param authorities PEM file of those that vouch for the directory; empty: the system's
     * @param httpPort where the CA asks whether the names lead here, as it comes to this machine
     */
    public record Acme(List<String> domains, Optional<String> email, URI directory, Optional<Path> authorities,
            int httpPort) {
        public Acme {
            domains = List.copyOf(domains);
        }
    }

    /**
     * @param url JDBC URL, or {@link #ELSEWHERE}; empty: SQLite in the data directory
     * @param auditKept how long the audit trail is kept; zero: for good
     */
    public record Database(Optional<String> url, Optional<String> user, Optional<Secret> password, Duration auditKept) {

        /** With a trail that is kept for good. */
        public Database(Optional<String> url, Optional<String> user, Optional<Secret> password) {
            this(url, user, password, Duration.ZERO);
        }

        /** In place of a URL: another node of the cluster owns the database and answers for this one. */
        public static final String ELSEWHERE = "none";

        public boolean isElsewhere() {
            return url.filter(ELSEWHERE::equals).isPresent();
        }

        /** Without the URL's login and parameters: a driver may take a password there. */
        @Override
        public String toString() {
            return "Database[url="
                    + url.map(text -> text.replaceFirst("[?;].*", "?***").replaceFirst("//[^/]*@", "//***@"))
                    + ", user=" + user + ", password=" + password + ", auditKept=" + auditKept + "]";
        }
    }

    /**
     * @param secretKey one or more keys that sign tokens, separated by commas, the newest first; at least 32 characters each
     * @param fernetKeys one or more Fernet keys separated by commas, the newest first
     */
    public record Keys(Optional<Secret> secretKey, Optional<Secret> fernetKeys) {}

    /**
     * Limits towards the FTP servers.
     *
     * @param connect until a TCP connection, TLS handshake or greeting is there
     * @param reply until the answer to one command is complete
     * @param stall how long a transfer may stand still because the server sends or acknowledges nothing
     * @param queue how long a request waits for a free session of its login
     * @param idle how long an unused session is kept
     * @param sessionsPerLogin at most so many sessions at once for one login on one server
     * @param noop in which interval NOOP is sent during a transfer; zero: never
     * @param active where servers whose data mode is active call the portal
     */
    public record Ftp(Duration connect, Duration reply, Duration stall, Duration queue, Duration idle,
            int sessionsPerLogin, Duration noop, ActiveMode active) {

        /** With any port for active mode. */
        public Ftp(Duration connect, Duration reply, Duration stall, Duration queue, Duration idle,
                int sessionsPerLogin, Duration noop) {
            this(connect, reply, stall, queue, idle, sessionsPerLogin, noop, ActiveMode.ANY_PORT);
        }

        /** Without NOOP. */
        public Ftp(Duration connect, Duration reply, Duration stall, Duration queue, Duration idle,
                int sessionsPerLogin) {
            this(connect, reply, stall, queue, idle, sessionsPerLogin, Duration.ZERO);
        }
    }

    /**
     * Where the portal waits for data connections that servers make.
     *
     * @param firstPort 0, as the last one: whichever the system chooses
     * @param address what servers are told to call; null: the portal's end of the control connection
     */
    public record ActiveMode(int firstPort, int lastPort, InetAddress address) {

        public static final ActiveMode ANY_PORT = new ActiveMode(0, 0, null);
    }

    /**
     * How many downloads and uploads there may be at once; more are refused. 0: any number.
     *
     * @param perUser of one account, whatever the servers
     * @param perServer from and to one server, whoever moves them
     */
    public record Transfers(int perUser, int perServer) {}

    /**
     * @param interval in which agents say what they measure
     * @param webhook where alerts are posted; a secret, as such URLs often hold a token
     * @param portal by what URL people reach the portal, for links in what they are told; empty: without links
     * @param certificateNotice how long before the end of a certificate somebody is told
     */
    public record Telemetry(Duration interval, Optional<Secret> webhook, Optional<Mail> mail, Optional<URI> portal,
            Duration certificateNotice) {

        private static final Duration USUAL_NOTICE = Duration.ofDays(14);

        /** Agents' usual interval, and nobody is told of alerts. */
        public static final Telemetry DEFAULT = new Telemetry(Duration.ofSeconds(Protocol.DEFAULT_INTERVAL_SECONDS),
                Optional.empty(), Optional.empty(), Optional.empty());

        /** With the usual notice. */
        public Telemetry(Duration interval, Optional<Secret> webhook, Optional<Mail> mail, Optional<URI> portal) {
            this(interval, webhook, mail, portal, USUAL_NOTICE);
        }
    }

    /**
     * The masters that are one portal.
     *
     * @param host what this node's two ports are bound to; IPv6 without brackets
     * @param port Hazelcast's
     * @param busPort the event bus's; 0 lets the system choose
     * @param members where to look for others: host, host:port or [IPv6]:port; those that are away are tried again
     * @param published by what the others reach this node, where that isn't what it is bound to
     */
    public record Cluster(String host, int port, int busPort, List<String> members, Published published) {

        /** From {@link #port} to the usual {@link #busPort}. */
        public static final int BUS_PORT_OFFSET = 100;

        public Cluster {
            members = List.copyOf(members);
        }

        /** Reached by what it is bound to. */
        public Cluster(String host, int port, int busPort, List<String> members) {
            this(host, port, busPort, members, Published.AS_BOUND);
        }
    }

    /**
     * What others use to reach a node that is behind NAT, in a container, or bound to all addresses of its machine. What is
     * empty is as it is bound.
     *
     * @param host IPv6 without brackets
     */
    public record Published(Optional<String> host, Optional<Integer> port, Optional<Integer> busPort) {

        public static final Published AS_BOUND = new Published(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Who gets alerts by e-mail, from whom. */
    public record Mail(List<String> to, String from, Smtp server) {
        public Mail {
            to = List.copyOf(to);
        }
    }

    /**
     * @param tls from the first byte, instead of STARTTLS
     * @param user empty: no login
     */
    public record Smtp(String host, int port, boolean tls, Optional<String> user, Optional<Secret> password) {}
}
