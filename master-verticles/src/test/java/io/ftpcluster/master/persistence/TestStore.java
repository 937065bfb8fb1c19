package io.ftpcluster.master.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.repository.AccountRepository;
import io.ftpcluster.master.persistence.repository.AgentTokenRepository;
import io.ftpcluster.master.persistence.repository.AuditRepository;
import io.ftpcluster.master.persistence.repository.PermissionChanges;
import io.ftpcluster.master.persistence.repository.PermissionRepository;
import io.ftpcluster.master.persistence.repository.ServerRepository;
import io.ftpcluster.master.persistence.repository.SessionRepository;
import io.ftpcluster.master.persistence.repository.StoredLoginRepository;
import io.ftpcluster.master.persistence.repository.UserRepository;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Ids;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.ManualTime;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.Executable;

/** A real database with its repositories, and words for what the tests put in. Registered with a test, it is closed after it. */
public final class TestStore implements AfterEachCallback, AutoCloseable {

    public static final Actor ROOT = Actors.admin("0", "root", "192.0.2.1");
    public static final Config.Database DEFAULT = MigratedSqlite.SQLITE;

    /** Not at the start of a second: what is stored must keep its milliseconds. */
    public final ManualTime clock = new ManualTime(Instant.parse("2026-03-01T12:00:00.123Z"));
    final Vertx vertx = Vertx.vertx();
    public final Database database;
    public final Ids ids = new Ids(clock);
    public final AuditRepository audit;
    public final UserRepository users;
    public final ServerRepository servers;
    public final PermissionRepository permissions;
    public final PermissionChanges permissionChanges;
    public final StoredLoginRepository logins;
    public final AccountRepository accounts;
    public final SessionRepository sessions;

    public TestStore(Path dataDir) {
        this(DEFAULT, dataDir);
    }

    /** One with no rows. */
    public TestStore(Kind kind, Path dataDir) {
        this(kind.empty(dataDir), dataDir);
    }

    public TestStore(Config.Database config, Path dataDir) {
        database = Database.prepare(config, dataDir).open(vertx, config.url().isPresent());
        audit = new AuditRepository(database, ids, clock);
        users = new UserRepository(database, audit, ids, clock);
        servers = new ServerRepository(database, audit, ids, clock);
        permissions = new PermissionRepository(database, audit, ids, clock);
        permissionChanges = new PermissionChanges(database, audit, clock);
        logins = new StoredLoginRepository(database, audit, clock);
        accounts = new AccountRepository(database, audit, clock);
        sessions = new SessionRepository(database, audit, ids, clock);
    }

    public User user(String name) {
        return user(name, Role.USER);
    }

    public User user(String name, Role role) {
        return users.insert(new Users.Insert(ROOT, name, new Secret("hash of " + name), role));
    }

    public Server server(String alias) {
        return servers.insert(new Servers.Insert(ROOT,
                new Settings(alias, "ftp.example.org", 21, FtpSecurity.NONE, null, null, null)));
    }

    /** One that has an agent. */
    public Server managedServer(String alias) {
        Server server = server(alias);
        new AgentTokenRepository(database, audit, clock)
                .store(new Agents.StoreToken(ROOT, server.id(), "hash of " + server.id()));
        return server;
    }

    /**
     * A permission with an account.
     *
     * @param name of the account; null: made of the user's
     * @param password of whose sealed form and hash it is a part
     */
    public Permission account(String userRef, String serverRef, String name, String password) {
        return permissions.insert(new Permissions.Insert(ROOT, userRef, serverRef, name, null, Set.of(Right.LIST), null,
                null, password(password)));
    }

    public static Accounts.NewPassword password(String password) {
        return new Accounts.NewPassword(new Secret("sealed " + password), new Secret("$6$salt$" + password));
    }

    public Permission permission(String userRef, String serverRef, Secret sealed) {
        return permissions.insert(new Permissions.Insert(ROOT, userRef, serverRef, "ftp-" + userRef, sealed,
                Set.of(Right.LIST, Right.DOWNLOAD), "/srv"));
    }

    /** Newest first, as {@code action target detail}. */
    public List<String> trail() {
        return audit.find(Audit.Find.latest(1000))
                .events()
                .stream()
                .map(event -> (event.action() + " " + event.target() + " " + event.detail()).strip())
                .toList();
    }

    public static void assertFails(FailureCode code, String detail, Executable action) {
        FailureException failure = assertThrows(FailureException.class, action);
        assertEquals(code + ": " + detail, failure.failure().code() + ": " + failure.failure().detail());
    }

    @Override
    public void close() throws TimeoutException {
        database.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Override
    public void afterEach(ExtensionContext context) throws TimeoutException {
        close();
    }

    public void later(Duration time) {
        clock.pass(time);
    }
}
