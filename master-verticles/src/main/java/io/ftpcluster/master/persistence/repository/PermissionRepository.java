package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.engine.UniqueViolation;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Permissions.Delete;
import io.ftpcluster.messages.Permissions.Find;
import io.ftpcluster.messages.Permissions.FindAll;
import io.ftpcluster.messages.Permissions.FindLogin;
import io.ftpcluster.messages.Permissions.Insert;
import io.ftpcluster.messages.Permissions.Login;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.PermissionList;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.text.EnumNames;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may use which server with which login there. */
public final class PermissionRepository {

    private static final String COLUMNS = "p.id AS p_id, p.user_id AS p_user_id, u.username AS p_username,"
            + " p.server_id AS p_server_id, s.alias AS p_alias, p.ftp_username AS p_ftp_username,"
            + " p.rights AS p_rights, p.root AS p_root, p.created_at AS p_created_at, p.login AS p_login,"
            + " (SELECT MAX(COALESCE(q.quota_bytes, 0)) FROM accounts q WHERE q.permission_id = p.id AND"
            + " q.desired <> 'ABSENT') AS p_quota_bytes";
    private static final String FROM = " FROM permissions p JOIN users u ON u.id = p.user_id JOIN servers s ON"
            + " s.id = p.server_id";
    private static final String LOGIN = "SELECT " + COLUMNS + ", " + ServerRepository.COLUMNS
            + ", p.encrypted_pass AS p_encrypted_pass, p.encrypted_account AS p_encrypted_account,"
            + " a.sealed_pass AS a_sealed_pass" + FROM + " LEFT JOIN accounts a ON a.permission_id = p.id AND"
            + " a.desired <> 'ABSENT' AND a.sealed_pass <> p.encrypted_pass WHERE u.username_key = ? AND s.alias_key = ?";

    private final Database database;
    private final AuditRepository audit;
    private final Ids ids;
    private final Clock clock;

