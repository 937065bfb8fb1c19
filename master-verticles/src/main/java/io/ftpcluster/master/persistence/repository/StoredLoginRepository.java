package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.engine.UniqueViolation;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.StoredLogins.Delete;
import io.ftpcluster.messages.StoredLogins.Find;
import io.ftpcluster.messages.StoredLogins.FindAll;
import io.ftpcluster.messages.StoredLogins.Insert;
import io.ftpcluster.messages.StoredLogins.Store;
import io.ftpcluster.messages.StoredLogins.StoredLogin;
import io.ftpcluster.messages.StoredLogins.StoredLoginList;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** FTP logins of a server that many permissions share. Each of those has a copy, which is written here and nowhere else. */
public final class StoredLoginRepository {

    private static final int NAMED = 10;
    private static final String SELECT = "SELECT l.server_id AS server_id, l.name AS name, l.ftp_username AS"
            + " ftp_username, CASE WHEN l.encrypted_account IS NULL THEN 0 ELSE 1 END AS with_account,"
            + " l.created_at AS created_at, (SELECT COUNT(*) FROM permissions p WHERE p.server_id = l.server_id AND"
            + " p.login = l.name) AS used FROM server_logins l";
    private static final String OF_SERVER = SELECT + " WHERE l.server_id = ?";

    private final Database database;
    private final AuditRepository audit;
    private final Clock clock;

    public StoredLoginRepository(Database database, AuditRepository audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a permission takes from one.
     *
     * @param encryptedAccount null: none
     */
    record Content(String name, String ftpUsername, Secret encryptedPass, Secret encryptedAccount) {}

    public StoredLogin insert(Insert request) {
        try {
            return database.write(sql -> {
                Server server = ServerRepository.require(sql, request.serverRef());
                sql.change(
                        "INSERT INTO server_logins (server_id, name, ftp_username, encrypted_pass, encrypted_account,"
                                + " created_at) VALUES (?, ?, ?, ?, ?, ?)",
                        server.id(), request.name(), request.ftpUsername(), request.encryptedPass().value(),
                        text(request.encryptedAccount()), clock.millis());
                audit.add(sql, request.actor(), "login.create", target(server, request.name()),
                        "as " + request.ftpUsername());
                return require(sql, server, request.name());
            });
        } catch (UniqueViolation e) {
            throw Failure
                    .conflict("name", "is taken",
                            "name: there is a stored login " + request.name() + " on this server already.")
                    .causedBy(e);
        }
    }

    public StoredLogin store(Store request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            Content old = content(sql, server.id(), server.alias(), request.name());
            String ftpUsername = request.ftpUsername() == null ? old.ftpUsername() : request.ftpUsername();
            Secret password = request.encryptedPass() == null ? old.encryptedPass() : request.encryptedPass();
            String account = text(changedAccount(old.encryptedAccount(), request.encryptedAccount()));
            sql.change(
                    "UPDATE server_logins SET ftp_username = ?, encrypted_pass = ?, encrypted_account = ?"
                            + " WHERE server_id = ? AND name = ?",
                    ftpUsername, password.value(), account, server.id(), old.name());
            sql.change(
                    "UPDATE permissions SET ftp_username = ?, encrypted_pass = ?, encrypted_account = ?"
                            + " WHERE server_id = ? AND login = ?",
                    ftpUsername, password.value(), account, server.id(), old.name());
            audit.add(sql, request.actor(), "login.update", target(server, old.name()), changes(old, request));
            return require(sql, server, old.name());
        });
    }

    private static String changes(Content old, Store request) {
        List<String> changes = new ArrayList<>();
        if (request.ftpUsername() != null && !request.ftpUsername().equals(old.ftpUsername())) {
            changes.add("as " + request.ftpUsername());
        }
        if (request.encryptedPass() != null) {
            changes.add("a new password");
        }
        if (request.encryptedAccount() != null) {
            changes.add(request.encryptedAccount().value().isEmpty() ? "no account (ACCT)" : "a new account (ACCT)");
        }
        return String.join("; ", changes);
    }

    public StoredLoginList list(FindAll request) {
        return new StoredLoginList(database.read(sql -> request.serverRef() == null
                ? sql.list(Columns.reader(StoredLoginRepository::login), SELECT + " ORDER BY l.server_id, l.name")
                : sql.list(Columns.reader(StoredLoginRepository::login), OF_SERVER + " ORDER BY l.name",
                        ServerRepository.require(sql, request.serverRef()).id())));
    }

    public StoredLogin find(Find request) {
        return database.read(sql -> require(sql, ServerRepository.require(sql, request.serverRef()), request.name()));
    }

    public StoredLogin delete(Delete request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            StoredLogin login = require(sql, server, request.name());
            if (login.permissions() > 0) {
                throw Failure
                        .conflict("The stored login " + login.name() + " on " + server.alias() + " is used by "
                                + users(sql, login) + ". Give their permissions another login first, or remove them.")
                        .exception();
            }
            sql.change("DELETE FROM server_logins WHERE server_id = ? AND name = ?", server.id(), login.name());
            audit.add(sql, request.actor(), "login.delete", target(server, login.name()), "");
            return login;
        });
    }

    private static String users(Sql sql, StoredLogin login) {
        List<String> names = sql.list(row -> row.getString("username"),
                "SELECT u.username AS username FROM permissions p JOIN users u ON u.id = p.user_id WHERE"
                        + " p.server_id = ? AND p.login = ? ORDER BY u.username_key LIMIT ?",
                login.serverId(), login.name(), NAMED);
        int more = login.permissions() - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }

    /** INVALID naming the field of a permission when there is none. */
    static Content forPermission(Sql sql, Server server, String name) {
        return find(sql, server.id(), name).orElseThrow(
                () -> Failure.invalid("login", "is none of " + server.alias() + "'s stored logins").exception());
    }

    private static Content content(Sql sql, String serverId, String alias, String name) {
        return find(sql, serverId, name).orElseThrow(() -> missing(alias, name));
    }

    private static Optional<Content> find(Sql sql, String serverId, String name) {
        return sql.first(row -> {
            String account = row.getString("encrypted_account");
            return new Content(row.getString("name"), row.getString("ftp_username"),
                    new Secret(row.getString("encrypted_pass")), account == null ? null : new Secret(account));
        }, "SELECT name, ftp_username, encrypted_pass, encrypted_account FROM server_logins WHERE server_id = ?"
                + " AND name = ?", serverId, name);
    }

    /** @param given null: as it was; empty: none */
    static Secret changedAccount(Secret old, Secret given) {
        if (given == null) {
            return old;
        }
        return given.value().isEmpty() ? null : given;
    }

    private static StoredLogin require(Sql sql, Server server, String name) {
        return sql.first(Columns.reader(StoredLoginRepository::login), OF_SERVER + " AND l.name = ?", server.id(), name)
                .orElseThrow(() -> missing(server.alias(), name));
    }

    private static RuntimeException missing(String alias, String name) {
        return Failure.notFound("There is no stored login " + name + " on " + alias + ".").exception();
    }

    private static StoredLogin login(Columns row) {
        return new StoredLogin(row.getString("server_id"), row.getString("name"), row.getString("ftp_username"),
                row.getLong("with_account") != 0, Math.toIntExact(row.getLong("used")),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    private static String text(Secret secret) {
        return secret == null ? null : secret.value();
    }

    private static String target(Server server, String name) {
        return server.alias() + "/" + name;
    }
}
