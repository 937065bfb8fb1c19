package io.ftpcluster.master.persistence;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The databases that each repository must work with. */
public enum Kind {
    SQLITE,
    POSTGRESQL;

    /** One with no rows: of PostgreSQL always the same, as making one takes longer than most tests. */
    Config.Database empty(Path dataDir) {
        return switch (this) {
            case SQLITE -> {
                MigratedSqlite.into(dataDir);
                yield TestStore.DEFAULT;
            }
            case POSTGRESQL -> Emptied.again();
        };
    }

    private static final class Emptied {
        private static final Config.Database DATABASE = PostgreSql.shared().database();

        private static Config.Database again() {
            try (Connection connection = PostgreSql.connect(DATABASE)) {
                List<String> tables = new ArrayList<>();
                try (ResultSet rows = connection.getMetaData().getTables(null, "public", null, new String[]{"TABLE"})) {
                    while (rows.next()) {
                        tables.add(rows.getString("TABLE_NAME"));
                    }
                }
                tables.removeAll(List.of("flyway_schema_history", "schema_fingerprint"));
                if (!tables.isEmpty()) {
                    connection.createStatement().execute("TRUNCATE " + String.join(", ", tables));
                }
                return DATABASE;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
