package io.ftpcluster.master.persistence.backup;

import io.ftpcluster.bus.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a copy of a database holds, to compare it with what was meant to be in it.
 *
 * @param schema the newest migration that it has
 * @param identity the random id of the database
 * @param rows how many each table has
 * @param keyCheck a known text, sealed with FERNET_KEY; empty before the first start has ended
 */
public record DatabaseFacts(String schema, String identity, SortedMap<String, Long> rows, Optional<Secret> keyCheck) {

    public DatabaseFacts {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /** Of the state that this connection sees. */
    static DatabaseFacts read(Connection connection, String schemaName) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection.getMetaData().getTables(null, schemaName, "%", new String[]{"TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        names.removeIf(name -> name.startsWith("sqlite_"));
        SortedMap<String, Long> rows = new TreeMap<>();
        for (String table : names) {
            rows.put(table, Long.valueOf(text(connection, "SELECT COUNT(*) FROM \"" + table + "\"").orElseThrow()));
        }
        return new DatabaseFacts(text(connection, """
                SELECT version FROM flyway_schema_history WHERE version IS NOT NULL AND success
                ORDER BY installed_rank DESC LIMIT 1""").orElse(""),
                text(connection, "SELECT identity FROM database_identity WHERE id = 1").orElse(""), rows,
                text(connection, "SELECT sealed FROM key_check WHERE id = 1").map(Secret::new));
    }

    private static Optional<String> text(Connection connection, String question) throws SQLException {
        try (Statement ask = connection.createStatement(); ResultSet answer = ask.executeQuery(question)) {
            return answer.next() ? Optional.ofNullable(answer.getString(1)) : Optional.empty();
        }
    }
}
