package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.NativeLibrary;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqliteFile;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.messages.Users.Role;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Lets whoever may use the portal's database back in, without logging in. Works on the database itself, beside a portal
 * that uses it or without one: what nodes remember holds for a second at most. Blocking; fails with one line for people.
 */
public final class AccountRecovery {

    private final DataSource source;
    private final Clock clock;
    private final Ids ids;

    /** One that is there. */
    public record Account(String id, String username, boolean admin) {}

    private AccountRecovery(DataSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.ids = new Ids(clock);
    }

    /** Makes and migrates nothing. */
    public static AccountRecovery open(Config.Database config, Path dataDir) {
        AccountRecovery recovery = new AccountRecovery(source(config, dataDir), Clock.systemUTC());
        new Schema(recovery.source).requireCurrent();
        return recovery;
    }

    private static DataSource source(Config.Database config, Path dataDir) {
        if (config.isElsewhere()) {
            throw Failure
                    .of(FailureCode.INVALID,
                            "Another node owns the database (FTPCLUSTER_DATABASE_URL=none):" + " do this on that one.")
                    .exception();
        }
        String url = config.url().orElse(SqliteFile.URL_PREFIX + dataDir.resolve("ftpcluster.db"));
        if (!url.startsWith(SqliteFile.URL_PREFIX)) {
            return Engine.of(config, dataDir).patientSource();
        }
        Path file = SqliteFile.path(url);
        requireUsable(file);
        return SqliteFile.besideOthers(file);
    }

    private static void requireUsable(Path file) {
        try {
            if (!Files.readAttributes(file, "isRegularFile").get("isRegularFile").equals(true)) {
                throw unusable(file, "it is no file", null);
            }
            if (!Files.isReadable(file) || !Files.isWritable(file)
                    || !Files.isWritable(file.toAbsolutePath().getParent())) {
                throw unusable(file, "permission denied for the user " + FileProblem.user()
                        + "; run this as the user that runs the portal, or as root", null);
            }
            NativeLibrary.load();
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is none. Say where the portal keeps its state, with --data or --config", e);
        } catch (AccessDeniedException e) {
            throw unusable(file, FileProblem.text(e) + "; run this as the user that runs the portal, or as root", e);
        } catch (IOException e) {
            throw unusable(file, FileProblem.text(e), e);
        }
    }

    private static FailureException unusable(Path file, String why, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, "The database file " + file + " can't be used: " + why + ".")
                .causedBy(cause);
    }

    /** By their names. */
    public List<Account> accounts() {
        return run(connection -> {
            List<Account> all = new ArrayList<>();
            try (PreparedStatement ask = connection
                    .prepareStatement("SELECT id, username, role FROM users ORDER BY username_key");
                    ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    all.add(new Account(rows.getString(1), rows.getString(2),
                            Role.ADMIN.name().equals(rows.getString(3))));
                }
            }
            return all;
        });
    }

    public Optional<Account> find(String username) {
        return accounts().stream().filter(account -> account.username().equalsIgnoreCase(username)).findFirst();
    }

    /** Unlocks it too. Returns how many sessions have ended. */
    public int resetPassword(Account account, Secret hash) {
        return run(connection -> {
            change(connection, "UPDATE users SET password_hash = ?, unlocked_at = ? WHERE id = ?", hash.value(),
                    clock.millis(), account.id());
            int ended = change(connection, "UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL"
                    + " AND expires_at > ?", clock.millis(), account.id(), clock.millis());
            record(connection, "user.update", account.username(), "password");
            return ended;
        });
    }

    /** For a portal that has no admin left. */
    public void makeAdmin(String username, Secret hash) {
        run(connection -> {
            change(connection,
                    "INSERT INTO users (id, username, username_key, password_hash, role, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    ids.next(), username, username.toLowerCase(Locale.ROOT), hash.value(), Role.ADMIN.name(),
                    clock.millis());
            record(connection, "user.create", username, Role.ADMIN.name());
            return null;
        });
    }

    /** For a portal that has no admin left. */
    public void promote(Account account) {
        run(connection -> {
            change(connection, "UPDATE users SET role = ? WHERE id = ?", Role.ADMIN.name(), account.id());
            record(connection, "user.update", account.username(), "role " + Role.ADMIN.name());
            return null;
        });
    }

    /** Failed logins so far don't count any more. */
    public void unlock(Account account) {
        run(connection -> {
            change(connection, "UPDATE users SET unlocked_at = ? WHERE id = ?", clock.millis(), account.id());
            record(connection, "user.unlock", account.username(), "");
            return null;
        });
    }

    private void record(Connection connection, String action, String target, String detail) throws SQLException {
        String who = "on the machine, by its user " + FileProblem.user();
        change(connection,
                "INSERT INTO audit_events (id, occurred_at, user_id, username, remote_address, action, target,"
                        + " detail) VALUES (?, ?, NULL, 'system', '-', ?, ?, ?)",
                ids.next(), clock.millis(), action, target, detail.isEmpty() ? who : detail + ", " + who);
    }

    private static int change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** All of it or nothing. */
    private <T> T run(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The database can't be changed now, and nothing was: "
                                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                    .causedBy(e);
        }
    }
}
