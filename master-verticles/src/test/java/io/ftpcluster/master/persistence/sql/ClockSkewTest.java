package io.ftpcluster.master.persistence.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockSkewTest {

    @TempDir
    private Path dir;

    private static List<String> signs(Engine engine, Duration ahead) {
        return new ClockSkew(engine, new SqlErrorMapper(engine), InstantSource.offset(InstantSource.system(), ahead))
                .signs();
    }

    private static void audited(Engine engine, Instant at) throws Exception {
        try (Connection connection = engine.patientSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO audit_events (id, occurred_at,"
                        + " username, remote_address, action, target, detail) VALUES ('1', ?, '', '', '', '', '')")) {
            insert.setLong(1, at.toEpochMilli());
            insert.executeUpdate();
        }
    }

    private Engine migrated(Config.Database database) {
        Engine engine = Engine.of(database, dir);
        new Schema(engine.patientSource()).migrate();
        return engine;
    }

    @Test
    void aClockThatIsRightIsNotMentioned() throws Exception {
        try (Engine engine = migrated(TestStore.DEFAULT)) {
            assertEquals(List.of(), signs(engine, Duration.ZERO));
            audited(engine, Instant.now());
            assertEquals(List.of(), signs(engine, Duration.ZERO));
        }
    }

    /** As of a machine without a battery, after the power was gone. */
    @Test
    void aClockBeforeTheAuditTrailIsWrong() throws Exception {
        try (Engine engine = migrated(TestStore.DEFAULT)) {
            audited(engine, Instant.now().plus(Duration.ofDays(400)));
            List<String> signs = signs(engine, Duration.ZERO);
            assertEquals(1, signs.size());
            assertTrue(
                    signs.getFirst()
                            .matches("This machine's clock says .*Z, but the audit trail ends"
                                    + " 345(59|60)\\d\\d\\d s later\\. Have it kept by NTP \\(timedatectl\\)\\."),
                    signs.getFirst());
        }
    }

    @Test
    void aServersClockIsCompared() throws Exception {
        try (Engine engine = migrated(PostgreSql.shared().database())) {
            assertEquals(List.of(), signs(engine, Duration.ZERO));
            assertEquals("This machine's clock is 59 s behind the database's. Have it kept by NTP (timedatectl).",
                    signs(engine, Duration.ofSeconds(-59).minusMillis(500)).getFirst());
            assertEquals(1, signs(engine, Duration.ofHours(1)).size());
        }
    }
}
