package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Columns;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Accounts.Account;
import io.ftpcluster.messages.Accounts.AccountList;
import io.ftpcluster.messages.Accounts.Aged;
import io.ftpcluster.messages.Accounts.AgedList;
import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.messages.Accounts.DesiredList;
import io.ftpcluster.messages.Accounts.FailureList;
import io.ftpcluster.messages.Accounts.Failures;
import io.ftpcluster.messages.Accounts.Find;
import io.ftpcluster.messages.Accounts.FindAged;
import io.ftpcluster.messages.Accounts.FindDesired;
import io.ftpcluster.messages.Accounts.FindFailures;
import io.ftpcluster.messages.Accounts.FindServers;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts.Result;
import io.ftpcluster.messages.Accounts.ServersWithAccounts;
import io.ftpcluster.messages.Accounts.SetLock;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Accounts.StoreDatalink;
import io.ftpcluster.messages.Accounts.StorePassword;
import io.ftpcluster.messages.Accounts.StoreResults;
import io.ftpcluster.messages.Accounts.StoreUnknown;
import io.ftpcluster.messages.Servers.Server;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The system users that agents make: what should be, and what came of it. */
public final class AccountRepository {

    /** For which an account is shown that was removed. */
    private static final Duration SHOWN = Duration.ofDays(30);
    private static final String COLUMNS = "server_id, name, permission_id, username, desired, files, generation,"
            + " observed_generation, state, detail, changed_at, quota_bytes";

    private final Database database;
    private final AuditRepository audit;
    private final Clock clock;

    public AccountRepository(Database database, AuditRepository audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public AccountList list(Find request) {
        return database.read(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            List<Account> found = sql.list(Columns.reader(AccountRepository::account),
                    "SELECT " + COLUMNS + " FROM accounts WHERE server_id = ? AND name > ? ORDER BY name LIMIT ?",
                    server.id(), from(request.after()), request.limit() + 1);
            boolean more = found.size() > request.limit();
            return new AccountList(more ? found.subList(0, request.limit()) : found, more, unknown(sql, server.id()),
                    datalink(sql, server.id()));
        });
    }

    public DesiredList desired(FindDesired request) {
        return database.read(sql -> new DesiredList(ServerRepository.require(sql, request.serverId()).alias(), sql.list(
                Columns.reader(AccountRepository::desired),
                "SELECT name, username, desired, files, password_hash, sealed_pass, generation, observed_generation,"
                        + " state, quota_bytes, detail FROM accounts WHERE server_id = ? AND name > ? AND state <> ? ORDER BY name LIMIT ?",
                request.serverId(), from(request.after()), State.REMOVED.name(), FindDesired.PAGE),
                unknown(sql, request.serverId())));
    }

    private static List<String> unknown(Sql sql, String serverId) {
        return sql.list(row -> row.getString("name"),
                "SELECT name FROM unknown_accounts WHERE server_id = ? AND by_datalink = 0 ORDER BY name", serverId);
    }

    private static List<String> datalink(Sql sql, String serverId) {
        return sql.list(row -> row.getString("name"),
                "SELECT name FROM unknown_accounts WHERE server_id = ? AND by_datalink = 1 ORDER BY name", serverId);
    }

    public Done storeUnknown(StoreUnknown request) {
        return database.write(sql -> {
            replaceUnknown(sql, request.serverId(), request.names(), 0);
            return Done.DONE;
        });
    }

    /** What an agent says of its datalink counts for more. */
    private static void replaceUnknown(Sql sql, String serverId, List<String> names, int byDatalink) {
        sql.change("DELETE FROM unknown_accounts WHERE server_id = ? AND by_datalink = ?", serverId, byDatalink);
        // The server may be gone by now.
        names.forEach(
                name -> sql.change(
                        "INSERT INTO unknown_accounts (server_id, name, by_datalink) SELECT id, ?, ? FROM servers"
                                + " WHERE id = ? ON CONFLICT (server_id, name) DO "
                                + (byDatalink == 1 ? "UPDATE SET by_datalink = 1" : "NOTHING"),
                        name, byDatalink, serverId));
    }

