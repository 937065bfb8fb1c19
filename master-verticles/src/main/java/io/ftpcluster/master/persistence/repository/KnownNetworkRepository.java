package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Users.FindNetwork;
import io.ftpcluster.messages.Users.Network;
import io.ftpcluster.messages.Users.NoteNetwork;
import java.time.Clock;
import java.time.Duration;

/** From where accounts have logged in. */
public final class KnownNetworkRepository {

    static final int MAX_EACH = 100;
    private static final Duration MEMORY = Duration.ofDays(90);

    private final Database database;
    private final Clock clock;

    public KnownNetworkRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Done note(NoteNetwork request) {
        return database.append(sql -> {
            // Nothing for an account that was deleted a moment ago.
            sql.change(
                    "INSERT INTO known_networks (user_id, network, seen_at) SELECT id, ?, ? FROM users WHERE id = ?"
                            + " ON CONFLICT (user_id, network) DO UPDATE SET seen_at = excluded.seen_at",
                    request.network(), clock.millis(), request.userId());
            sql.change(
                    "DELETE FROM known_networks WHERE user_id = ? AND network NOT IN (SELECT network FROM"
                            + " known_networks WHERE user_id = ? ORDER BY seen_at DESC, network LIMIT ?)",
                    request.userId(), request.userId(), MAX_EACH);
            return Done.DONE;
        });
    }

    public Network find(FindNetwork request) {
        return new Network(database.first(row -> row.getLong("seen_at"),
                "SELECT seen_at FROM known_networks WHERE user_id = ? AND network = ?", request.userId(),
                request.network()).filter(seen -> seen > oldest()).isPresent());
    }

    public void removeOld() {
        database.append(sql -> sql.change("DELETE FROM known_networks WHERE seen_at <= ?", oldest()));
    }

    private long oldest() {
        return clock.millis() - MEMORY.toMillis();
    }
}
