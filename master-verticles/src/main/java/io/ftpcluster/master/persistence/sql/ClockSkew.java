package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what a start can see of a wrong clock: logins, certificates, the audit trail and what is deleted by its age go by it.
 * Blocking.
 */
final class ClockSkew {

    private static final Duration WRONG = Duration.ofSeconds(30);
    private static final String ADVICE = " Have it kept by NTP (timedatectl).";

    private final Engine engine;
    private final SqlErrorMapper failures;
    private final InstantSource clock;

    ClockSkew(Engine engine, SqlErrorMapper failures, InstantSource clock) {
        this.engine = engine;
        this.failures = failures;
        this.clock = clock;
    }

    /** Sentences for people; none where nothing is known against it. */
    List<String> signs() {
        List<String> signs = new ArrayList<>();
        try (Connection connection = engine.patientSource().getConnection();
                Statement ask = connection.createStatement()) {
            long ahead = clock.millis() - number(ask, "SELECT " + engine.now());
            if (Math.abs(ahead) > WRONG.toMillis()) {
                signs.add("This machine's clock is " + Math.abs(ahead) / 1000 + " s "
                        + (ahead < 0 ? "behind" : "ahead of") + " the database's." + ADVICE);
            }
            long newest = number(ask, "SELECT COALESCE(MAX(occurred_at), 0) FROM audit_events");
            if (newest - clock.millis() > WRONG.toMillis()) {
                signs.add("This machine's clock says " + clock.instant().truncatedTo(ChronoUnit.SECONDS)
                        + ", but the audit trail ends " + (newest - clock.millis()) / 1000 + " s later." + ADVICE);
            }
        } catch (SQLException e) {
            throw failures.of(e);
        }
        return signs;
    }

    private static long number(Statement ask, String sql) throws SQLException {
        try (ResultSet answer = ask.executeQuery(sql)) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
