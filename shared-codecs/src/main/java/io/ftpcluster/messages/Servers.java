package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.line;
import static io.ftpcluster.messages.Checks.name;
import static io.ftpcluster.messages.Checks.port;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.frames.Protocol;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The FTP servers behind the portal. A {@code ref} is an id or an alias. All are answered by persistence. */
public final class Servers {

    /** With its agent's token, in one transaction. CONFLICT when the alias is taken, whatever its case. */
    public static final Address<Insert, Server> INSERT = Address.inDatabase("servers.insert", Insert.class,
            Server.class);
    public static final Address<Update, Server> UPDATE = Address.inDatabase("servers.update", Update.class,
            Server.class);
    public static final Address<Find, Server> FIND = Address.inDatabase("servers.find", Find.class, Server.class);
    public static final Address<FindAll, ServerList> LIST = Address.inDatabase("servers.list", FindAll.class,
            ServerList.class);
    /** With the login that tries it; NOT_FOUND as {@link #FIND}. */
    public static final Address<FindProbeLogin, ProbeLogin> PROBE_LOGIN = Address.inDatabase("servers.probe-login",
            FindProbeLogin.class, ProbeLogin.class);
    /** Removes its permissions too. */
    public static final Address<Delete, Done> DELETE = Address.inDatabase("servers.delete", Delete.class, Done.class);

    /** A server was registered, changed or deleted; published by persistence after the fact. */
    public static final Topic<Changed> CHANGED = new Topic<>("servers.changed", Changed.class);

