package io.ftpcluster.master.persistence.legacy;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the Python version knows.
 *
 * @param ignored columns that aren't taken although rows have something there, with how many
 */
public record LegacyData(List<LegacyRow> users, List<LegacyRow> servers, List<LegacyRow> permissions,
        List<String> ignored, boolean withRoles) {

    static final int MOST_ROWS = 200_000;
    /** Longer than anything that the portal takes, Fernet tokens of its longest passwords included. */
    private static final int MOST_BYTES = 4096;

    public LegacyData {
        users = List.copyOf(users);
        servers = List.copyOf(servers);
        permissions = List.copyOf(permissions);
        ignored = List.copyOf(ignored);
    }

    /** Fails INVALID with one line for people. */
    public static LegacyData read(LegacyFile file, LegacyNames names) {
        try {
            Connection connection = file.connection();
            Map<Part, LegacyTable> layout = LegacyLayout.find(connection, names);
            Charset charset = charset(connection);
            List<String> ignored = new ArrayList<>();
            for (LegacyTable table : layout.values()) {
                ignored.addAll(ignored(connection, table));
            }
            return new LegacyData(rows(connection, layout.get(Part.USERS), charset),
                    rows(connection, layout.get(Part.SERVERS), charset),
                    rows(connection, layout.get(Part.PERMISSIONS), charset), ignored,
                    layout.get(Part.USERS).columns().containsKey(Field.ROLE));
        } catch (SQLException e) {
            throw invalid("The file can't be imported: " + LegacyFile.firstLine(e), e);
        }
    }

    private static Charset charset(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement(); ResultSet row = ask.executeQuery("PRAGMA encoding")) {
            row.next();
            return switch (row.getString(1)) {
                case "UTF-16le" -> StandardCharsets.UTF_16LE;
                case "UTF-16be" -> StandardCharsets.UTF_16BE;
                default -> StandardCharsets.UTF_8;
            };
        }
    }

    /** By their keys, as the Python version took the first that fitted. */
    private static List<LegacyRow> rows(Connection connection, LegacyTable table, Charset charset) throws SQLException {
        List<Field> fields = List.copyOf(new EnumMap<>(table.columns()).keySet());
        StringBuilder columns = new StringBuilder(bytes(table.key()));
        fields.forEach(field -> columns.append(", ").append(bytes(table.columns().get(field))));
        String sql = "SELECT " + columns + " FROM " + quoted(table.name()) + " ORDER BY " + quoted(table.key())
                + " LIMIT " + (MOST_ROWS + 1);
        List<LegacyRow> rows = new ArrayList<>();
        try (Statement ask = connection.createStatement(); ResultSet found = ask.executeQuery(sql)) {
            while (found.next()) {
                if (rows.size() == MOST_ROWS) {
                    throw invalid(table.name() + " has more than " + MOST_ROWS + " rows.", null);
                }
                rows.add(row(found, fields, charset));
            }
        }
        return rows;
    }

    private static LegacyRow row(ResultSet found, List<Field> fields, Charset charset) throws SQLException {
        Map<Field, String> values = new EnumMap<>(Field.class);
        Optional<String> problem = Optional.empty();
        for (int i = 0; i < fields.size(); i++) {
            byte[] bytes = found.getBytes(i + 2);
            if (bytes == null) {
                continue;
            }
            try {
                values.put(fields.get(i), text(bytes, charset));
            } catch (CharacterCodingException e) {
                problem = Optional.of(fields.get(i).text() + " is no text");
            }
            if (bytes.length > MOST_BYTES) {
                problem = Optional.of(fields.get(i).text() + " is longer than " + MOST_BYTES + " bytes");
            }
        }
        byte[] key = found.getBytes(1);
        return new LegacyRow(key == null ? "" : new String(key, charset), values, problem);
    }

    private static String text(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MOST_BYTES))).toString();
    }

    /** Whatever its type: as the bytes of its text, and no more of them than needed to see that they are too many. */
    private static String bytes(String column) {
        return "substr(CAST(CAST(" + quoted(column) + " AS TEXT) AS BLOB), 1, " + (MOST_BYTES + 1) + ")";
    }

    private static List<String> ignored(Connection connection, LegacyTable table) throws SQLException {
        List<String> ignored = new ArrayList<>();
        for (String column : table.ignored()) {
            String sql = "SELECT COUNT(*) FROM " + quoted(table.name()) + " WHERE " + quoted(column)
                    + " IS NOT NULL AND CAST(" + quoted(column) + " AS TEXT) NOT IN ('', '0')";
            try (Statement ask = connection.createStatement(); ResultSet count = ask.executeQuery(sql)) {
                count.next();
                if (count.getLong(1) > 0) {
                    ignored.add(table.name() + "." + column + " (" + count.getLong(1) + ")");
                }
            }
        }
        return ignored;
    }

    /** SQL (ISO/IEC 9075) has names in double quotes, and a quote in one doubled. */
    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static FailureException invalid(String text, Throwable cause) {
        return Failure.of(FailureCode.INVALID, text).causedBy(cause);
    }

    @Override
    public String toString() {
        return users.size() + " users, " + servers.size() + " servers, " + permissions.size() + " permissions";
    }
}
