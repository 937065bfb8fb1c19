package io.ftpcluster.master.persistence;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Health;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class PersistenceVerticleTest {

    @Parameter
    private Kind kind;

    @TempDir
    private Path dir;
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private Database database;
    private String deployment;

    @BeforeEach
    void open() throws Exception {
        database = Database.prepare(kind.empty(dir), dir).open(vertx, false);
        deployment = deploy("key");
    }

    @AfterEach
    void close() throws Exception {
        database.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void answersEveryUsersAddress() throws Exception {
        User ann = ask(Users.INSERT, new Users.Insert(ROOT, "ann", new Secret("h"), Role.USER));
        assertEquals(ann, ask(Users.FIND, new Users.Find("ann")));
        assertEquals(ann, ask(Users.LIST, new Users.FindAll()).users().getFirst());
        assertEquals(Role.ADMIN, ask(Users.STORE, new Users.Store(ROOT, "ann", null, Role.ADMIN)).role());
        assertEquals("h", ask(Users.CREDENTIALS, new Users.FindCredentials("ann")).passwordHash().value());
        assertFails(FailureCode.CONFLICT, "ann is the last admin; make another user admin first.",
                () -> ask(Users.DELETE, new Users.Delete(ROOT, "ann")));
    }

    @Test
    void answersEveryServersAndPermissionsAddress() throws Exception {
        ask(Users.INSERT, new Users.Insert(ROOT, "ann", new Secret("h"), Role.USER));
        Server alpha = ask(Servers.INSERT, new Servers.Insert(ROOT,
                new Servers.Settings("alpha", "localhost", 21, FtpSecurity.NONE, null, null, null)));
        assertEquals(alpha, ask(Servers.FIND, new Servers.Find("alpha")));
        assertEquals(alpha, ask(Servers.LIST, new Servers.FindAll()).servers().getFirst());
        alpha = ask(Servers.UPDATE, new Servers.Update(ROOT, "alpha", null, null, 2121, null, null, null, null));
        Permission permission = ask(Permissions.INSERT,
                new Permissions.Insert(ROOT, "ann", "alpha", "a", new Secret("key:x"), Set.of(Right.LIST), null));
        assertEquals(permission, ask(Permissions.FIND, new Permissions.Find(permission.id())));
        assertEquals(permission, ask(Permissions.LIST, new Permissions.FindAll(null, null)).permissions().getFirst());
        assertEquals(alpha, ask(Permissions.LOGIN, new Permissions.FindLogin("ann", "alpha")).server());
        assertEquals(Done.DONE, ask(Permissions.DELETE, new Permissions.Delete(ROOT, permission.id())));
        assertFails(FailureCode.NOT_FOUND, "There is no server alpha for ann.",
                () -> ask(Permissions.LOGIN, new Permissions.FindLogin("ann", "alpha")));
        assertEquals(Done.DONE, ask(Servers.DELETE, new Servers.Delete(ROOT, "alpha")));
    }

    @Test
    void tellsOfChangedServersAndTokens() throws Exception {
        BlockingQueue<Record> told = new LinkedBlockingQueue<>();
        bus.listen(Servers.CHANGED, told::add).begun().await(30, TimeUnit.SECONDS);
        bus.listen(Agents.REVOKED, told::add).begun().await(30, TimeUnit.SECONDS);
        String id = ask(Servers.INSERT, new Servers.Insert(ROOT,
                new Servers.Settings("alpha", "localhost", 21, FtpSecurity.NONE, null, null, null))).id();
        assertEquals(new Servers.Changed(id), told.poll(30, TimeUnit.SECONDS));
        Agents.TokenOwner owner = ask(Agents.STORE_TOKEN, new Agents.StoreToken(ROOT, "alpha", "ab"));
        assertEquals(new Agents.TokenOwner(id, "alpha", null), owner);
        assertEquals(owner, ask(Agents.FIND_TOKEN, new Agents.FindToken("ab")));
        assertEquals(new Agents.Revoked(id), told.poll(30, TimeUnit.SECONDS));
        ask(Servers.UPDATE, new Servers.Update(ROOT, "alpha", null, null, 2121, null, null, null, null));
        assertEquals(new Servers.Changed(id), told.poll(30, TimeUnit.SECONDS));
        ask(Servers.DELETE, new Servers.Delete(ROOT, "alpha"));
        Record first = told.poll(30, TimeUnit.SECONDS);
        Record second = told.poll(30, TimeUnit.SECONDS);
        assertEquals(Set.of(new Servers.Changed(id), new Agents.Revoked(id)), Set.of(first, second));
    }

    @Test
    void answersEverySessionsAddress() throws Exception {
        User ann = ask(Users.INSERT, new Users.Insert(ROOT, "ann", new Secret("h"), Role.USER));
        Actor actor = Actors.user(ann.id(), "ann", "192.0.2.7");
        Sessions.Session session = ask(Sessions.INSERT,
                new Sessions.Insert(actor, Instant.now().plusSeconds(60), null, Sessions.Kind.BEARER));
        assertEquals(session, ask(Sessions.FIND, new Sessions.Find(session.id())));
        assertEquals(Done.DONE, ask(Sessions.REVOKE, new Sessions.Revoke(actor, session.id())));
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> ask(Sessions.FIND, new Sessions.Find(session.id())));
        assertEquals(Done.DONE, ask(Health.DATABASE, new Health.Ping()));
    }

    @Test
    void writesBufferedEntriesWithinTheInterval() throws Exception {
        ask(Audit.RECORD, new Audit.Entry(ROOT, "file.download", "alpha/x", null));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Audit.Events events = latest();
        while (events.events().isEmpty() && System.nanoTime() < deadline) {
            events = latest();
        }
        assertEquals("alpha/x", events.events().getFirst().target());
    }

    @Test
    void writesWhatIsBufferedWhenItStops() throws Exception {
        for (int i = 0; i < 1200; i++) {
            ask(Audit.RECORD, new Audit.Entry(ROOT, "file.download", "x", null));
        }
        vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);
        assertEquals(1200,
                database.read(sql -> sql.first(row -> row.getInteger(0), "SELECT count(*) FROM audit_events"))
                        .orElseThrow());
    }

    @Test
    void doesNotStartWithAKeyThatDoesNotFit() throws Exception {
        vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);
        FailureException refused = assertThrows(FailureException.class, () -> deploy("other"));
        assertEquals(FailureCode.UNAVAILABLE, refused.failure().code());
    }

    private Audit.Events latest() throws TimeoutException {
        return ask(Audit.LIST, Audit.Find.latest(10));
    }

    private String deploy(String key) throws TimeoutException {
        return vertx
                .deployVerticle(new PersistenceVerticle(bus, database, new FakeBox(key), Clock.systemUTC()),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await(30, TimeUnit.SECONDS);
    }

    private <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return bus.request(address, request).await(30, TimeUnit.SECONDS);
    }
}
