package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.AccountName;
import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts.NewPassword;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.text.UserNames;
import java.util.Optional;

/** Accounts that come and go with permissions, in the transactions of those. */
final class AccountGrants {

    /** Users of the portal whose names would be the same on a server. */
    private static final int MOST_NUMBERED = 1000;
    private static final String WITHDRAW = "UPDATE accounts SET desired = ?, files = ?, generation = generation + 1,"
            + " state = ?, detail = '', failed_at = NULL, changed_at = ? WHERE desired <> ? AND ";

    private AccountGrants() {}

    /**
     * The name of a new account.
     *
     * @param wanted null: one is made of the user's name
     */
    static String name(Sql sql, Server server, User user, String wanted) {
        if (wanted != null) {
            AccountName.require("ftp_username", wanted);
            if (isTaken(sql, server, wanted)) {
                throw Failure
                        .conflict("ftp_username", "is taken",
                                "ftp_username: there is a login " + wanted + " on " + server.alias() + " already.")
                        .exception();
            }
            return wanted;
        }
        String name = AccountName.of(user.username());
        for (int number = 1; number <= MOST_NUMBERED; number++) {
            String next = number == 1 ? name : AccountName.numbered(name, number);
            if (!UserNames.isReserved(next) && !isTaken(sql, server, next)) {
                return next;
            }
        }
        throw Failure
                .conflict("ftp_username", "is required",
                        "ftp_username: too many logins on " + server.alias() + " are called like " + name
                                + "; say how this one is to be called.")
                .exception();
    }

    /** INVALID unless the server's agent could make accounts. */
    static void requireManaged(Sql sql, Server server) {
        if (sql.first(row -> row.getString("server_id"), "SELECT server_id FROM agent_tokens WHERE server_id = ?",
                server.id()).isEmpty()) {
            throw Failure
                    .invalid("user_pass",
                            "is required: " + server.alias() + " has no agent that could make an account there")
                    .exception();
        }
    }

    /** In place of one of this name that was removed, if there is one. */
    static void insert(Sql sql, Permission permission, NewPassword password, long now) {
        Optional<Long> before = sql.first(row -> row.getLong("generation"),
                "SELECT generation FROM accounts WHERE server_id = ? AND name = ?", permission.serverId(),
                permission.ftpUsername());
        sql.change("DELETE FROM accounts WHERE server_id = ? AND name = ?", permission.serverId(),
                permission.ftpUsername());
        // Counted on, so that nothing that is said late of the one before is taken for this one's.
        long removed = before.orElse(0L);
        sql.change(
                "INSERT INTO accounts (server_id, name, permission_id, username, desired, files, sealed_pass,"
                        + " password_hash, generation, observed_generation, state, detail, changed_at,"
                        + " password_at, quota_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?)",
                permission.serverId(), permission.ftpUsername(), permission.id(), permission.username(),
                Desired.ACTIVE.name(), LeftFiles.KEEP.name(), password.sealed().value(), password.hash().value(),
                removed + 1, removed, State.MAKING.name(), now, now, permission.quotaBytes());
    }

    /** A quota that was taken away is 0 in the database, as the agent must take it away, too. */
    static Long shownQuota(Long stored) {
        return stored == null || stored == 0 ? null : stored;
    }

    /** @return whether it was another one before */
    static boolean setQuota(Sql sql, Permission permission, long bytes, long now) {
        return sql.change(
                "UPDATE accounts SET quota_bytes = ?, generation = generation + 1, state = ?, detail = '',"
                        + " failed_at = NULL, changed_at = ? WHERE permission_id = ? AND desired <> ?"
                        + " AND COALESCE(quota_bytes, 0) <> ?",
                bytes, State.MAKING.name(), now, permission.id(), Desired.ABSENT.name(), bytes) > 0;
    }

    /** Whether the permission's login is an account. */
    static boolean isMadeFor(Sql sql, Permission permission) {
        return sql
                .first(row -> row.getString("name"),
                        "SELECT name FROM accounts WHERE permission_id = ? AND desired <> ?", permission.id(),
                        Desired.ABSENT.name())
                .isPresent();
    }

    /** True when there was one. */
    static boolean withdraw(Sql sql, Permission permission, LeftFiles files, long now) {
        return sql.change(WITHDRAW + "permission_id = ?", Desired.ABSENT.name(), files.name(), State.MAKING.name(), now,
                Desired.ABSENT.name(), permission.id()) > 0;
    }

    /** All of a user who is about to be deleted; their files are kept. */
    static void withdrawAll(Sql sql, User user, long now) {
        sql.change(WITHDRAW + "permission_id IN (SELECT id FROM permissions WHERE user_id = ?)", Desired.ABSENT.name(),
                LeftFiles.KEEP.name(), State.MAKING.name(), now, Desired.ABSENT.name(), user.id());
    }

    /** Of permissions that went without a word here, as a node of an older version deletes them. */
    static int withdrawLeft(Sql sql, long now) {
        return sql.change(WITHDRAW + "NOT EXISTS (SELECT 1 FROM permissions p WHERE p.id = accounts.permission_id)",
                Desired.ABSENT.name(), LeftFiles.KEEP.name(), State.MAKING.name(), now, Desired.ABSENT.name());
    }

    /** By an account, or by a login that somebody made by hand, whose user on the server is none of ours. */
    private static boolean isTaken(Sql sql, Server server, String name) {
        return sql
                .first(row -> row.getString("name"),
                        "SELECT name FROM accounts WHERE server_id = ? AND name = ? AND state <> ? UNION"
                                + " SELECT ftp_username FROM permissions WHERE server_id = ? AND ftp_username = ?",
                        server.id(), name, State.REMOVED.name(), server.id(), name)
                .isPresent();
    }
}
