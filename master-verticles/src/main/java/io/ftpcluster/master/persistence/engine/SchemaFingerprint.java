package io.ftpcluster.master.persistence.engine;

import io.ftpcluster.master.resources.PackagedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the migrations of this program and those that the database's history tells of are the same as when Flyway found nothing left to
 * do: then it needn't be asked, which was a quarter of what the main thread computed in a start. Whoever changes the history by hand, or starts another version, has it
 * asked again. Blocking.
 */
final class SchemaFingerprint {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaFingerprint.class);
    private static final PackagedFolder MIGRATIONS = new PackagedFolder("db/migration/");
    private static final String FIRST = "V1__first_tables.sql";

    private final DataSource source;

    SchemaFingerprint(DataSource source) {
        this.source = source;
    }

    /** False also where that can't be told, as in an empty or a damaged database. */
    boolean isKept() {
        try (Connection connection = source.getConnection();
                Statement ask = connection.createStatement();
                ResultSet kept = ask.executeQuery("SELECT value FROM schema_fingerprint WHERE id = 1")) {
            return kept.next() && kept.getString(1).equals(of(connection));
        } catch (SQLException | IOException e) {
            LOG.debug("Flyway is asked, as the fingerprint can't be", e);
            return false;
        }
    }

    /** To be called when nothing is left to do. */
    void keep() {
        try (Connection connection = source.getConnection();
                PreparedStatement store = connection.prepareStatement("INSERT INTO schema_fingerprint (id, value)"
                        + " VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value")) {
            store.setString(1, of(connection));
            store.executeUpdate();
        } catch (SQLException | IOException e) {
            LOG.debug("The next start asks Flyway again, as the fingerprint can't be kept", e);
        }
    }

    private static String of(Connection connection) throws SQLException, IOException {
        StringBuilder text = new StringBuilder();
        MIGRATIONS.checksums(FIRST)
                .forEach((name, checksum) -> text.append(MIGRATIONS.name())
                        .append(name)
                        .append(' ')
                        .append(checksum)
                        .append('\n'));
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery("SELECT version, script, checksum, success FROM flyway_schema_history"
                        + " ORDER BY installed_rank")) {
            while (row.next()) {
                text.append(row.getString(1)).append(' ').append(row.getString(2)).append(' ').append(row.getLong(3));
                text.append(' ').append(row.getBoolean(4)).append('\n');
            }
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