    public PermissionRepository(Database database, AuditRepository audit, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    public Permission insert(Insert request) {
        try {
            return database.write(sql -> {
                User user = UserRepository.require(sql, request.userRef());
                Server server = ServerRepository.require(sql, request.serverRef());
                if (request.login() != null) {
                    return withStoredLogin(sql, user, server, request);
                }
                return request.accountPassword() == null
                        ? withLogin(sql, user, server, request)
                        : withAccount(sql, user, server, request);
            });
        } catch (UniqueViolation e) {
            throw Failure
                    .conflict("server_id", "is granted to this user already",
                            "server_id: user " + request.userRef() + " may use server " + request.serverRef()
                                    + " already.")
                    .causedBy(e);
        }
    }

    private Permission withLogin(Sql sql, User user, Server server, Insert request) {
        Permission permission = permission(user, server, request, request.ftpUsername());
        insert(sql, permission, request.encryptedPass(), request.encryptedAccount());
        audit.add(sql, request.actor(), "permission.create", target(permission), detail(permission));
        return permission;
    }

    private Permission withStoredLogin(Sql sql, User user, Server server, Insert request) {
        var login = StoredLoginRepository.forPermission(sql, server, request.login());
        Permission permission = permission(user, server, request, login.ftpUsername());
        insert(sql, permission, login.encryptedPass(), login.encryptedAccount());
        audit.add(sql, request.actor(), "permission.create", target(permission),
                detail(permission) + ", the stored login " + login.name());
        return permission;
    }

    /** Its password is in the permission from the beginning, as the server takes no other one. */
    private Permission withAccount(Sql sql, User user, Server server, Insert request) {
        AccountGrants.requireManaged(sql, server);
        Permission permission = permission(user, server, request,
                AccountGrants.name(sql, server, user, request.ftpUsername()));
        insert(sql, permission, request.accountPassword().sealed(), request.encryptedAccount());
        AccountGrants.insert(sql, permission, request.accountPassword(), clock.millis());
        audit.add(sql, request.actor(), "permission.create", target(permission),
                detail(permission) + "; the account is to be made");
        return permission;
    }

    private Permission permission(User user, Server server, Insert request, String ftpUsername) {
        return new Permission(ids.next(), user.id(), user.username(), server.id(), server.alias(), ftpUsername,
                request.rights(), request.root(), Instant.ofEpochMilli(clock.millis()), request.login(),
                request.accountPassword() == null ? null : request.quotaBytes(), request.accountPassword() != null);
    }

    public PermissionList list(FindAll request) {
        return new PermissionList(database.read(sql -> {
            List<String> conditions = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            if (request.userRef() != null) {
                conditions.add("p.user_id = ?");
                values.add(UserRepository.require(sql, request.userRef()).id());
            }
            if (request.serverRef() != null) {
                conditions.add("p.server_id = ?");
                values.add(ServerRepository.require(sql, request.serverRef()).id());
            }
            String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
            return sql.list(Columns.reader(PermissionRepository::permission),
                    "SELECT " + COLUMNS + FROM + where + " ORDER BY u.username_key, s.alias_key", values.toArray());
        }));
    }

    public Permission find(Find request) {
        return database.read(sql -> require(sql, request.id()));
    }

    /** Returns what was there. */
    public Permission delete(Delete request) {
        return database.write(sql -> {
            Permission permission = require(sql, request.id());
            boolean hadAccount = AccountGrants.withdraw(sql, permission, request.files(), clock.millis());
            sql.change("DELETE FROM permissions WHERE id = ?", permission.id());
            audit.add(sql, request.actor(), "permission.delete", target(permission),
                    hadAccount
                            ? "the account " + permission.ftpUsername() + " is to be removed, its files: "
                                    + EnumNames.of(request.files())
                            : "");
            return permission;
        });
    }

    /** One query, as every request for a file asks it. */
    public Login login(FindLogin request) {
        return database
                .again(Login.class, PermissionRepository::login, LOGIN, UserRepository.key(request.username()),
                        UserRepository.key(request.alias()))
                .orElseThrow(() -> Failure
                        .notFound("There is no server " + request.alias() + " for " + request.username() + ".")
                        .exception());
    }

    /** As {@link #login}, where that needs no reading. */
    public Optional<Login> cached(FindLogin request) {
        return database.cached(Login.class, LOGIN, UserRepository.key(request.username()),
                UserRepository.key(request.alias()));
    }

    static Permission require(Sql sql, String id) {
        return sql
                .first(Columns.reader(PermissionRepository::permission), "SELECT " + COLUMNS + FROM + " WHERE p.id = ?",
                        id)
                .orElseThrow(() -> Failure.notFound("There is no permission " + id + ".").exception());
    }

    private static void insert(Sql sql, Permission permission, Secret encryptedPass, Secret encryptedAccount) {
        sql.change(
                "INSERT INTO permissions (id, user_id, server_id, ftp_username, encrypted_pass, rights, root,"
                        + " created_at, encrypted_account, login) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                permission.id(), permission.userId(), permission.serverId(), permission.ftpUsername(),
                encryptedPass.value(), text(permission.rights()), permission.root(),
                permission.createdAt().toEpochMilli(), encryptedAccount == null ? null : encryptedAccount.value(),
                permission.login());
    }

    /** Null: none. */
    static Secret encryptedAccount(Sql sql, String id) {
        return sql
                .first(row -> Optional.ofNullable(row.getString("encrypted_account")),
                        "SELECT encrypted_account FROM permissions WHERE id = ?", id)
                .flatMap(account -> account)
                .map(Secret::new)
                .orElse(null);
    }

    private static Login login(Columns row) {
        String account = row.getString("p_encrypted_account");
        String pending = row.getString("a_sealed_pass");
        return new Login(permission(row), ServerRepository.server(row), new Secret(row.getString("p_encrypted_pass")),
                account == null ? null : new Secret(account), pending == null ? null : new Secret(pending));
    }

    private static Permission permission(Columns row) {
        // Null without an account, and 0 for one without a quota.
        Long quota = row.getLong("p_quota_bytes");
        return new Permission(row.getString("p_id"), row.getString("p_user_id"), row.getString("p_username"),
                row.getString("p_server_id"), row.getString("p_alias"), row.getString("p_ftp_username"),
                rights(row.getString("p_rights")), row.getString("p_root"),
                Instant.ofEpochMilli(row.getLong("p_created_at")), row.getString("p_login"),
                AccountGrants.shownQuota(quota), quota != null);
    }

    static String text(Set<Right> rights) {
        return rights.stream().sorted().map(Right::name).collect(Collectors.joining(","));
    }

    private static Set<Right> rights(String text) {
        return Stream.of(text.split(","))
                .filter(name -> !name.isEmpty())
                .map(Right::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String detail(Permission permission) {
        return "as " + permission.ftpUsername() + " with " + text(permission.rights());
    }

    static String target(Permission permission) {
        return permission.username() + "/" + permission.alias();
    }
}
