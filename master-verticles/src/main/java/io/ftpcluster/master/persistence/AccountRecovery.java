package io.ftpcluster.master.persistence;

import static io.ftpcluster.master.persistence.DirectDatabase.change;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Users.Role;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets whoever may use the portal's database back in, without logging in. Works on the database itself, beside a portal
 * that uses it or without one: what nodes remember holds for a second at most. Blocking; fails with one line for people.
 */
public final class AccountRecovery {

    private final DirectDatabase database;

    /** One that is there. */
    public record Account(String id, String username, boolean admin) {}

    private AccountRecovery(DirectDatabase database) {
        this.database = database;
    }

    /** Makes and migrates nothing. */
    public static AccountRecovery open(Config.Database config, Path dataDir) {
        return new AccountRecovery(DirectDatabase.open(config, dataDir));
    }

    /** By their names. */
    public List<Account> accounts() {
        return database.write(connection -> {
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
        return database.write(connection -> {
            change(connection, "UPDATE users SET password_hash = ?, unlocked_at = ? WHERE id = ?", hash.value(),
                    database.clock().millis(), account.id());
            int ended = change(connection,
                    "UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL"
                            + " AND expires_at > ?",
                    database.clock().millis(), account.id(), database.clock().millis());
            database.record(connection, "user.update", account.username(), "password");
            return ended;
        });
    }

    /** For a portal that has no admin left. */
    public void makeAdmin(String username, Secret hash) {
        database.write(connection -> {
            change(connection,
                    "INSERT INTO users (id, username, username_key, password_hash, role, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    database.ids().next(), username, username.toLowerCase(Locale.ROOT), hash.value(), Role.ADMIN.name(),
                    database.clock().millis());
            database.record(connection, "user.create", username, Role.ADMIN.name());
            return null;
        });
    }

    /** For a portal that has no admin left. */
    public void promote(Account account) {
        database.write(connection -> {
            change(connection, "UPDATE users SET role = ? WHERE id = ?", Role.ADMIN.name(), account.id());
            database.record(connection, "user.update", account.username(), "role " + Role.ADMIN.name());
            return null;
        });
    }

    /** Failed logins so far don't count any more. */
    public void unlock(Account account) {
        database.write(connection -> {
            change(connection, "UPDATE users SET unlocked_at = ? WHERE id = ?", database.clock().millis(),
                    account.id());
            database.record(connection, "user.unlock", account.username(), "");
            return null;
        });
    }
}
