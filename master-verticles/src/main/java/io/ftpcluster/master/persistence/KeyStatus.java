package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.repository.SealedColumns;
import io.ftpcluster.master.secrets.SecretBox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Which keys what is stored still needs. Blocking; fails with one line for people. */
public final class KeyStatus {

    private static final int FETCHED = 500;

    private final DirectDatabase database;

    private KeyStatus(DirectDatabase database) {
        this.database = database;
    }

    /** Makes and migrates nothing. */
    public static KeyStatus open(Config.Database config, Path dataDir) {
        return new KeyStatus(DirectDatabase.open(config, dataDir));
    }

    /**
     * How many secrets each key has sealed, and at last, how many none of them.
     *
     * @param keys each with one key
     */
    public long[] count(List<SecretBox> keys) {
        long[] counts = new long[keys.size() + 1];
        database.write(connection -> {
            for (SealedColumns columns : SealedColumns.ALL) {
                count(connection, columns, keys, counts);
            }
            return counts;
        }, unchanged -> false);
        return counts;
    }

    private static void count(Connection connection, SealedColumns columns, List<SecretBox> keys, long[] counts)
            throws SQLException {
        try (Statement ask = connection.createStatement()) {
            ask.setFetchSize(FETCHED);
            try (ResultSet rows = ask
                    .executeQuery("SELECT " + String.join(", ", columns.secrets()) + " FROM " + columns.table())) {
                while (rows.next()) {
                    for (int i = 1; i <= columns.secrets().size(); i++) {
                        String text = rows.getString(i);
                        if (text != null && !text.isEmpty()) {
                            counts[owner(new Secret(text), keys)]++;
                        }
                    }
                }
            }
        }
    }

    private static int owner(Secret sealed, List<SecretBox> keys) {
        int owner = 0;
        while (owner < keys.size() && !keys.get(owner).isCurrent(sealed)) {
            owner++;
        }
        return owner;
    }
}
