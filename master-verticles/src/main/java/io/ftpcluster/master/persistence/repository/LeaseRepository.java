package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Leases.Release;
import io.ftpcluster.messages.Leases.Take;
import io.ftpcluster.messages.Leases.Taken;

/** Who may do what only one node at a time may do, by the database's clock. */
public final class LeaseRepository {

    private final Database database;
    private final String take;
    private final String find;

    public LeaseRepository(Database database) {
        this.database = database;
        this.find = "SELECT holder, epoch FROM leases WHERE name = ?";
        this.take = "INSERT INTO leases (name, holder, expires_at, epoch) VALUES (?, ?, " + database.now()
                + " + CAST(? AS BIGINT), 1) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,"
                + " expires_at = excluded.expires_at, epoch = leases.epoch + CASE WHEN leases.holder = excluded.holder"
                + " THEN 0 ELSE 1 END WHERE leases.holder = excluded.holder OR leases.expires_at <= " + database.now();
    }

    public Taken take(Take request) {
        return database.append(sql -> {
            boolean held = sql.change(take, request.name(), request.holder(), request.seconds() * 1000L) > 0;
            return sql
                    .first(row -> new Taken(held, row.getString("holder"), row.getLong("epoch")), find, request.name())
                    .orElseGet(() -> new Taken(false, "", 0));
        });
    }

    /** Of somebody else's lease, nothing. The row stays: it counts who had it. */
    public Done release(Release request) {
        return database.append(sql -> {
            sql.change("UPDATE leases SET holder = '', expires_at = 0 WHERE name = ? AND holder = ?", request.name(),
                    request.holder());
            return Done.DONE;
        });
    }
}
