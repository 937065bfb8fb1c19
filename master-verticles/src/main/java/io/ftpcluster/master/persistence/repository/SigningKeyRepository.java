package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Agents.KeepSigningKey;
import io.ftpcluster.messages.Agents.SigningKey;

/** What the portal signs for its agents with: one key, the first that any node brought. */
public final class SigningKeyRepository {

    private static final String AGENTS = "agents";

    private final Database database;

    public SigningKeyRepository(Database database) {
        this.database = database;
    }

    public SigningKey keep(KeepSigningKey request) {
        return database.write(sql -> {
            sql.change("INSERT INTO signing_keys (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", AGENTS,
                    request.sealed().value());
            return sql
                    .first(row -> new SigningKey(new Secret(row.getString("sealed"))),
                            "SELECT sealed FROM signing_keys WHERE name = ?", AGENTS)
                    .orElseThrow();
        });
    }
}
