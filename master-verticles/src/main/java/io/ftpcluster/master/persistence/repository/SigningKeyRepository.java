package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Agents.KeepSigningKey;
import io.ftpcluster.messages.Agents.SigningKey;

/** What the portal signs with, one key for each purpose: for its agents, and for the CA of its certificate. */
public final class SigningKeyRepository {

    private static final String AGENTS = "agents";

    private final Database database;

    public SigningKeyRepository(Database database) {
        this.database = database;
    }

    public SigningKey keep(KeepSigningKey request) {
        return new SigningKey(keep(database, AGENTS, request.sealed()));
    }

    /** Returns the first that any node brought under this name. */
    static Secret keep(Database database, String name, Secret sealed) {
        return database.write(sql -> {
            sql.change("INSERT INTO signing_keys (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name,
                    sealed.value());
            return sql
                    .first(row -> new Secret(row.getString("sealed")), "SELECT sealed FROM signing_keys WHERE name = ?",
                            name)
                    .orElseThrow();
        });
    }
}
