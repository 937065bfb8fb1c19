package io.ftpcluster.master.persistence;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.repository.AgentTokenRepository;
import io.ftpcluster.master.persistence.repository.SecretRotation;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.PostgreSql;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one PostgreSQL. */
class ManyNodesTest {

    private static final int ROUNDS = 30;

    @TempDir
    private Path dir;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<TestStore> nodes = new ArrayList<>();
    private Config.Database database;
    private TestStore one;
    private TestStore two;

    @BeforeEach
    void start() throws Exception {
        database = Kind.POSTGRESQL.empty(dir);
        nodes.addAll(together(this::node, this::node, this::node));
        one = nodes.get(0);
        two = nodes.get(1);
    }

    @AfterEach
    void stop() throws Exception {
        for (TestStore node : nodes) {
            node.close();
        }
        threads.close();
    }

    private TestStore node() {
        return new TestStore(database, dir);
    }

    private <T> List<T> together(Callable<T> first, Callable<T> second) throws Exception {
        return together(List.of(first, second));
    }

    private <T> List<T> together(Callable<T> first, Callable<T> second, Callable<T> third) throws Exception {
        return together(List.of(first, second, third));
    }

    private <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (java.util.concurrent.Future<T> result : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
            results.add(result.get());
        }
        return results;
    }

    private static boolean done(Runnable change) {
        try {
            change.run();
            return true;
        } catch (FailureException e) {
            assertEquals(FailureCode.CONFLICT, e.failure().code(), e.failure().detail());
            return false;
        }
    }

    @Test
    void migrateOnceAndKnowTheDatabase() throws Exception {
        Config.Database fresh = PostgreSql.shared().database();
        Callable<TestStore> start = () -> new TestStore(fresh, dir);
        List<TestStore> started = together(start, start, start);
        nodes.addAll(started);
        assertEquals(1, started.stream().map(node -> node.database.id()).distinct().count());
        assertNotEquals(one.database.id(), started.getFirst().database.id());
        assertEquals("ann", started.getFirst().user("ann").username());
    }

    @Test
    void agreeOnTheKey() throws Exception {
        List<Integer> sealed = together(() -> rotate(one), () -> rotate(two), () -> rotate(nodes.get(2)));
        assertEquals(List.of(0, 0, 0), sealed);
    }

    private static int rotate(TestStore node) {
        return new SecretRotation(node.database, new FakeBox("key"), node.audit).run();
    }

    @Test
    void keepOneAdminWhoeverRemovesThem() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String ann = one.user("ann" + i, Role.ADMIN).id();
            String bob = one.user("bob" + i, Role.ADMIN).id();
            List<Boolean> removed = together(() -> done(() -> one.users.delete(new Users.Delete(ROOT, ann))),
                    () -> done(() -> two.users.store(new Users.Store(ROOT, bob, null, Role.USER))));
            assertEquals(1, removed.stream().filter(each -> each).count(), "round " + i);
            User left = admins().getFirst();
            assertEquals(1, admins().size());
            // Not by the portal, which would refuse.
            PostgreSql.execute(database, "DELETE FROM users WHERE id = '" + left.id() + "'");
        }
    }

    private List<User> admins() {
        return one.users.list(new Users.FindAll()).users().stream().filter(user -> user.role() == Role.ADMIN).toList();
    }

    @Test
    void giveANameOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "ann" + i;
            String alias = "alpha" + i;
            List<Boolean> made = together(() -> done(() -> one.user(name)), () -> done(() -> two.user(name)));
            assertEquals(1, made.stream().filter(each -> each).count());
            made = together(() -> done(() -> one.server(alias)), () -> done(() -> two.server(alias)));
            assertEquals(1, made.stream().filter(each -> each).count());
            made = together(() -> done(() -> one.permission(name, alias, new Secret("x"))),
                    () -> done(() -> two.permission(name, alias, new Secret("x"))));
            assertEquals(1, made.stream().filter(each -> each).count());
        }
    }

    @Test
    void loseNoneOfTwoChangesOfOneServer() throws Exception {
        one.server("alpha");
        for (int i = 1; i <= ROUNDS; i++) {
            int port = 1000 + i;
            String host = "host" + i;
            together(
                    () -> one.servers
                            .update(new Servers.Update(ROOT, "alpha", null, null, port, null, null, null, null)),
                    () -> two.servers
                            .update(new Servers.Update(ROOT, "alpha", null, host, null, null, null, null, null)));
            Servers.Server now = one.servers.find(new Servers.Find("alpha"));
            assertEquals(host + ":" + port, now.settings().host() + ":" + now.settings().ftpPort());
        }
    }

    @Test
    void replaceATokenAtTheSameTime() throws Exception {
        AgentTokenRepository here = new AgentTokenRepository(one.database, one.audit, one.clock);
        AgentTokenRepository there = new AgentTokenRepository(two.database, two.audit, two.clock);
        for (int i = 0; i < ROUNDS; i++) {
            String alias = "alpha" + i;
            one.server(alias);
            together(() -> here.store(new Agents.StoreToken(ROOT, alias, "a" + alias)),
                    () -> there.store(new Agents.StoreToken(ROOT, alias, "b" + alias)));
        }
        assertEquals(ROUNDS,
                one.database.read(sql -> sql.first(row -> row.getInteger(0), "SELECT count(*) FROM agent_tokens"))
                        .orElseThrow());
    }

    @Test
    void refuseWhatBelongsToAServerThatGoes() throws Exception {
        one.user("ann");
        for (int i = 0; i < ROUNDS; i++) {
            String alias = "alpha" + i;
            one.server(alias);
            together(() -> one.servers.delete(new Servers.Delete(ROOT, alias)), () -> {
                try {
                    return two.permission("ann", alias, new Secret("x"));
                } catch (FailureException e) {
                    assertEquals(FailureCode.NOT_FOUND, e.failure().code(), e.failure().detail());
                    return e;
                }
            });
        }
        assertEquals(List.of(), one.permissions.list(new Permissions.FindAll(null, null)).permissions());
    }

    /** Each is in the way of all the others, as the table has few rows; none may be given up for that. */
    @Test
    void takeTurnsWhenManyChangeAtOnce() throws Exception {
        List<Callable<String>> changes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            TestStore node = nodes.get(i % nodes.size());
            String alias = "many" + i;
            changes.add(() -> node.server(alias).id());
        }
        assertEquals(60, together(changes).stream().distinct().count());
    }

    @Test
    void manyLoginsAtOnceDisturbNobody() throws Exception {
        User ann = one.user("ann");
        List<Callable<Sessions.Session>> logins = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            TestStore node = nodes.get(i % 3);
            logins.add(() -> session(node, ann));
        }
        for (java.util.concurrent.Future<Sessions.Session> login : threads.invokeAll(logins, 60, TimeUnit.SECONDS)) {
            assertEquals(ann, login.get().user());
        }
    }

    @Test
    void forgetWhatAnotherOneChangesBeforeItIsAcknowledged() {
        one.database.outdateOthers(() -> {
            two.database.outdate();
            return Future.succeededFuture();
        });
        for (int i = 0; i < ROUNDS; i++) {
            assertRevoked(session(one, one.user("ann" + i)));
        }
    }

    @Test
    void forgetAllSessionsThatAnotherOneEnds() {
        one.database.outdateOthers(() -> {
            two.database.outdate();
            return Future.succeededFuture();
        });
        User ann = one.user("ann");
        List<Sessions.Session> sessions = List.of(session(one, ann), session(two, ann));
        sessions.forEach(each -> assertEquals(each, two.sessions.find(new Sessions.Find(each.id()))));
        one.sessions.revokeAll(new Sessions.RevokeAll(ROOT, "ann", null));
        sessions.forEach(each -> TestStore.assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> two.sessions.find(new Sessions.Find(each.id()))));
    }

    @Test
    void outliveOneThatIsFrozenByTheAgeOfItsAnswers() {
        one.database.outdateOthers(() -> Promise.promise().future());
        Sessions.Session session = session(one, one.user("ann"));
        long begin = System.nanoTime();
        assertRevoked(session);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(millis >= 250 && millis < 20_000, millis + " ms");
    }

    @Test
    void tellOthersOfNothingThatWasRefused() {
        one.user("ann");
        one.database.outdateOthers(() -> {
            throw new AssertionError("nothing was changed");
        });
        assertEquals(false, done(() -> one.user("ann")));
    }

    private void assertRevoked(Sessions.Session session) {
        assertEquals(session, two.sessions.find(new Sessions.Find(session.id())));
        one.sessions.revoke(new Sessions.Revoke(ROOT, session.id()));
        TestStore.assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> two.sessions.find(new Sessions.Find(session.id())));
    }

    private static Sessions.Session session(TestStore node, User user) {
        return node.sessions.insert(new Sessions.Insert(Actors.of(user, "192.0.2.7"),
                node.clock.instant().plus(Duration.ofHours(1)), "curl", Sessions.Kind.BEARER));
    }
}
