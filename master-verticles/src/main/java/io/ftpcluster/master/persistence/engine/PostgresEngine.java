package io.ftpcluster.master.persistence.engine;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL, for several nodes at once. Writes take turns, whichever node they come from; every wait for the server has a
 * limit, so that one that is gone is noticed within seconds.
 */
public final class PostgresEngine implements Engine {

    public static final String URL_PREFIX = "jdbc:postgresql:";
    /** How this program's connections are called where the server lists them. */
    public static final String APPLICATION = "ftpcluster";
    private static final Sizes SIZES = new Sizes(4, 6, 6, Duration.ofSeconds(5), Duration.ofMinutes(1));
    /** Any number that no other program on this database takes for its own lock. */
    private static final long WRITERS_TURN = 0x66_74_70_63_6c_75_73_74L;
    private static final int CONNECT_SECONDS = 2;
    private static final int LOGIN_SECONDS = 3;
    private static final int ANSWER_SECONDS = 6;
    /** Of a start, for which nobody waits: on a busy machine a login takes longer than a request should. */
    private static final int PATIENT_LOGIN_SECONDS = 20;
    private static final int PATIENT_SECONDS = 600;
    /**
     * The server's own limits, in milliseconds, below ours. The last one frees what a frozen or cut-off node has locked.
     */
    private static final String LIMITS = "-c statement_timeout=5000 -c lock_timeout=4000"
            + " -c idle_in_transaction_session_timeout=5000";

    private final String url;
    private final Optional<String> user;
    private final Optional<Secret> password;

    private PostgresEngine(String url, Config.Database config) {
        this.url = url;
        this.user = config.user();
        this.password = config.password();
    }

    public static PostgresEngine reach(Config.Database config, String url) {
        if (url.matches(".*[?&](user|password)=.*") || url.matches(".*//[^/?]*@.*")) {
            throw invalid("must not hold the login; give it in FTPCLUSTER_DATABASE_USER and _DATABASE_PASSWORD");
        }
        PostgresEngine engine = new PostgresEngine(url, config);
        try (Connection connection = patient(engine.base(PATIENT_LOGIN_SECONDS)).getConnection();
                Statement ask = connection.createStatement();
                ResultSet answer = ask.executeQuery("SHOW server_encoding")) {
            answer.next();
            if (!answer.getString(1).equals("UTF8")) {
                throw engine.unusable("its encoding is " + answer.getString(1) + " and must be UTF8", null);
            }
            return engine;
        } catch (SQLException e) {
            throw engine.unusable(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    @Override
    public DataSource source() {
        PGSimpleDataSource source = base(ANSWER_SECONDS);
        source.setOptions(LIMITS);
        return source;
    }

    @Override
    public DataSource patientSource() {
        return patient(base(PATIENT_SECONDS));
    }

    private static PGSimpleDataSource patient(PGSimpleDataSource source) {
        source.setConnectTimeout(PATIENT_LOGIN_SECONDS);
        source.setLoginTimeout(PATIENT_LOGIN_SECONDS);
        return source;
    }

    private PGSimpleDataSource base(int answerSeconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(url);
        } catch (IllegalArgumentException e) {
            throw invalid("must be " + URL_PREFIX + "//<host>:<port>/<database>");
        }
        user.ifPresent(source::setUser);
        password.map(Secret::value).ifPresent(source::setPassword);
        source.setApplicationName(APPLICATION);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(LOGIN_SECONDS);
        source.setSocketTimeout(answerSeconds);
        source.setTcpKeepAlive(true);
        // Else messages, and so the log, hold the values of rows.
        source.setLogServerErrorDetail(false);
        return source;
    }

    @Override
    public Sizes sizes() {
        return SIZES;
    }

    @Override
    public String beginWrite() {
        // Serializable transactions would do as well, but in tables of few rows each is in the way of every other, and eight
        // at once were given up. Each statement after the lock sees what was committed before it.
        return "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(" + WRITERS_TURN + ")";
    }

    @Override
    public String beginAppend() {
        return "BEGIN ISOLATION LEVEL READ COMMITTED";
    }

    /** Not KEY SHARE, which lets columns that aren't keys be changed. */
    @Override
    public String shareLock() {
        return " FOR SHARE";
    }

    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    /** By SQLSTATE, see the appendix "PostgreSQL Error Codes" of its manual. */
    @Override
    public SqlErrorKind trouble(SQLException refusal) {
        String state = refusal.getSQLState() == null ? "" : refusal.getSQLState();
        return switch (state) {
            case "23505" -> SqlErrorKind.UNIQUE;
            // A foreign key: each statement of ours has looked for the row, so it went meanwhile.
            case "40001", "40P01", "23503" -> SqlErrorKind.conflict();
            case "08003", "08006", "08007", "08P01", "25P03", "57P01", "57P02", "57P05" -> SqlErrorKind.lost();
            case "08001", "08004" -> SqlErrorKind.unavailable("it can't be reached");
            case "25006" -> SqlErrorKind.unavailable("it is read-only");
            case "53100" -> SqlErrorKind.unavailable("its disk is full");
            case "53300" -> SqlErrorKind.unavailable("it takes no more connections");
            case "55P03" -> SqlErrorKind.unavailable("others hold what this must change");
            case "57014" -> SqlErrorKind.unavailable("it took too long");
            case "57P03" -> SqlErrorKind.unavailable("it is starting or stopping");
            default -> byClass(state);
        };
    }

    private static SqlErrorKind byClass(String state) {
        String kind = state.length() < 2 ? "" : state.substring(0, 2);
        return switch (kind) {
            case "28" -> SqlErrorKind.unavailable("it refuses the login");
            case "53" -> SqlErrorKind.unavailable("it lacks resources");
            case "58" -> SqlErrorKind.unavailable("its system fails");
            default -> SqlErrorKind.DEFECT;
        };
    }

    @Override
    public String place() {
        return url.replaceFirst("\\?.*", "");
    }

    /** Nobody else is kept out. */
    @Override
    public void close() {}

    private FailureException unusable(String reason, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, "The database " + place() + " can't be used: " + reason)
                .causedBy(cause);
    }

    private static FailureException invalid(String text) {
        return Failure.of(FailureCode.INVALID, "FTPCLUSTER_DATABASE_URL: " + text).exception();
    }
}