    /** Each agent with a datalink says this whenever it links, mostly nothing new: then nothing is written. */
    public Done storeDatalink(StoreDatalink request) {
        if (request.changes().isEmpty()
                && database.read(sql -> datalink(sql, request.serverId())).equals(request.names())) {
            return Done.DONE;
        }
        return database.write(sql -> {
            sql.first(row -> row.getString("alias"), "SELECT alias FROM servers WHERE id = ?", request.serverId())
                    .ifPresent(alias -> {
                        request.changes()
                                .forEach(change -> audit.addOnce(sql, request.serverId() + "/" + change.id(),
                                        DatalinkEntries.of(alias, change, clock.instant())));
                        replaceUnknown(sql, request.serverId(), request.names(), 1);
                    });
            return Done.DONE;
        });
    }

    public ServersWithAccounts servers(FindServers request) {
        List<String> states = request.states().stream().map(State::name).toList();
        String marks = String.join(", ", Collections.nCopies(states.size(), "?"));
        return new ServersWithAccounts(states.isEmpty()
                ? List.of()
                : database.read(sql -> sql.list(row -> row.getString("server_id"),
                        "SELECT DISTINCT server_id FROM accounts WHERE state IN (" + marks + ") ORDER BY server_id",
                        states.toArray())));
    }

