package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.engine.UniqueViolation;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.messages.Servers.Delete;
import io.ftpcluster.messages.Servers.Find;
import io.ftpcluster.messages.Servers.FindAll;
import io.ftpcluster.messages.Servers.FindProbeLogin;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Insert;
import io.ftpcluster.messages.Servers.ProbeLogin;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.ServerList;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers.Update;
import io.ftpcluster.messages.Servers.UploadMode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The FTP servers behind the portal. */
public final class ServerRepository {

    /** Of table {@code servers s}; {@link #server} reads them from any join. */
    static final String COLUMNS = "s.id AS s_id, s.alias AS s_alias, s.host AS s_host, s.ftp_port AS s_ftp_port,"
            + " s.ftp_security AS s_ftp_security, s.tls_fingerprint AS s_tls_fingerprint, s.encoding AS s_encoding,"
            + " s.admin_user AS s_admin_user, s.telemetry_seconds AS s_telemetry_seconds, s.data_mode AS s_data_mode,"
            + " s.upload_mode AS s_upload_mode, s.probe_username AS s_probe_username,"
            + " s.ftp_passive_ports AS s_ftp_passive_ports, s.created_at AS s_created_at";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;

    public ServerRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** With its agent's token, if there is one, in one transaction: neither is there without the other. */
    public Server insert(Insert request) {
        Server server = new Server(ids.next(), request.settings(), Instant.ofEpochMilli(clock.millis()));
        return database.write(sql -> {
            requirePassword(server.settings(), request.encryptedProbePass());
            insert(sql, server, request.encryptedProbePass());
            audit.add(sql, request.actor(), "server.create", server.alias(), "");
            if (request.tokenHash() != null) {
                AgentTokenRepository.put(sql, server.id(), request.tokenHash(), server.createdAt());
                audit.add(sql, request.actor(), "agent.token", server.alias(), "");
            }
            return server;
        });
    }

    /** Reads and writes in one transaction, so that of two changes at once none is lost. */
    public Server update(Update request) {
        try {
            return database.write(sql -> {
                Server old = require(sql, request.ref());
                Server changed = new Server(old.id(), request.appliedTo(old.settings()), old.createdAt());
                boolean newPassword = storeProbePass(sql, changed, request.encryptedProbePass());
                if (newPassword || !changed.equals(old)) {
                    update(sql, changed);
                    audit.add(sql, request.actor(), "server.update", changed.alias(),
                            detail(old, changed, newPassword));
                }
                return changed;
            });
        } catch (UniqueViolation e) {
            throw taken(request.alias(), e);
        }
    }

    private static String detail(Server old, Server changed, boolean newPassword) {
        List<String> parts = new ArrayList<>();
        if (!changed.alias().equals(old.alias())) {
            parts.add("was " + old.alias());
        }
        if (newPassword) {
            parts.add("a new password for probes");
        }
        return String.join("; ", parts);
    }

    /** Returns whether there is another one. Without a probe account there is none either. */
    private static boolean storeProbePass(Sql sql, Server server, Secret given) {
        Secret stored = probePass(sql, server.id());
        boolean wanted = server.settings().probeUsername() != null;
        Secret next = given == null && wanted ? stored : given;
        requirePassword(server.settings(), next);
        if (!Objects.equals(stored, next)) {
            sql.change("UPDATE servers SET probe_pass = ? WHERE id = ?", next == null ? null : next.value(),
                    server.id());
        }
        return given != null;
    }

    private static void requirePassword(Settings settings, Secret password) {
        if (settings.probeUsername() == null && password != null) {
            throw Failure.invalid("probe_username", "is needed with probe_password").exception();
        }
        if (settings.probeUsername() != null && password == null) {
            throw Failure.invalid("probe_password", "is needed with probe_username").exception();
        }
    }

    private static Secret probePass(Sql sql, String serverId) {
        return sql
                .first(row -> Optional.ofNullable(row.getString("probe_pass")),
                        "SELECT probe_pass FROM servers WHERE id = ?", serverId)
                .flatMap(found -> found)
                .map(Secret::new)
                .orElse(null);
    }

