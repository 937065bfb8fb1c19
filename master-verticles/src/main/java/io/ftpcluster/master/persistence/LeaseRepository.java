package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Done;
import io.ftpcluster.messages.Leases.Release;
import io.ftpcluster.messages.Leases.Take;
import io.ftpcluster.messages.Leases.Taken;

/** Who may do what only one node at a time may do, by the database's clock. */
final class LeaseRepository {

    private final Database database;
    private final String take;

    LeaseRepository(Database database) {
        this.database = database;
        this.take = "INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, " + database.now()
                + " + CAST(? AS BIGINT)) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,"
                + " expires_at = excluded.expires_at WHERE leases.holder = excluded.holder OR leases.expires_at <= "
                + database.now();
    }

    Taken take(Take request) {
        return database.append(sql -> {
            boolean held = sql.change(take, request.name(), request.holder(), request.seconds() * 1000L) > 0;
            return held
                    ? new Taken(true, request.holder())
                    : new Taken(false, sql.first(row -> row.getString("holder"),
                            "SELECT holder FROM leases WHERE name = ?", request.name()).orElse(""));
        });
    }

    /** Of somebody else's lease, nothing. */
    Done release(Release request) {
        return database.append(sql -> {
            sql.change("DELETE FROM leases WHERE name = ? AND holder = ?", request.name(), request.holder());
            return Done.DONE;
        });
    }
}
