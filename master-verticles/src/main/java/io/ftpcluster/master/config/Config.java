package io.ftpcluster.master.config;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.Protocol;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set, checked once at start-up. {@link ConfigLoader} makes it from defaults, file, environment
 * and flags.
 *
 * @param keys as given; empty ones are made and kept in the data directory by
 *            {@link io.ftpcluster.master.secrets.KeyFiles}
 * @param cluster empty: this node is alone
 * @param adminPassword for the first start only
 * @param drain how long transfers in flight may take to finish when the node stops
 */
public record Config(String nodeName, Path dataDir, Http http, Database database, Keys keys, Ftp ftp,
        Transfers transfers, Telemetry telemetry, Optional<Cluster> cluster, Optional<Secret> adminPassword,
        Duration drain) {

    /**
     * @param port 0 lets the system choose
     * @param publicUrl what agents, scripts and links call; empty: from host and the port that was bound
     * @param idle how long a connection may stand still, because a client takes or sends nothing, before it is closed
     */
    public record Http(String host, int port, Optional<URI> publicUrl, Optional<Tls> tls, Duration idle, Edge edge) {

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
     */
    public record Edge(List<Network> trustedProxies, Duration notice) {
        public Edge {
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /** PEM files; readable when the configuration was loaded. */
    public record Tls(Path certificate, Path key) {}

    /**
     * @param url JDBC URL, or {@link #ELSEWHERE}; empty: SQLite in the data directory
     * @param auditKept how long the audit trail is kept; zero: for good
     */
    public record Database(Optional<String> url, Optional<String> user, Optional<Secret> password,
            Duration auditKept) {

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
                    + ", user=" + user
                    + ", password=" + password + ", auditKept=" + auditKept + "]";
        }
    }

    /**
     * @param secretKey signs tokens, at least 32 characters
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
     */
    public record Ftp(Duration connect, Duration reply, Duration stall, Duration queue, Duration idle,
            int sessionsPerLogin, Duration noop) {

        /** Without NOOP. */
        public Ftp(Duration connect, Duration reply, Duration stall, Duration queue, Duration idle,
                int sessionsPerLogin) {
            this(connect, reply, stall, queue, idle, sessionsPerLogin, Duration.ZERO);
        }
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
     */
    public record Telemetry(Duration interval, Optional<Secret> webhook, Optional<Mail> mail, Optional<URI> portal) {

        /** Agents' usual interval, and nobody is told of alerts. */
        public static final Telemetry DEFAULT = new Telemetry(
                Duration.ofSeconds(Protocol.DEFAULT_INTERVAL_SECONDS), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /**
     * The masters that are one portal.
     *
     * @param host the address that this node's two ports are bound to, and by which the others reach it
     * @param port Hazelcast's
     * @param busPort the event bus's; 0 lets the system choose
     * @param members where to look for others: host or host:port; those that are away are tried again
     */
    public record Cluster(String host, int port, int busPort, List<String> members) {

        /** From {@link #port} to the usual {@link #busPort}. */
        public static final int BUS_PORT_OFFSET = 100;

        public Cluster {
            members = List.copyOf(members);
        }
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