    public ProbeLogin probeLogin(FindProbeLogin request) {
        return database.read(sql -> {
            Server server = require(sql, request.ref());
            return new ProbeLogin(server, probePass(sql, server.id()));
        });
    }

    public Server find(Find request) {
        return database.read(sql -> require(sql, request.ref()));
    }

    public ServerList list(FindAll request) {
        return new ServerList(database.read(sql -> sql.list(Columns.reader(ServerRepository::server),
                "SELECT " + COLUMNS + " FROM servers s ORDER BY s.alias_key")));
    }

    /** Returns what was there. */
    public Server delete(Delete request) {
        return database.write(sql -> {
            Server server = require(sql, request.ref());
            sql.change("DELETE FROM servers WHERE id = ?", server.id());
            audit.add(sql, request.actor(), "server.delete", server.alias(), "");
            return server;
        });
    }

    /** By id, else by alias; aliases never look like ids, so at most one fits. */
    static Server require(Sql sql, String ref) {
        return sql
                .first(Columns.reader(ServerRepository::server),
                        "SELECT " + COLUMNS + " FROM servers s WHERE s.id = ? OR" + " s.alias_key = ?", ref,
                        UserRepository.key(ref))
                .orElseThrow(() -> Failure.notFound("There is no server " + ref + ".").exception());
    }

    static Server server(Columns row) {
        Settings settings = new Settings(row.getString("s_alias"), row.getString("s_host"),
                row.getInteger("s_ftp_port"), FtpSecurity.valueOf(row.getString("s_ftp_security")),
                row.getString("s_tls_fingerprint"), row.getString("s_encoding"), row.getString("s_admin_user"),
                row.getInteger("s_telemetry_seconds"), DataMode.valueOf(row.getString("s_data_mode")),
                UploadMode.valueOf(row.getString("s_upload_mode")), row.getString("s_probe_username"),
                row.getString("s_ftp_passive_ports"));
        return new Server(row.getString("s_id"), settings, Instant.ofEpochMilli(row.getLong("s_created_at")));
    }

    private static void insert(Sql sql, Server server, Secret probePass) {
        Settings settings = server.settings();
        try {
            sql.change(
                    "INSERT INTO servers (id, alias, alias_key, host, ftp_port, ftp_security, tls_fingerprint, encoding,"
                            + " admin_user, telemetry_seconds, data_mode, upload_mode, probe_username, probe_pass,"
                            + " ftp_passive_ports, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    server.id(), settings.alias(), UserRepository.key(settings.alias()), settings.host(),
                    settings.ftpPort(), settings.ftpSecurity().name(), settings.tlsFingerprint(), encoding(settings),
                    settings.adminUser(), settings.telemetrySeconds(), settings.dataMode().name(),
                    settings.uploadMode().name(), settings.probeUsername(),
                    probePass == null ? null : probePass.value(), settings.ftpPassivePorts(),
                    server.createdAt().toEpochMilli());
        } catch (UniqueViolation e) {
            throw taken(server.alias(), e);
        }
    }

    static void update(Sql sql, Server server) {
        Settings settings = server.settings();
        sql.change("UPDATE servers SET alias = ?, alias_key = ?, host = ?, ftp_port = ?, ftp_security = ?,"
                + " tls_fingerprint = ?, encoding = ?, admin_user = ?, telemetry_seconds = ?, data_mode = ?, upload_mode = ?,"
                + " probe_username = ?, ftp_passive_ports = ? WHERE id = ?", settings.alias(),
                UserRepository.key(settings.alias()), settings.host(), settings.ftpPort(),
                settings.ftpSecurity().name(), settings.tlsFingerprint(), encoding(settings), settings.adminUser(),
                settings.telemetrySeconds(), settings.dataMode().name(), settings.uploadMode().name(),
                settings.probeUsername(), settings.ftpPassivePorts(), server.id());
    }

    /** Empty for a null, which the column doesn't take; both are read as "auto", by older nodes as UTF-8. */
    private static String encoding(Settings settings) {
        return Objects.requireNonNullElse(settings.encoding(), "");
    }

    private static RuntimeException taken(String alias, UniqueViolation cause) {
        return Failure.conflict("alias", "is taken", "alias: there is a server " + alias + " already.").causedBy(cause);
    }
}
