package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.engine.UniqueViolation;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Users.Credentials;
import io.ftpcluster.messages.Users.Delete;
import io.ftpcluster.messages.Users.Find;
import io.ftpcluster.messages.Users.FindAll;
import io.ftpcluster.messages.Users.FindCredentials;
import io.ftpcluster.messages.Users.Insert;
import io.ftpcluster.messages.Users.Preferences;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.Store;
import io.ftpcluster.messages.Users.StorePassword;
import io.ftpcluster.messages.Users.StorePreferences;
import io.ftpcluster.messages.Users.Theme;
import io.ftpcluster.messages.Users.UpgradeHash;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users.UserList;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The accounts of the portal. */
public final class UserRepository {

    /** Of table {@code users u}; {@link #user} reads them from any join. */
    static final String COLUMNS = "u.id AS u_id, u.username AS u_username, u.role AS u_role, u.created_at AS u_created_at,"
            + " u.theme AS u_theme";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;

    public UserRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    public User insert(Insert request) {
        User user = new User(ids.next(), request.username(), request.role(), Instant.ofEpochMilli(clock.millis()));
        try {
            return database.write(sql -> {
                sql.change(
                        "INSERT INTO users (id, username, username_key, password_hash, role, created_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        user.id(), user.username(), key(user.username()), request.passwordHash().value(),
                        user.role().name(), user.createdAt().toEpochMilli());
                audit.add(sql, request.actor(), "user.create", user.username(), user.role().name());
                return user;
            });
        } catch (UniqueViolation e) {
            throw Failure
                    .conflict("username", "is taken", "username: there is a user " + request.username() + " already.")
                    .causedBy(e);
        }
    }

    public User store(Store request) {
        return database.write(sql -> {
            User old = require(sql, request.ref());
            Role role = Optional.ofNullable(request.role()).orElse(old.role());
            if (role != Role.ADMIN) {
                keepAnAdmin(sql, old);
            }
            if (role != old.role()) {
                sql.change("UPDATE users SET role = ? WHERE id = ?", role.name(), old.id());
            }
            if (request.passwordHash() != null) {
                changePassword(sql, old.id(), request.passwordHash());
            }
            String changes = changes(request, old);
            if (!changes.isEmpty()) {
                audit.add(sql, request.actor(), "user.update", old.username(), changes);
            }
            return new User(old.id(), old.username(), role, old.createdAt(), old.preferences());
        });
    }

    public Done storePassword(StorePassword request) {
        return database.write(sql -> {
            User user = require(sql, request.actor().userId());
            int changed = sql.change("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?",
                    request.newHash().value(), user.id(), request.oldHash().value());
            if (changed == 0) {
                throw Failure.conflict("The password was changed by somebody else just now; log in again.").exception();
            }
            sql.change("UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL AND id <> ?",
                    clock.millis(), user.id(), request.actor().method().sessionId().orElse(""));
            audit.add(sql, request.actor(), "user.update", user.username(), "own password");
            return Done.DONE;
        });
    }

    /** No event of the trail: it is nobody else's business how one's pages look. */
    public User storePreferences(StorePreferences request) {
        return database.write(sql -> {
            User old = require(sql, request.actor().userId());
            Theme theme = Optional.ofNullable(request.theme()).orElse(old.preferences().theme());
            sql.change("UPDATE users SET theme = ? WHERE id = ?", theme.name(), old.id());
            return new User(old.id(), old.username(), old.role(), old.createdAt(), new Preferences(theme));
        });
    }

    public User find(Find request) {
        return database.read(sql -> require(sql, request.ref()));
    }

    public UserList list(FindAll request) {
        return new UserList(database.read(sql -> sql.list(Columns.reader(UserRepository::user),
                "SELECT " + COLUMNS + " FROM users u ORDER BY u.username_key")));
    }

    public Done delete(Delete request) {
        return database.write(sql -> {
            User user = require(sql, request.ref());
            keepAnAdmin(sql, user);
            AccountGrants.withdrawAll(sql, user, clock.millis());
            sql.change("DELETE FROM users WHERE id = ?", user.id());
            audit.add(sql, request.actor(), "user.delete", user.username(), "");
            return Done.DONE;
        });
    }

    public Credentials credentials(FindCredentials request) {
        return database.first(
                row -> new Credentials(user(row), new Secret(row.getString("password_hash")),
                        row.getLong("unlocked_at")),
                "SELECT " + COLUMNS + ", u.password_hash AS password_hash, u.unlocked_at AS unlocked_at FROM users u"
                        + " WHERE u.username_key = ?",
                key(request.username())).orElseThrow(() -> missing(request.username()));
    }

    /** Changes nothing when the password was changed meanwhile. It is the same password: no session ends. */
    public Done upgradeHash(UpgradeHash request) {
        return database.write(sql -> {
            sql.change("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?",
                    request.newHash().value(), request.userId(), request.oldHash().value());
            return Done.DONE;
        });
    }

    /** By id, else by name; names never look like ids, so at most one fits. */
    static User require(Sql sql, String ref) {
        return sql
                .first(Columns.reader(UserRepository::user),
                        "SELECT " + COLUMNS + " FROM users u WHERE u.id = ? OR u.username_key =" + " ?", ref, key(ref))
                .orElseThrow(() -> missing(ref));
    }

    static User user(Columns row) {
        return new User(row.getString("u_id"), row.getString("u_username"), Role.valueOf(row.getString("u_role")),
                Instant.ofEpochMilli(row.getLong("u_created_at")), preferences(row));
    }

    private static Preferences preferences(Columns row) {
        String theme = row.getString("u_theme");
        return theme == null ? Preferences.DEFAULT : new Preferences(Theme.valueOf(theme));
    }

    static String key(String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }

    private void changePassword(Sql sql, String id, Secret hash) {
        // Whoever has forgotten it has tried too often, too.
        sql.change("UPDATE users SET password_hash = ?, unlocked_at = ? WHERE id = ?", hash.value(), clock.millis(),
                id);
        sql.change("UPDATE sessions SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL", clock.millis(), id);
    }

    private static void keepAnAdmin(Sql sql, User leaving) {
        if (leaving.role() != Role.ADMIN) {
            return;
        }
        List<String> others = sql.list(row -> row.getString("id"),
                "SELECT id FROM users WHERE role = ? AND id <> ?" + " LIMIT 1", Role.ADMIN.name(), leaving.id());
        if (others.isEmpty()) {
            throw Failure.conflict(leaving.username() + " is the last admin; make another user admin first.")
                    .exception();
        }
    }

    private static String changes(Store request, User old) {
        String password = request.passwordHash() == null ? "" : "password";
        String role = request.role() == null || request.role() == old.role() ? "" : "role " + request.role();
        return Stream.of(password, role).filter(text -> !text.isEmpty()).collect(Collectors.joining(", "));
    }

    private static RuntimeException missing(String ref) {
        return Failure.notFound("There is no user " + ref + ".").exception();
    }
}
