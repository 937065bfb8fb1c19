package io.ftpcluster.master.persistence.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFingerprintTest {

    private static final Config.Database SQLITE = new Config.Database(Optional.empty(), Optional.empty(),
            Optional.empty());

    @TempDir
    private Path folder;

    private static void change(Engine engine, String statement) throws SQLException {
        try (Connection connection = engine.patientSource().getConnection();
                Statement change = connection.createStatement()) {
            assertEquals(1, change.executeUpdate(statement));
        }
    }

    private void assertAskedOnlyWhenSomethingIsAnother(Config.Database database) throws Exception {
        try (Engine engine = Engine.of(database, folder)) {
            SchemaFingerprint fingerprint = new SchemaFingerprint(engine.patientSource());
            assertFalse(fingerprint.isKept(), "of an empty database");
            Schema schema = new Schema(engine.patientSource());
            schema.migrate();
            assertTrue(fingerprint.isKept());
            assertEquals(Schema.State.CURRENT, schema.state());

            change(engine, "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '2'");
            assertFalse(fingerprint.isKept(), "after a change by hand");
            change(engine, "UPDATE flyway_schema_history SET checksum = checksum - 1 WHERE version = '2'");
            assertTrue(fingerprint.isKept());
            change(engine, "UPDATE schema_fingerprint SET value = 'of a program with other migrations'");
            assertFalse(fingerprint.isKept());
            schema.migrate();
            assertTrue(fingerprint.isKept());
        }
    }

    @Test
    void flywayIsAskedOnlyWhenSomethingIsAnother() throws Exception {
        assertAskedOnlyWhenSomethingIsAnother(SQLITE);
    }

    @Test
    void soItIsWithPostgres() throws Exception {
        assertAskedOnlyWhenSomethingIsAnother(PostgreSql.shared().database());
    }
}
