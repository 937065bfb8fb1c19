package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** The random id that tells one database from another. Blocking. */
final class DatabaseIdentity {

    private final DataSource source;
    private final SqlErrorMapper failures;

    DatabaseIdentity(DataSource source, SqlErrorMapper failures) {
        this.source = source;
        this.failures = failures;
    }

    /** Makes it when there is none; of several who do so at once, all get the first one's. */
    String ensure() {
        try (Connection connection = source.getConnection();
                PreparedStatement make = connection.prepareStatement(
                        "INSERT INTO database_identity (id, identity)" + " VALUES (1, ?) ON CONFLICT (id) DO NOTHING");
                Statement ask = connection.createStatement()) {
            make.setString(1, UUID.randomUUID().toString());
            make.executeUpdate();
            try (ResultSet answer = ask.executeQuery("SELECT identity FROM database_identity WHERE id = 1")) {
                answer.next();
                return answer.getString(1);
            }
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    /** As {@link #ensure}, which comes before. */
    String clusterName(String usual) {
        try (Connection connection = source.getConnection();
                PreparedStatement make = connection.prepareStatement(
                        "UPDATE database_identity SET cluster_name = ? WHERE id = 1 AND cluster_name IS NULL");
                Statement ask = connection.createStatement()) {
            make.setString(1, usual);
            make.executeUpdate();
            try (ResultSet answer = ask.executeQuery("SELECT cluster_name FROM database_identity WHERE id = 1")) {
                answer.next();
                return answer.getString(1);
            }
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }
}
