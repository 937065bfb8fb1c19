package io.ftpcluster.master.persistence;

import static io.ftpcluster.master.persistence.DirectDatabase.change;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Users.User;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the portal has while an import runs, in its transaction: what it had before, and what the import has added. */
final class ImportTarget {

    private final DirectDatabase database;
    private final Connection connection;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> usersByName = new HashMap<>();
    private final Map<String, Existing> serversByAlias = new HashMap<>();
    private final Map<String, String> permissionsByPair = new HashMap<>();

    record Existing(String id, String host) {}

    ImportTarget(DirectDatabase database, Connection connection) throws SQLException {
        this.database = database;
        this.connection = connection;
        each("SELECT id, username_key, '' FROM users", (id, name, none) -> usersByName.put(name, id));
        each("SELECT id, alias_key, host FROM servers",
                (id, alias, host) -> serversByAlias.put(alias, new Existing(id, host)));
        each("SELECT id, user_id, server_id FROM permissions",
                (id, user, server) -> permissionsByPair.put(pair(user, server), id));
    }

    private interface Row {
        void take(String id, String first, String second);
    }

    private void each(String sql, Row reader) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(sql); ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
                reader.take(rows.getString(1), rows.getString(2), rows.getString(3));
            }
        }
    }

    boolean has(String id) {
        return ids.contains(id);
    }

    /** Null: none. */
    String user(String name) {
        return usersByName.get(key(name));
    }

    /** Null: none. */
    Existing server(String alias) {
        return serversByAlias.get(key(alias));
    }

    /** Null: none. */
    String permission(String userId, String serverId) {
        return permissionsByPair.get(pair(userId, serverId));
    }

    void add(User user, Secret hash) throws SQLException {
        change(connection,
                "INSERT INTO users (id, username, username_key, password_hash, role, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                user.id(), user.username(), key(user.username()), hash.value(), user.role().name(),
                user.createdAt().toEpochMilli());
        ids.add(user.id());
        usersByName.put(key(user.username()), user.id());
        database.record(connection, "user.create", user.username(), user.role().name() + ", imported");
    }

    void add(Server server) throws SQLException {
        Settings settings = server.settings();
        change(connection,
                "INSERT INTO servers (id, alias, alias_key, host, ftp_port, ftp_security, encoding, admin_user,"
                        + " data_mode, upload_mode, created_at) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?)",
                server.id(), settings.alias(), key(settings.alias()), settings.host(), settings.ftpPort(),
                settings.ftpSecurity().name(), settings.adminUser(), settings.dataMode().name(),
                settings.uploadMode().name(), server.createdAt().toEpochMilli());
        ids.add(server.id());
        serversByAlias.put(key(settings.alias()), new Existing(server.id(), settings.host()));
        database.record(connection, "server.create", settings.alias(), "imported");
    }

    void add(Permission permission, Secret sealed) throws SQLException {
        String rights = permission.rights().stream().sorted().map(Right::name).collect(Collectors.joining(","));
        change(connection,
                "INSERT INTO permissions (id, user_id, server_id, ftp_username, encrypted_pass, rights, root,"
                        + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                permission.id(), permission.userId(), permission.serverId(), permission.ftpUsername(), sealed.value(),
                rights, permission.root(), permission.createdAt().toEpochMilli());
        ids.add(permission.id());
        permissionsByPair.put(pair(permission.userId(), permission.serverId()), permission.id());
        database.record(connection, "permission.create", permission.username() + "/" + permission.alias(),
                "as " + permission.ftpUsername() + " with " + rights + ", imported");
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String pair(String userId, String serverId) {
        return userId + " " + serverId;
    }
}
