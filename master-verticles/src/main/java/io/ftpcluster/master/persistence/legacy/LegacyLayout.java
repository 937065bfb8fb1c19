package io.ftpcluster.master.persistence.legacy;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks in a database for the tables and columns that are taken: by the names that they had, by others that are usual, and
 * by foreign keys. Fails INVALID, naming what there is, when one is missing or several could be meant.
 */
final class LegacyLayout {

    private static final String ROW_ID = "rowid";
    private static final int NAMED = 40;

    private final Connection connection;
    private final LegacyNames names;
    private final List<String> tables;

    private LegacyLayout(Connection connection, LegacyNames names) throws SQLException {
        this.connection = connection;
        this.names = names;
        // No views and no virtual tables, which can be made to compute for ever.
        this.tables = ask(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                        + " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
    }

    /**
     * @param target the table that it refers to
     * @param to its column there; null: its primary key
     */
    private record ForeignKey(String from, String target, String to) {}

    /** In the order of {@link Part}. */
    static Map<Part, LegacyTable> find(Connection connection, LegacyNames names) throws SQLException {
        return new LegacyLayout(connection, names).find();
    }

    private Map<Part, LegacyTable> find() throws SQLException {
        Map<Part, String> found = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            found.put(part, table(part));
        }
        List<ForeignKey> keys = foreignKeys(found.get(Part.PERMISSIONS));
        Optional<ForeignKey> toUser = only(keys, found.get(Part.USERS));
        Optional<ForeignKey> toServer = only(keys, found.get(Part.SERVERS));
        Map<Field, String> byKey = new EnumMap<>(Field.class);
        toUser.ifPresent(key -> byKey.put(Field.USER_ID, key.from()));
        toServer.ifPresent(key -> byKey.put(Field.SERVER_ID, key.from()));
        Map<Part, LegacyTable> layout = new EnumMap<>(Part.class);
        layout.put(Part.USERS, describe(Part.USERS, found, toUser, Map.of()));
        layout.put(Part.SERVERS, describe(Part.SERVERS, found, toServer, Map.of()));
        layout.put(Part.PERMISSIONS, describe(Part.PERMISSIONS, found, Optional.empty(), byKey));
        return layout;
    }

    private String table(Part part) {
        List<String> wanted = names.table(part).map(List::of).orElse(part.names());
        return pick(wanted, tables).orElseThrow(() -> missing("table for " + part.usual(),
                "--table " + part.usual() + "=NAME", "Its tables", tables, wanted));
    }

    private LegacyTable describe(Part part, Map<Part, String> found, Optional<ForeignKey> reference,
            Map<Field, String> known) throws SQLException {
        String table = found.get(part);
        List<String> all = ask("SELECT name FROM pragma_table_info(?)", table);
        List<String> primary = ask("SELECT name FROM pragma_table_info(?) WHERE pk > 0", table);
        String key = reference.map(ForeignKey::to).orElse(primary.size() == 1 ? primary.getFirst() : ROW_ID);
        Map<Field, String> columns = new EnumMap<>(Field.class);
        for (Field field : Field.of(part).toList()) {
            column(field, table, all, known).ifPresent(name -> columns.put(field, name));
        }
        List<String> ignored = new ArrayList<>(all);
        ignored.removeAll(columns.values());
        ignored.remove(key);
        return new LegacyTable(part, table, key, columns, ignored);
    }

    private Optional<String> column(Field field, String table, List<String> all, Map<Field, String> known) {
        Optional<String> given = names.column(field);
        if (given.isEmpty() && known.containsKey(field)) {
            return Optional.of(known.get(field));
        }
        List<String> wanted = given.map(List::of).orElse(field.names());
        Optional<String> found = pick(wanted, all);
        if (found.isEmpty() && (field.isRequired() || given.isPresent() || candidates(wanted, all).size() > 1)) {
            throw missing("column for " + field.text(), "--column " + field.text() + "=NAME", "The columns of " + table,
                    all, wanted);
        }
        return found;
    }

    /** The first name that is wanted, or the only one of the others. */
    private static Optional<String> pick(List<String> wanted, List<String> there) {
        List<String> found = candidates(wanted, there);
        boolean sure = found.size() == 1 || (!found.isEmpty() && found.getFirst().equalsIgnoreCase(wanted.getFirst()));
        return sure ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** In the order in which they are wanted. SQLite's names have no case. */
    private static List<String> candidates(List<String> wanted, List<String> there) {
        return wanted.stream().flatMap(name -> there.stream().filter(one -> one.equalsIgnoreCase(name))).toList();
    }

    private static FailureException missing(String what, String option, String where, List<String> there,
            List<String> wanted) {
        List<String> several = candidates(wanted, there);
        String why = several.size() > 1
                ? "It isn't clear which " + what + " is meant: " + String.join(" or ", several)
                : "There is no " + what + " (looked for " + String.join(", ", wanted) + ")";
        return Failure
                .of(FailureCode.INVALID, why + ". Name it by " + option + ". " + where + ": "
                        + (there.isEmpty() ? "none" : String.join(", ", there.stream().limit(NAMED).toList())) + ".")
                .exception();
    }

    private List<ForeignKey> foreignKeys(String table) throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        try (PreparedStatement ask = connection
                .prepareStatement("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?)")) {
            ask.setString(1, table);
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    keys.add(new ForeignKey(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return keys;
    }

    private static Optional<ForeignKey> only(List<ForeignKey> keys, String target) {
        List<ForeignKey> found = keys.stream().filter(key -> key.target().equalsIgnoreCase(target)).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private List<String> ask(String sql, String... values) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                ask.setString(i + 1, values[i]);
            }
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }
}
