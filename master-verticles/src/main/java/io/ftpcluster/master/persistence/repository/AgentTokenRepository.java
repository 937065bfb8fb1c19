package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Agents.FindToken;
import io.ftpcluster.messages.Agents.StoreToken;
import io.ftpcluster.messages.Agents.TokenOwner;
import io.ftpcluster.messages.Servers.Server;
import java.time.Clock;
import java.time.Instant;

/** Hashes of the tokens that agents prove themselves with, one for each server. */
public final class AgentTokenRepository {

    private static final String FIND = "SELECT s.id AS s_id, s.alias AS s_alias, s.telemetry_seconds AS"
            + " s_telemetry_seconds FROM agent_tokens t JOIN servers s ON s.id = t.server_id WHERE t.token_hash = ?";

    private final Database database;
    private final AuditRepository audit;
    private final Clock clock;

    public AgentTokenRepository(Database database, AuditRepository audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public TokenOwner store(StoreToken request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            boolean replaced = sql
                    .first(row -> row.getString("server_id"), "SELECT server_id FROM agent_tokens WHERE server_id = ?",
                            server.id())
                    .isPresent();
            put(sql, server.id(), request.hash(), clock.instant());
            // Else whoever has its secret could take the new token's place.
            EnrolmentRepository.end(sql, server.id());
            audit.add(sql, request.actor(), "agent.token", server.alias(), replaced ? "replaced" : "");
            return new TokenOwner(server.id(), server.alias(), server.settings().telemetrySeconds());
        });
    }

    /** In place of the one that the server had, if it had one. */
    static void put(Sql sql, String serverId, String hash, Instant createdAt) {
        sql.change("INSERT INTO agent_tokens (server_id, token_hash, created_at) VALUES (?, ?, ?) ON CONFLICT"
                + " (server_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at",
                serverId, hash, createdAt.toEpochMilli());
    }

    public TokenOwner find(FindToken request) {
        return database
                .first(row -> new TokenOwner(row.getString("s_id"), row.getString("s_alias"),
                        row.getInteger("s_telemetry_seconds")), FIND, request.hash())
                .orElseThrow(() -> Failure.of(FailureCode.UNAUTHENTICATED, "This is no server's token.").exception());
    }
}