    /** In the permission the old one stays, for as long as the server takes that. */
    public Account storePassword(StorePassword request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            Account account = require(sql, server, request.name());
            if (account.desired() == Desired.ABSENT) {
                throw Failure.conflict("The account " + account.name() + " on " + server.alias()
                        + " is removed, or is about to be; it gets no new password.").exception();
            }
            sql.change(
                    "UPDATE accounts SET sealed_pass = ?, password_hash = ?, generation = generation + 1, state = ?,"
                            + " detail = '', failed_at = NULL, changed_at = ?, password_at = ? WHERE server_id = ?"
                            + " AND name = ?",
                    request.password().sealed().value(), request.password().hash().value(), State.MAKING.name(),
                    clock.millis(), clock.millis(), server.id(), account.name());
            audit.add(sql, request.actor(), "account.rotate", account.username() + "/" + server.alias(),
                    "the password of " + account.name());
            return require(sql, server, account.name());
        });
    }

    public Account setLock(SetLock request) {
        return database.write(sql -> {
            Server server = ServerRepository.require(sql, request.serverRef());
            Account account = require(sql, server, request.name());
            if (account.desired() == Desired.ABSENT) {
                throw Failure.conflict("The account " + account.name() + " on " + server.alias()
                        + " is removed, or is about to be; there is nothing to lock or unlock.").exception();
            }
            Desired wanted = request.locked() ? Desired.LOCKED : Desired.ACTIVE;
            if (account.desired() == wanted) {
                return account;
            }
            sql.change(
                    "UPDATE accounts SET desired = ?, generation = generation + 1, state = ?, detail = '',"
                            + " failed_at = NULL, changed_at = ? WHERE server_id = ? AND name = ?",
                    wanted.name(), State.MAKING.name(), clock.millis(), server.id(), account.name());
            audit.add(sql, request.actor(), request.locked() ? "account.lock" : "account.unlock",
                    account.username() + "/" + server.alias(), account.name());
            return require(sql, server, account.name());
        });
    }

    private record Failing(String serverId, String name, int ofServer) {}

    public FailureList failures(FindFailures request) {
        List<Failing> found = database.read(sql -> sql.list(
                row -> new Failing(row.getString("server_id"), row.getString("name"),
                        Math.toIntExact(row.getLong("failed"))),
                "SELECT server_id, name, failed FROM (SELECT server_id, name, COUNT(*) OVER (PARTITION BY server_id) AS"
                        + " failed, ROW_NUMBER() OVER (PARTITION BY server_id ORDER BY name) AS place FROM accounts"
                        + " WHERE failed_at <= ?) AS ranked WHERE place <= ? ORDER BY server_id, place",
                clock.millis() - request.millis(), Failures.NAMED));
        Map<String, List<Failing>> byServer = found.stream()
                .collect(Collectors.groupingBy(Failing::serverId, LinkedHashMap::new, Collectors.toList()));
        return new FailureList(byServer.entrySet()
                .stream()
                .map(server -> new Failures(server.getKey(), server.getValue().getFirst().ofServer(),
                        server.getValue().stream().map(Failing::name).toList()))
                .toList());
    }

    public AgedList aged(FindAged request) {
        return database.read(sql -> {
            long busy = sql
                    .first(row -> row.getLong("busy"), "SELECT COUNT(*) AS busy FROM accounts WHERE state = ?",
                            State.MAKING.name())
                    .orElse(0L);
            return new AgedList(sql.list(row -> new Aged(row.getString("server_id"), row.getString("name")),
                    "SELECT server_id, name FROM accounts WHERE state = ? AND desired = ? AND"
                            + " COALESCE(password_at, changed_at) <= ? ORDER BY COALESCE(password_at, changed_at),"
                            + " server_id, name LIMIT ?",
                    State.WORKING.name(), Desired.ACTIVE.name(), clock.millis() - request.millis(),
                    Math.max(0, request.atOnce() - busy)));
        });
    }

    public Done storeResults(StoreResults request) {
        return database.write(sql -> {
            request.results().forEach(result -> store(sql, request.serverId(), result));
            return Done.DONE;
        });
    }

    private void store(Sql sql, String serverId, Result result) {
        if (result.made()) {
            sql.change(
                    "UPDATE accounts SET observed_generation = ? WHERE server_id = ? AND name = ?"
                            + " AND observed_generation < ? AND generation >= ?",
                    result.generation(), serverId, result.name(), result.generation(), result.generation());
        }
        if (result.taken() != null) {
            // Also when another one is to follow: until then the server takes this one.
            sql.change(
                    "UPDATE permissions SET encrypted_pass = ? WHERE encrypted_pass <> ? AND id = (SELECT permission_id"
                            + " FROM accounts WHERE server_id = ? AND name = ? AND observed_generation = ?)",
                    result.taken().value(), result.taken().value(), serverId, result.name(), result.generation());
        }
        storeState(sql, serverId, result);
        if (result.state() == State.REMOVED) {
            sql.change(
                    "UPDATE accounts SET sealed_pass = '', password_hash = '', changed_at = ? WHERE server_id = ?"
                            + " AND name = ? AND generation = ?",
                    clock.millis(), serverId, result.name(), result.generation());
        }
    }

    private void storeState(Sql sql, String serverId, Result result) {
        // Being tried again, or its server's being away, says nothing of whether it works.
        int over = switch (result.state()) {
            case FAILED, MAKING, WAITING -> 0;
            case WORKING, LOCKED, REMOVED -> 1;
        };
        Long now = result.state() == State.FAILED ? clock.millis() : null;
        sql.change(
                "UPDATE accounts SET state = ?, detail = ?, failed_at = CASE WHEN ? = 1 THEN NULL ELSE"
                        + " COALESCE(failed_at, ?) END WHERE server_id = ? AND name = ? AND generation = ?"
                        + " AND (state <> ? OR detail <> ?)",
                result.state().name(), result.detail(), over, now, serverId, result.name(), result.generation(),
                result.state().name(), result.detail());
    }

    /** Forgets what was removed long ago. True when what should be was changed: accounts had lost their permissions. */
    public boolean cleanUp() {
        return database.write(sql -> {
            sql.change("DELETE FROM accounts WHERE state = ? AND changed_at < ?", State.REMOVED.name(),
                    clock.millis() - SHOWN.toMillis());
            return AccountGrants.withdrawLeft(sql, clock.millis()) > 0;
        });
    }

    private static Account require(Sql sql, Server server, String name) {
        return sql
                .first(Columns.reader(AccountRepository::account),
                        "SELECT " + COLUMNS + " FROM accounts WHERE server_id = ? AND name = ?", server.id(), name)
                .orElseThrow(() -> Failure.notFound("There is no account " + name + " on " + server.alias() + ".")
                        .exception());
    }

    private static String from(String after) {
        return after == null ? "" : after;
    }

    private static Account account(Columns row) {
        return new Account(row.getString("server_id"), row.getString("name"), row.getString("permission_id"),
                row.getString("username"), Desired.valueOf(row.getString("desired")),
                LeftFiles.valueOf(row.getString("files")), row.getLong("generation"),
                row.getLong("observed_generation"), State.valueOf(row.getString("state")), row.getString("detail"),
                Instant.ofEpochMilli(row.getLong("changed_at")), AccountGrants.shownQuota(row.getLong("quota_bytes")));
    }

    private static DesiredAccount desired(Columns row) {
        return new DesiredAccount(row.getString("name"), row.getString("username"),
                Desired.valueOf(row.getString("desired")), LeftFiles.valueOf(row.getString("files")),
                new Secret(row.getString("password_hash")), new Secret(row.getString("sealed_pass")),
                row.getLong("generation"), row.getLong("observed_generation"), State.valueOf(row.getString("state")),
                row.getLong("quota_bytes"), row.getString("detail"));
    }
}
