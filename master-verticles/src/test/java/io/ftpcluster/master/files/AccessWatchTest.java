package io.ftpcluster.master.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.TestCluster;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes on one member ends what is under way on the other. */
class AccessWatchTest {

    private static final Users.User ANN = new Users.User("1", "ann", Users.Role.USER, Instant.EPOCH);
    private static final Users.User BOSS = new Users.User("2", "boss", Users.Role.ADMIN, Instant.EPOCH);

    private static TestCluster cluster;
    private static AccessWatch watch;
    private static volatile Supplier<Users.User> session;
    private static volatile Supplier<Users.Credentials> account;
    private static volatile Supplier<Permissions.Permission> permission;

    private final List<String> ended = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.of(2);
        TestCluster.Member far = cluster.get(1);
        get(far.bus()
                .answer(Sessions.FIND,
                        find -> new Sessions.Session(find.id(), session.get(), Instant.EPOCH, Instant.MAX)));
        get(far.bus().answer(Users.CREDENTIALS, find -> account.get()));
        get(far.bus()
                .answer(Permissions.LOGIN,
                        find -> new Permissions.Login(permission.get(), new Servers.Server("s",
                                new Servers.Settings("alpha", "h", 21, Servers.FtpSecurity.NONE, null, null, null),
                                Instant.EPOCH), new Secret("x"))));
        watch = new AccessWatch(far.bus());
        get(far.vertx().deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                return far.bus().listen(Permissions.CHANGED, watch::changed).begun();
            }
        }, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void allIsWell() {
        session = () -> ANN;
        account = () -> new Users.Credentials(ANN, new Secret("hash"));
        permission = () -> permission("p", EnumSet.allOf(Right.class), "/srv");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }

    private static Permissions.Permission permission(String id, Set<Right> rights, String root) {
        return new Permissions.Permission(id, "1", "ann", "s", "alpha", "ftp", rights, root, Instant.EPOCH);
    }

    private AccessWatch.Work work(Users.User user, String sessionId) {
        Actor actor = user == null ? Actor.SYSTEM : Actor.of(user, "192.0.2.1", method(sessionId));
        return watch.begin(
                new AccessWatch.Grounds(actor, new Files.Location("ann", "alpha", RemotePath.parse("/file")),
                        permission("p", EnumSet.allOf(Right.class), "/srv"), Right.DOWNLOAD),
                why -> ended.add(why.detail()));
    }

    private static AuthenticationMethod method(String sessionId) {
        return sessionId == null ? AuthenticationMethod.PASSWORD : AuthenticationMethod.session(sessionId);
    }

    /** From the other node; the last of what is under way tells when the look is over. */
    private void tell(String passwordOf) throws Exception {
        AccessWatch.Work last = watch.begin(new AccessWatch.Grounds(Actor.SYSTEM,
                new Files.Location("x", "x", RemotePath.TOP), permission("other", Set.of(), null), Right.LIST),
                why -> ended.add("last"));
        try {
            Eventually.until(() -> {
                cluster.get(0).bus().publish(Permissions.CHANGED, new Permissions.Changed(passwordOf));
                return ended.contains("last");
            });
        } finally {
            last.over();
        }
    }

    private void ends(String why) throws Exception {
        tell(null);
        Eventually.until(() -> ended.contains("This was ended: " + why + "."));
    }

    @Test
    void aSessionThatHasEnded() throws Exception {
        work(ANN, "s");
        session = () -> {
            throw Failure.notFound("ended").exception();
        };
        ends("the session has ended");
    }

    @Test
    void aPermissionThatIsGoneOrAnother() throws Exception {
        work(ANN, "s");
        permission = () -> permission("q", EnumSet.allOf(Right.class), "/srv");
        ends("the permission was removed");
        work(ANN, null);
        permission = () -> permission("p", Set.of(Right.LIST), "/srv");
        ends("the permission was changed");
    }

    @Test
    void anAccountThatIsGoneOrNoAdminsAnyMore() throws Exception {
        account = () -> new Users.Credentials(BOSS, new Secret("hash"));
        AccessWatch.Work boss = work(BOSS, null);
        account = () -> new Users.Credentials(new Users.User("2", "boss", Users.Role.USER, Instant.EPOCH),
                new Secret("hash"));
        ends("the account is no admin's any more");
        boss.over();
        work(ANN, null);
        account = () -> {
            throw Failure.notFound("gone").exception();
        };
        ends("the account is gone");
    }

    @Test
    void anotherPasswordEndsWhatCameWithTheOldOne() throws Exception {
        work(ANN, null);
        AccessWatch.Work other = work(ANN, "s");
        tell("1");
        Eventually.until(() -> ended.contains("This was ended: the password was changed."));
        assertEquals(1, ended.stream().filter(why -> !why.equals("last")).count(), ended.toString());
        other.over();
    }

    @Test
    void whatNobodyIsKnownToHaveBegun() throws Exception {
        watch.begin(
                new AccessWatch.Grounds(Actor.stranger("192.0.2.1"),
                        new Files.Location("ann", "alpha", RemotePath.parse("/file")),
                        permission("p", EnumSet.allOf(Right.class), "/srv"), Right.DOWNLOAD),
                why -> ended.add(why.detail()));
        ends("nobody is logged in");
    }

    @Test
    void whatCantBeToldNowGoesOn() throws Exception {
        work(ANN, "s");
        work(null, null);
        session = () -> {
            throw Failure.of(FailureCode.UNAVAILABLE, "away").exception();
        };
        tell(null);
        assertEquals(Set.of("last"), Set.copyOf(ended));
    }

    @Test
    void aListBreaksOff() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        FileStreams.Entries endless = new FileStreams.Entries() {
            @Override
            public List<Files.Info> next() {
                return List.of();
            }

            @Override
            public boolean hasMore() {
                return true;
            }

            @Override
            public String incomplete() {
                return null;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        WatchedEntries list = new WatchedEntries(endless, watch,
                new AccessWatch.Grounds(Actor.of(ANN, "-", AuthenticationMethod.session("s")),
                        new Files.Location("ann", "alpha", RemotePath.TOP),
                        permission("p", EnumSet.allOf(Right.class), "/srv"), Right.LIST));
        assertEquals(List.of(), list.next());
        session = () -> {
            throw Failure.notFound("ended").exception();
        };
        tell(null);
        Eventually.until(closed::get);
        assertEquals(FailureCode.FORBIDDEN, assertThrows(FailureException.class, list::next).failure().code());
    }
}
