package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Enrolments.Enrolment;
import io.ftpcluster.messages.Enrolments.Find;
import io.ftpcluster.messages.Enrolments.Machine;
import io.ftpcluster.messages.Enrolments.Store;
import io.ftpcluster.messages.Enrolments.Use;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Hashes of the secrets with which machines register as servers, one for each server at most. */
public final class EnrolmentRepository {

    private static final String FIND = "SELECT " + ServerRepository.COLUMNS + ", e.expires_at AS e_expires_at,"
            + " e.used_at AS e_used_at, e.public_key AS e_public_key FROM enrolments e JOIN servers s"
            + " ON s.id = e.server_id WHERE e.secret_hash = ?";

    private final Database database;
    private final AuditRepository audit;
    private final Clock clock;

    public EnrolmentRepository(Database database, AuditRepository audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** An enrolment and its server as a whole. */
    private record Found(Server server, Enrolment enrolment) {}

    public Enrolment store(Store request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            end(sql, server.id());
            sql.change("INSERT INTO enrolments (server_id, secret_hash, created_at, expires_at) VALUES (?, ?, ?, ?)",
                    server.id(), request.secretHash(), clock.millis(), request.expiresAt().toEpochMilli());
            audit.add(sql, request.actor(), "enrolment.issue", server.alias(), "until " + request.expiresAt());
            return require(sql, request.secretHash()).enrolment();
        });
    }

    public Enrolment find(Find request) {
        return database.read(sql -> require(sql, request.secretHash())).enrolment();
    }

    /** In one transaction, so that of two machines at once one registers. */
    public Enrolment use(Use request) {
        return database.write(sql -> {
            Instant now = clock.instant();
            Found found = require(sql, request.secretHash());
            Machine machine = request.machine();
            found.enrolment().requireInTime(now);
            requireSameMachine(found, machine);
            AgentTokenRepository.put(sql, found.server().id(), request.tokenHash(), now);
            sql.change(
                    "UPDATE enrolments SET used_at = ?, public_key = ?, host_name = ?, address = ? WHERE server_id = ?",
                    now.toEpochMilli(), machine.publicKey(), machine.hostName(), machine.address(),
                    found.server().id());
            Server server = new Server(found.server().id(), told(found.server().settings(), machine),
                    found.server().createdAt());
            if (!server.equals(found.server())) {
                ServerRepository.update(sql, server);
            }
            audit.add(sql, Actor.stranger(request.remoteAddress()), "enrolment.use", server.alias(),
                    "by " + machine.hostName() + changes(found.server().settings(), server.settings()));
            return require(sql, request.secretHash()).enrolment();
        });
    }

    /** Whatever was issued for the server is worth nothing from then on. */
    static void end(Sql sql, String serverId) {
        sql.change("DELETE FROM enrolments WHERE server_id = ?", serverId);
    }

    private static Found require(Sql sql, String secretHash) {
        return sql.first(Columns.reader(EnrolmentRepository::found), FIND, secretHash)
                .orElseThrow(() -> Failure
                        .of(FailureCode.UNAUTHENTICATED,
                                "This enrolment secret isn't known: it is mistyped, or a newer one has replaced it."
                                        + " Make a new one on the server's page.")
                        .exception());
    }

    private static Found found(Columns row) {
        Server server = ServerRepository.server(row);
        Long usedAt = row.getLong("e_used_at");
        return new Found(server,
                new Enrolment(server.id(), server.settings(), Instant.ofEpochMilli(row.getLong("e_expires_at")),
                        usedAt == null ? null : Instant.ofEpochMilli(usedAt), row.getString("e_public_key")));
    }

    /** The answer may have been lost, so the machine itself may ask again. */
    private static void requireSameMachine(Found found, Machine machine) {
        Enrolment enrolment = found.enrolment();
        if (enrolment.usedAt() != null && !machine.publicKey().equals(enrolment.publicKey())) {
            throw Failure.conflict("Another machine has registered as " + found.server().alias()
                    + " with this enrolment secret. To put this machine in its place, make a new secret on the"
                    + " server's page.").exception();
        }
    }

    /** What the machine doesn't tell stays as it is. */
    private static Settings told(Settings old, Machine machine) {
        FtpSecurity security = Objects.requireNonNullElse(machine.ftpSecurity(), old.ftpSecurity());
        boolean certified = security != FtpSecurity.NONE && machine.tlsFingerprint() != null;
        return new Settings(old.alias(), old.host(), Objects.requireNonNullElse(machine.ftpPort(), old.ftpPort()),
                security, certified ? machine.tlsFingerprint() : old.tlsFingerprint(), old.encoding(), old.adminUser(),
                old.telemetrySeconds(), old.dataMode(), old.uploadMode(), old.probeUsername(),
                machine.ftpPassivePorts() == null ? old.ftpPassivePorts() : machine.ftpPassivePorts());
    }

    private static String changes(Settings old, Settings now) {
        List<String> changes = new ArrayList<>();
        if (old.ftpPort() != now.ftpPort()) {
            changes.add("ftp_port was " + old.ftpPort());
        }
        if (old.ftpSecurity() != now.ftpSecurity()) {
            changes.add("ftp_security was " + old.ftpSecurity().name());
        }
        if (!Objects.equals(old.tlsFingerprint(), now.tlsFingerprint())) {
            changes.add("tls_fingerprint was " + Objects.requireNonNullElse(old.tlsFingerprint(), "none"));
        }
        if (!Objects.equals(old.ftpPassivePorts(), now.ftpPassivePorts())) {
            changes.add("ftp_passive_ports was " + Objects.requireNonNullElse(old.ftpPassivePorts(), "unknown"));
        }
        return changes.isEmpty() ? "" : "; " + String.join(", ", changes);
    }
}
