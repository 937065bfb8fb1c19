package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.failure;
import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cluster.Clustering;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.TestCluster;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Auth on three members of one cluster, over one database. */
class ClusterLoginTest {

    private static final int NODES = 3;
    private static final Secret SIGNING_KEY = new Secret("a-signing-key-of-thirty-two-chars");
    private static final Fernet BOX = new Fernet(new Secret("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="));
    private static final Actor ADMIN = Actors.admin("1", "admin", "192.0.2.1");

    private static final List<PasswordHasher> HASHERS = new ArrayList<>();
    private static final FakePersistence DATABASE = new FakePersistence();
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.of(NODES);
        for (int i = 0; i < NODES; i++) {
            TestCluster.Member member = cluster.get(i);
            get(DATABASE.start(member.bus()));
            PasswordHasher hasher = new PasswordHasher(new FakeHash(), 2);
            HASHERS.add(hasher);
            // What a node does without the cluster is SharedBucketsTest's; here it may be slow.
            AuthVerticle auth = new AuthVerticle(member.bus(), hasher,
                    LoginThrottle.ofTheCluster(member.vertx(), Clustering.BRIEF_MAPS, Duration.ofSeconds(30)),
                    new VerifiedCredentials(), new Tokens(member.vertx(), SIGNING_KEY), BOX);
            get(member.vertx()
                    .deployVerticle(auth, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        HASHERS.forEach(PasswordHasher::close);
        cluster.close();
    }

    private static Bus bus(int node) {
        return cluster.get(node % NODES).bus();
    }

    private static Future<Auth.LoggedIn> login(int node, String name, String password, String address) {
        return bus(node).request(Auth.LOGIN,
                new Auth.Login(name, new Secret(password), address, "test", Sessions.Kind.BEARER));
    }

    private static Future<Auth.Principal> basic(int node, String name, String password) {
        return bus(node).request(Auth.VERIFY_PASSWORD,
                new Auth.VerifyPassword(name, new Secret(password), "198.51.100.7"));
    }

    @Test
    void tenFailuresFromOneAddressOverAllNodesAreTen() throws Exception {
        DATABASE.add("ann", "fake:right");
        for (int i = 0; i < 10; i++) {
            assertEquals(FailureCode.UNAUTHENTICATED, failure(login(i, "ann", "guess", "192.0.2.1")).code());
        }
        for (int node = 0; node < NODES; node++) {
            assertEquals(FailureCode.THROTTLED, failure(login(node, "ann", "right", "192.0.2.1")).code());
            get(login(node, "ann", "right", "192.0.2.99"));
        }
    }

    @Test
    void guessesFromEverywhereOnAllNodesAreFiftyAndTheOwnerComesIn() throws Exception {
        DATABASE.add("bob", "fake:right");
        get(login(0, "bob", "right", "198.51.100.9"));
        Eventually.until(() -> DATABASE.networks.stream().anyMatch(network -> network.endsWith(" 198.51.100.9")));
        long begun = System.nanoTime();
        long tried = 0;
        for (int i = 0; i < 60; i++) {
            tried += failure(login(i, "bob", "guess", "203.0.113." + i)).code() == FailureCode.UNAUTHENTICATED ? 1 : 0;
        }
        // Each half minute one more is free, which is much longer than this takes but on a very busy machine.
        long more = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) / 30;
        assertTrue(tried >= 50 && tried <= 50 + more, tried + " after " + more + " half minutes");
        for (int node = 0; node < NODES; node++) {
            get(login(node, "bob", "right", "198.51.100.9"));
        }
    }

    @Test
    void guessesOnAllNodesAtOnceAreTenToo() {
        long begun = System.nanoTime();
        List<Future<Auth.LoggedIn>> guesses = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            guesses.add(login(i, "fay", "guess", "203.0.113.200"));
        }
        long tried = guesses.stream().filter(guess -> failure(guess).code() == FailureCode.UNAUTHENTICATED).count();
        long more = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) / 30;
        assertTrue(tried >= 10 && tried <= 10 + more, tried + " after " + more + " half minutes");
    }

    @Test
    void successesCountNowhere() throws Exception {
        DATABASE.add("cid", "fake:right");
        for (int i = 0; i < 40; i++) {
            get(login(i, "cid", "right", "198.51.100.1"));
        }
    }

    /** The hash that is stored now is part of what is remembered, and it is read for each request. */
    @Test
    void anOldPasswordIsRefusedOnTheNodeThatRemembersIt() throws Exception {
        DATABASE.add("dan", "fake:old");
        for (int node = 0; node < 2; node++) {
            get(basic(node, "dan", "old"));
        }

        get(bus(0).request(Users.UPDATE, new Users.Update(ADMIN, "dan", new Secret("a new one"), null)));

        for (int node = 0; node < NODES; node++) {
            assertEquals(FailureCode.UNAUTHENTICATED, failure(basic(node, "dan", "old")).code());
            get(basic(node, "dan", "a new one"));
        }
        DATABASE.users.remove("dan");
        assertEquals(FailureCode.UNAUTHENTICATED, failure(basic(1, "dan", "a new one")).code());
    }

    @Test
    void aLogoutOnOneNodeEndsTheSessionOnAll() throws Exception {
        DATABASE.add("eve", "fake:right");
        Secret token = get(login(0, "eve", "right", "198.51.100.2")).token();
        Auth.Principal principal = null;
        for (int node = 0; node < NODES; node++) {
            principal = get(bus(node).request(Auth.VERIFY_TOKEN, new Auth.VerifyToken(token)));
        }

        get(bus(1).request(Auth.LOGOUT, new Auth.Logout(principal.actor("198.51.100.2"))));

        for (int node = 0; node < NODES; node++) {
            assertEquals(FailureCode.UNAUTHENTICATED,
                    failure(bus(node).request(Auth.VERIFY_TOKEN, new Auth.VerifyToken(token))).code());
        }
    }
}