    private static final Pattern HOST = Pattern
            .compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})|[0-9a-fA-F:.]{2,45}(%[A-Za-z0-9]+)?");
    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

    private Servers() {}

    /** How the control channel is protected (RFC 4217: explicit by AUTH TLS; implicit from the first byte). */
    public enum FtpSecurity {
        NONE,
        EXPLICIT,
        IMPLICIT
    }

    /** How data connections are opened (RFC 959, 4.1.2; RFC 2428). */
    public enum DataMode {
        /** EPSV, and PASV where that doesn't work; what worked is remembered for the server. */
        AUTO,
        /** EPSV only. */
        EPSV,
        /** PASV only: for servers whose EPSV names a port that can't be reached. */
        PASV,
        /** The server connects to the portal (EPRT, PORT): for servers without a passive mode. */
        ACTIVE
    }

    /** Under which name the bytes of an upload arrive. */
    public enum UploadMode {
        /** A temporary name, renamed when all is there: nobody sees half a file. */
        ATOMIC,
        /** The final name: for servers that take each file away as soon as it is there. */
        DIRECT
    }

    /**
     * What an admin says about a server.
     *
     * @param alias its name in paths
     * @param host name or IP address
     * @param ftpPort usually 21, or 990 with implicit TLS
     * @param tlsFingerprint SHA-256 of the certificate, 64 lower-case hex digits, trusted in place of a CA; null: the
     *            system's CAs decide
     * @param encoding charset of names on the server, whatever it announces; null: UTF-8, and bytes that aren't pass
     *            unharmed. Nodes of older versions take null for UTF-8
     * @param adminUser who may log in there to install things; null when unmanaged
     * @param telemetrySeconds between two measurements of its agent, 1 to 3600; null: as the portal usually wants it
     * @param dataMode null: {@link DataMode#AUTO}, as nodes of older versions say nothing
     * @param uploadMode null: {@link UploadMode#ATOMIC}
     * @param probeUsername whom the portal logs in as when it tries a server without an agent; null: it doesn't log in
     * @param ftpPassivePorts the server's passive ports, as {@code 50000-50099}; null when nobody has said
     */
    public record Settings(String alias, String host, int ftpPort, FtpSecurity ftpSecurity, String tlsFingerprint,
            String encoding, String adminUser, Integer telemetrySeconds, DataMode dataMode, UploadMode uploadMode,
            String probeUsername, String ftpPassivePorts) {

        /** Instead of a charset: see {@link Settings#encoding}. */
        public static final String AUTO = "auto";

        public Settings {
            dataMode = dataMode == null ? DataMode.AUTO : dataMode;
            uploadMode = uploadMode == null ? UploadMode.ATOMIC : uploadMode;
            name("alias", alias);
            required("host", host);
            if (!HOST.matcher(host).matches()) {
                throw Failure.invalid("host", "must be a host name or an IP address").exception();
            }
            port("ftp_port", ftpPort);
            required("ftp_security", ftpSecurity);
            tlsFingerprint = fingerprint(tlsFingerprint);
            encoding = charset(encoding);
            if (adminUser != null) {
                line("admin_user", adminUser, 64);
            }
            if (telemetrySeconds != null && (telemetrySeconds < Protocol.MIN_INTERVAL_SECONDS
                    || telemetrySeconds > Protocol.MAX_INTERVAL_SECONDS)) {
                throw Failure
                        .invalid("telemetry_seconds",
                                "must be a number from " + Protocol.MIN_INTERVAL_SECONDS + " to "
                                        + Protocol.MAX_INTERVAL_SECONDS)
                        .exception();
            }
            if (probeUsername != null) {
                line("probe_username", probeUsername, 128);
            }
            ftpPassivePorts = Checks.portRange("ftp_passive_ports", ftpPassivePorts);
        }

        /** Without a login for probes, and with passive ports that nobody knows. */
        public Settings(String alias, String host, int ftpPort, FtpSecurity ftpSecurity, String tlsFingerprint,
                String encoding, String adminUser, Integer telemetrySeconds, DataMode dataMode, UploadMode uploadMode) {
            this(alias, host, ftpPort, ftpSecurity, tlsFingerprint, encoding, adminUser, telemetrySeconds, dataMode,
                    uploadMode, null, null);
        }

        /** As the portal usually does it: measuring, data connections and uploads. */
        public Settings(String alias, String host, int ftpPort, FtpSecurity ftpSecurity, String tlsFingerprint,
                String encoding, String adminUser) {
            this(alias, host, ftpPort, ftpSecurity, tlsFingerprint, encoding, adminUser, null, null, null);
        }

        /** Takes hex with or without colons, in any case. */
        private static String fingerprint(String given) {
            if (given == null || given.isBlank()) {
                return null;
            }
            String hex = given.replace(":", "").toLowerCase(Locale.ROOT);
            if (!SHA256_HEX.matcher(hex).matches()) {
                throw Failure
                        .invalid("tls_fingerprint",
                                "must be the certificate's SHA-256 as 64 hex digits, colons allowed")
                        .exception();
            }
            return hex;
        }

        private static String charset(String given) {
            if (given == null || given.isBlank() || given.strip().equalsIgnoreCase(AUTO)) {
                return null;
            }
            try {
                return Charset.forName(given).name();
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw Failure.invalid("encoding", "must be auto or a known charset such as UTF-8 or ISO-8859-1")
                        .causedBy(e);
            }
        }
    }

    @Wire("servers.server.v1")
    public record Server(String id, Settings settings, Instant createdAt) {
        public String alias() {
            return settings.alias();
        }
    }

    @Wire("servers.server-list.v1")
    public record ServerList(List<Server> servers) {
        public ServerList {
            servers = List.copyOf(servers);
        }
    }

    /**
     * @param tokenHash of its agent's token, as in {@link Agents.StoreToken}; null: it has none yet
     * @param encryptedProbePass of {@link Settings#probeUsername}, a Fernet token; null without one
     */
    @Wire("servers.insert.v2")
    public record Insert(Actor actor, Settings settings, String tokenHash, Secret encryptedProbePass) {

        /** Without a login for probes. */
        public Insert(Actor actor, Settings settings, String tokenHash) {
            this(actor, settings, tokenHash, null);
        }

        /** Without a token. */
        public Insert(Actor actor, Settings settings) {
            this(actor, settings, null);
        }
    }

    /**
     * Changes some settings, the rest stays; checked as a whole when stored.
     *
     * @param tlsFingerprint null: unchanged; empty: none
     * @param adminUser null: unchanged; empty: none
     * @param encoding null: unchanged; empty: {@link Settings#AUTO}
     * @param telemetrySeconds null: unchanged; {@link #USUAL}: as the portal usually wants it
     * @param probeUsername null: unchanged; empty: none, and no password either
     * @param encryptedProbePass of that; null: unchanged
     * @param ftpPassivePorts null: unchanged; empty: unknown
     */
    @Wire("servers.update.v2")
    public record Update(Actor actor, String ref, String alias, String host, Integer ftpPort, FtpSecurity ftpSecurity,
            String tlsFingerprint, String encoding, String adminUser, Integer telemetrySeconds, DataMode dataMode,
            UploadMode uploadMode, String probeUsername, Secret encryptedProbePass, String ftpPassivePorts) {

        public static final int USUAL = 0;

        /** Changes nothing about probes and passive ports. */
        public Update(Actor actor, String ref, String alias, String host, Integer ftpPort, FtpSecurity ftpSecurity,
                String tlsFingerprint, String encoding, String adminUser, Integer telemetrySeconds, DataMode dataMode,
                UploadMode uploadMode) {
            this(actor, ref, alias, host, ftpPort, ftpSecurity, tlsFingerprint, encoding, adminUser, telemetrySeconds,
                    dataMode, uploadMode, null, null, null);
        }

        /** Changes nothing about measuring, data connections and uploads. */
        public Update(Actor actor, String ref, String alias, String host, Integer ftpPort, FtpSecurity ftpSecurity,
                String tlsFingerprint, String encoding, String adminUser) {
            this(actor, ref, alias, host, ftpPort, ftpSecurity, tlsFingerprint, encoding, adminUser, null, null, null);
        }

        public Update withProbePass(Secret encrypted) {
            return new Update(actor, ref, alias, host, ftpPort, ftpSecurity, tlsFingerprint, encoding, adminUser,
                    telemetrySeconds, dataMode, uploadMode, probeUsername, encrypted, ftpPassivePorts);
        }

        public Settings appliedTo(Settings old) {
            return new Settings(alias == null ? old.alias() : alias, host == null ? old.host() : host,
                    ftpPort == null ? old.ftpPort() : ftpPort, ftpSecurity == null ? old.ftpSecurity() : ftpSecurity,
                    changed(old.tlsFingerprint(), tlsFingerprint), encoding == null ? old.encoding() : encoding,
                    changed(old.adminUser(), adminUser), telemetrySeconds(old),
                    dataMode == null ? old.dataMode() : dataMode, uploadMode == null ? old.uploadMode() : uploadMode,
                    changed(old.probeUsername(), probeUsername), changed(old.ftpPassivePorts(), ftpPassivePorts));
        }

        private Integer telemetrySeconds(Settings old) {
            if (telemetrySeconds == null) {
                return old.telemetrySeconds();
            }
            return telemetrySeconds == USUAL ? null : telemetrySeconds;
        }

        private static String changed(String old, String given) {
            if (given == null) {
                return old;
            }
            return given.isEmpty() ? null : given;
        }
    }

    @Wire("servers.find.v1")
    public record Find(String ref) {}

    @Wire("servers.find-probe-login.v1")
    public record FindProbeLogin(String ref) {}

    /** @param encryptedPass of {@link Settings#probeUsername}, a Fernet token; null without one */
    @Wire("servers.probe-login.v1")
    public record ProbeLogin(Server server, Secret encryptedPass) {}

    @Wire("servers.find-all.v1")
    public record FindAll() {}

    @Wire("servers.delete.v2")
    public record Delete(Actor actor, String ref) {}

    @Wire("servers.changed.v1")
    public record Changed(String serverId) {}
}
