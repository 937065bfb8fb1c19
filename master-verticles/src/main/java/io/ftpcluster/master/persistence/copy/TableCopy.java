package io.ftpcluster.master.persistence.copy;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.copy.DatabaseCopy.Copied;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One table that is copied as it is, and compared by a checksum over its rows. */
final class TableCopy {

    /** What belongs to a database and not to the portal. */
    private static final Set<String> OWN = Set.of("flyway_schema_history", "database_identity", "leases",
            "cluster_nodes", "schema_fingerprint");
    private static final int BATCH = 500;

    private final String name;
    private final Map<String, JDBCType> columns;

    private TableCopy(String name, Map<String, JDBCType> columns) {
        this.name = name;
        this.columns = columns;
    }

    /** All that the target has, each after those that it refers to. */
    static List<TableCopy> all(Connection target) throws SQLException {
        Map<String, List<String>> waiting = new TreeMap<>();
        try (ResultSet rows = target.getMetaData().getTables(null, target.getSchema(), null, new String[]{"TABLE"})) {
            while (rows.next()) {
                waiting.put(rows.getString("TABLE_NAME"), List.of());
            }
        }
        waiting.keySet().removeAll(OWN);
        for (Map.Entry<String, List<String>> table : waiting.entrySet()) {
            table.setValue(parents(target, table.getKey()));
        }
        List<TableCopy> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            String next = waiting.entrySet()
                    .stream()
                    .filter(table -> Collections.disjoint(table.getValue(), waiting.keySet()))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            waiting.remove(next);
            ordered.add(new TableCopy(next, columns(target, next)));
        }
        return ordered;
    }

    private static List<String> parents(Connection target, String table) throws SQLException {
        List<String> parents = new ArrayList<>();
        try (ResultSet keys = target.getMetaData().getImportedKeys(null, target.getSchema(), table)) {
            while (keys.next()) {
                parents.add(keys.getString("PKTABLE_NAME"));
            }
        }
        return parents;
    }

    private static Map<String, JDBCType> columns(Connection target, String table) throws SQLException {
        Map<String, JDBCType> columns = new LinkedHashMap<>();
        try (ResultSet rows = target.getMetaData().getColumns(null, target.getSchema(), table, null)) {
            while (rows.next()) {
                columns.put(rows.getString("COLUMN_NAME"), JDBCType.valueOf(rows.getInt("DATA_TYPE")));
            }
        }
        return columns;
    }

    String name() {
        return name;
    }

    void requireEmpty(Connection target) throws SQLException {
        try (Statement ask = target.createStatement();
                ResultSet rows = ask.executeQuery("SELECT 1 FROM " + name + " LIMIT 1")) {
            if (rows.next()) {
                throw Failure
                        .of(FailureCode.UNAVAILABLE,
                                "The target isn't empty: it has rows in " + name + ". Give it a new database.")
                        .exception();
            }
        }
    }

    /** Fails when what arrived isn't what was sent. */
    Copied copy(Connection source, Connection target) {
        try {
            RowSum sent = send(source, target);
            RowSum arrived = new RowSum();
            try (Statement ask = target.createStatement()) {
                ask.setFetchSize(BATCH);
                try (ResultSet rows = ask.executeQuery(select())) {
                    while (rows.next()) {
                        arrived.add(values(rows));
                    }
                }
            }
            if (!arrived.equals(sent)) {
                throw DatabaseCopy.failed(name + ": " + sent + " were sent and " + arrived + " arrived", null);
            }
            return new Copied(name, arrived.rows());
        } catch (SQLException e) {
            // Of a batch, the reason stands in the next one.
            SQLException reason = e.getNextException() == null ? e : e.getNextException();
            throw DatabaseCopy.failed(name + ": " + reason.getMessage(), e);
        }
    }

    private RowSum send(Connection source, Connection target) throws SQLException {
        RowSum sent = new RowSum();
        String insert = "INSERT INTO " + name + " (" + String.join(", ", columns.keySet()) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        try (Statement ask = source.createStatement();
                ResultSet rows = ask.executeQuery(select());
                PreparedStatement put = target.prepareStatement(insert)) {
            while (rows.next()) {
                List<Object> values = values(rows);
                sent.add(values);
                for (int i = 0; i < values.size(); i++) {
                    put.setObject(i + 1, values.get(i));
                }
                put.addBatch();
                if (sent.rows() % BATCH == 0) {
                    put.executeBatch();
                }
            }
            put.executeBatch();
        }
        return sent;
    }

    private String select() {
        return "SELECT " + String.join(", ", columns.keySet()) + " FROM " + name;
    }

    /** By the target's types: SQLite gives whatever is asked for. */
    private List<Object> values(ResultSet rows) throws SQLException {
        List<Object> values = new ArrayList<>();
        for (Map.Entry<String, JDBCType> column : columns.entrySet()) {
            Object value = switch (column.getValue()) {
                case BIGINT -> rows.getLong(column.getKey());
                case INTEGER, SMALLINT -> rows.getInt(column.getKey());
                case BIT, BOOLEAN -> rows.getBoolean(column.getKey());
                case VARCHAR, CHAR -> rows.getString(column.getKey());
                default -> throw new SQLException(
                        column.getKey() + " has the type " + column.getValue() + ", which can't be copied");
            };
            values.add(rows.wasNull() ? null : value);
        }
        return values;
    }
}
