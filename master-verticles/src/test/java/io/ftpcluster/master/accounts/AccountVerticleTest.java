package io.ftpcluster.master.accounts;

import static io.ftpcluster.master.persistence.TestStore.DEFAULT;
import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Accounts.Account;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts.NewPassword;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Eventually;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a permission to its account and back, down to a real database; agents and FTP servers are stood in for. */
class AccountVerticleTest {

    private static final Secret KEY = new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final Duration COMPARE = Duration.ofMinutes(10);
    private static final AccountVerticle.Times TIMES = new AccountVerticle.Times(Duration.ofMillis(50), COMPARE,
            Duration.ofMillis(20), Duration.ZERO);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Fernet box = new Fernet(KEY);
    private final StandInAgent agent = new StandInAgent();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicLong nanos = new AtomicLong();
    /** Why no login works; null: those work that the agent has made. */
    private volatile String refusal;
    private Database database;
    private String alpha;
    private AccountVerticle verticle;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        MigratedSqlite.into(dir);
        database = Database.prepare(DEFAULT, dir).open(vertx, false);
        deploy(new PersistenceVerticle(bus, database, box, Clock.systemUTC()));
        get(agent.start(bus));
        get(bus.answerLater(Files.TRY_LOGIN, this::tryLogin));
        verticle = new AccountVerticle(bus, Leadership.when(leads::get), TIMES, nanos::get);
        deploy(verticle);
        alpha = server("alpha");
        user("anna");
    }

    @AfterEach
    void close() throws Exception {
        leads.set(false);
        get(database.close());
        get(vertx.close());
    }

    @Test
    void aPermissionBecomesAnAccountThatWorks() throws Exception {
        grant("anna", "one");
        Account account = awaitState("anna", State.WORKING);
        assertEquals("hash of one", agent.users(alpha).get("anna"));
        assertEquals(1, account.observedGeneration());
        assertEquals("", account.detail());
    }

    @Test
    void aNewPasswordIsUsedWhenTheServerTakesIt() throws Exception {
        grant("anna", "one");
        awaitState("anna", State.WORKING);
        agent.away.add(alpha);
        rotate("two");
        awaitState("anna", State.WAITING);
        assertEquals("one", passwordOfPermission("anna"));
        link();
        awaitState("anna", State.WORKING);
        assertEquals("two", passwordOfPermission("anna"));
        assertEquals("hash of two", agent.users(alpha).get("anna"));
    }

    @Test
    void aWithdrawnPermissionTakesTheAccountWithIt() throws Exception {
        Permission permission = grant("anna", "one");
        awaitState("anna", State.WORKING);
        ask(Permissions.DELETE, new Permissions.Delete(ROOT, permission.id(), LeftFiles.ARCHIVE));
        awaitState("anna", State.REMOVED);
        assertEquals("state=absent files=archive", agent.told.get("anna"));
        assertNull(agent.users(alpha).get("anna"));
    }

    @Test
    void aDeletedUserLosesTheAccountAndKeepsTheFiles() throws Exception {
        grant("anna", "one");
        awaitState("anna", State.WORKING);
        ask(Users.DELETE, new Users.Delete(ROOT, "anna"));
        awaitState("anna", State.REMOVED);
        assertEquals("state=absent files=keep", agent.told.get("anna"));
    }

    @Test
    void manyGoTogether() throws Exception {
        agent.away.add(alpha);
        for (int i = 0; i < 130; i++) {
            user("u" + i);
            grant("u" + i, "p" + i);
        }
        awaitState("u129", State.WAITING);
        link();
        Eventually.until(() -> list().stream().allMatch(account -> account.state() == State.WORKING));
        assertEquals(List.of("accounts.apply 64", "accounts.apply 64", "accounts.apply 2"),
                agent.asked.stream().filter(action -> action.startsWith("accounts.apply")).toList());
    }

    @Test
    void waitsForAnAgentThatIsAwayAndSaysSo() throws Exception {
        agent.away.add(alpha);
        grant("anna", "one");
        assertEquals("It waits for the server: the agent on alpha has no link. It is done as soon as it has one.",
                awaitState("anna", State.WAITING).detail());
        link();
        awaitState("anna", State.WORKING);
    }

    @Test
    void whatMayNotBeMendedIsShownUntilSomebodyHelps() throws Exception {
        agent.answers.put("anna", "conflict: a user anna is there in the group users");
        grant("anna", "one");
        assertEquals(
                "The agent on alpha leaves it alone: a user anna is there in the group users. Free the name anna"
                        + " there, or remove this permission and grant it again with another FTP username.",
                awaitState("anna", State.FAILED).detail());
        agent.answers.clear();
        link();
        awaitState("anna", State.WORKING);
    }

    @Test
    void aWithdrawnAccountThatNeverWasOursIsOver() throws Exception {
        agent.answers.put("anna", "conflict: not ours");
        Permission permission = grant("anna", "one");
        awaitState("anna", State.FAILED);
        ask(Permissions.DELETE, new Permissions.Delete(ROOT, permission.id()));
        assertEquals(StatusDetails.LEFT_ALONE, awaitState("anna", State.REMOVED).detail());
    }

    @Test
    void whatFailsIsTriedAgainAndHoldsUpNobodyElse() throws Exception {
        user("bert");
        agent.answers.put("anna", "failed: no space left");
        grant("anna", "one");
        grant("bert", "two");
        assertEquals("It failed on alpha: no space left. It is tried again by itself.",
                awaitState("anna", State.FAILED).detail());
        awaitState("bert", State.WORKING);
        agent.answers.clear();
        awaitState("anna", State.WORKING);
    }

    @Test
    void anAgentWithoutAccountsIsToldOf() throws Exception {
        agent.unable.add(alpha);
        grant("anna", "one");
        assertEquals(StatusDetails.unable("alpha"), awaitState("anna", State.FAILED).detail());
    }

    @Test
    void aLoginThatFailsIsNoAccountThatWorks() throws Exception {
        refusal = "530 no";
        grant("anna", "one");
        Account account = awaitState("anna", State.FAILED);
        assertEquals(StatusDetails.noLogin("alpha", "530 no"), account.detail());
        assertEquals(1, account.observedGeneration(), "the agent has made it all the same");
        refusal = null;
        awaitState("anna", State.WORKING);
    }

    @Test
    void anAgentThatSaysItMadeOneAndDidNotIsFoundOut() throws Exception {
        agent.lies.add("anna");
        grant("anna", "one");
        String untrue = StatusDetails.untrue("alpha", null);
        Eventually.until(() -> only("anna").detail().equals(untrue));
        assertTrue(untrue.contains("the account isn't there"), untrue);
        agent.lies.clear();
        awaitState("anna", State.WORKING);
    }

    @Test
    void whatWasChangedOnTheServerIsMendedWhenItIsCompared() throws Exception {
        user("bert");
        grant("anna", "one");
        grant("bert", "two");
        awaitState("anna", State.WORKING);
        awaitState("bert", State.WORKING);
        agent.users(alpha).remove("anna");
        agent.users(alpha).put("bert", "!hash of two");
        nanos.addAndGet(2 * COMPARE.toNanos());
        Eventually.until(() -> "hash of one".equals(agent.users(alpha).get("anna"))
                && "hash of two".equals(agent.users(alpha).get("bert")));
    }

    @Test
    void whereAllIsAsItShouldBeOneQuestionIsAsked() throws Exception {
        grant("anna", "one");
        awaitState("anna", State.WORKING);
        Eventually.until(() -> agent.asked.contains("accounts.digest 0"));
        agent.asked.clear();
        link();
        Eventually.until(() -> !agent.asked.isEmpty());
        // Nothing follows: the next server's account is made after all that this one's link has begun.
        String beta = server("beta");
        ask(Permissions.INSERT, insert("anna", beta, "two"));
        Eventually.until(() -> "hash of two".equals(agent.users(beta).get("anna")));
        assertEquals("accounts.digest 0", agent.asked.getFirst());
        assertEquals("accounts.apply 1", agent.asked.get(1));
    }

    @Test
    void aStrangerInTheGroupIsLeftAlone() throws Exception {
        agent.users(alpha).put("eve", "hash of eve");
        grant("anna", "one");
        awaitState("anna", State.WORKING);
        Eventually.until(() -> agent.asked.contains("accounts.list 1"));
        assertEquals("hash of eve", agent.users(alpha).get("eve"));
        Eventually.until(() -> accounts().unknown().equals(List.of("eve")));
        agent.users(alpha).remove("eve");
        link();
        Eventually.until(() -> accounts().unknown().isEmpty());
    }

    @Test
    void aQuotaIsToldAndWhatBecameOfItIsShown() throws Exception {
        Permissions.Insert plain = insert("anna", "alpha", "one");
        Permission permission = ask(Permissions.INSERT, new Permissions.Insert(ROOT, "anna", "alpha", null, null,
                plain.rights(), null, null, plain.accountPassword(), null, 5000L));
        Account old = awaitState("anna", State.WORKING);
        assertEquals("state=active password=hash of one quota=5000", agent.told.get("anna"));
        assertEquals("It has no quota: the agent on alpha is of a version that knows none. Update it. It is tried again"
                + " by itself.", old.detail());

        agent.answers.put("anna", "done: no quota: the file system of /home has none");
        link();
        Eventually.until(() -> only("anna").detail()
                .equals("It has no quota: the file system of /home has none. It is tried again by itself."));
        assertEquals(State.WORKING, only("anna").state());

        agent.answers.put("anna", "done: quota");
        link();
        Eventually.until(() -> only("anna").detail().isEmpty());
        assertEquals(State.WORKING, only("anna").state());

        agent.answers.put("anna", "done: no quota: the file system of /home has none");
        ask(Permissions.STORE,
                new Permissions.Store(ROOT, permission.id(), null, null, null, null, null, null, null, 0L));
        Eventually.until(() -> "state=active password=hash of one quota=0".equals(agent.told.get("anna"))
                && only("anna").state() == State.WORKING);
        assertEquals("", only("anna").detail(), "without a quota none is missing");
    }

    @Test
    void whoNeverHadAQuotaIsToldNothingOfOne() throws Exception {
        grant("anna", "one");
        awaitState("anna", State.WORKING);
        assertEquals("state=active password=hash of one", agent.told.get("anna"));
    }

    @Test
    void aLockedAccountIsThereAndNobodyLogsIn() throws Exception {
        grant("anna", "one");
        awaitState("anna", State.WORKING);
        ask(Accounts.SET_LOCK, new Accounts.SetLock(ROOT, "alpha", "anna", true));
        awaitState("anna", State.LOCKED);
        assertEquals("!hash of one", agent.users(alpha).get("anna"));
        ask(Accounts.SET_LOCK, new Accounts.SetLock(ROOT, "alpha", "anna", false));
        awaitState("anna", State.WORKING);
        assertEquals("hash of one", agent.users(alpha).get("anna"));
    }

    @Test
    void oldPasswordsAreReplaced() throws Exception {
        user("bert");
        grant("anna", "one");
        grant("bert", "one");
        awaitState("anna", State.WORKING);
        awaitState("bert", State.WORKING);
        List<Accounts.Rotate> asked = new CopyOnWriteArrayList<>();
        get(bus.answerLater(Accounts.ROTATE, request -> {
            asked.add(request);
            return bus.request(Accounts.STORE_PASSWORD,
                    new Accounts.StorePassword(request.actor(), request.serverRef(), request.name(), password("new")));
        }));
        AtomicBoolean rotating = new AtomicBoolean(true);
        deploy(new AccountVerticle(bus, Leadership.when(rotating::get),
                new AccountVerticle.Times(Duration.ofMillis(50), COMPARE, Duration.ofMillis(20), Duration.ofMillis(1)),
                nanos::get));
        Eventually.until(() -> Set.of("anna", "bert")
                .equals(asked.stream().map(Accounts.Rotate::name).collect(Collectors.toSet())));
        rotating.set(false);
        assertEquals(Actor.SYSTEM, asked.getFirst().actor());
        Eventually.until(() -> "hash of new".equals(agent.users(alpha).get("anna"))
                && "hash of new".equals(agent.users(alpha).get("bert")));
    }

    @Test
    void onlyTheNodeWithTheLeaseDoesIt() throws Exception {
        leads.set(false);
        Eventually.until(() -> !verticle.isLeading());
        agent.asked.clear();
        link();
        grant("anna", "one");
        assertEquals(State.MAKING, only("anna").state());
        assertEquals(List.of(), agent.asked);
        leads.set(true);
        awaitState("anna", State.WORKING);
    }

    @Test
    void aServerThatGoesTakesAllWithIt() throws Exception {
        agent.away.add(alpha);
        grant("anna", "one");
        awaitState("anna", State.WAITING);
        ask(Servers.DELETE, new Servers.Delete(ROOT, "alpha"));
        link();
        String beta = server("beta");
        ask(Permissions.INSERT, insert("anna", beta, "two"));
        Eventually.until(() -> "hash of two".equals(agent.users(beta).get("anna")));
        assertEquals(Set.of(), agent.users(alpha).keySet());
    }

    private Future<Done> tryLogin(Files.TryLogin request) {
        return bus.request(Permissions.LOGIN, new Permissions.FindLogin(request.username(), request.alias()))
                .map(login -> {
                    String password = box.open(login.encryptedPass()).value();
                    String shadow = agent.users(login.server().id()).get(login.permission().ftpUsername());
                    if (refusal != null || !("hash of " + password).equals(shadow)) {
                        throw Failure.of(FailureCode.BACKEND_FAILED, refusal == null ? "530 wrong" : refusal)
                                .exception();
                    }
                    return Done.DONE;
                });
    }

    private String server(String alias) throws TimeoutException {
        return ask(Servers.INSERT, new Servers.Insert(ROOT,
                new Settings(alias, "ftp.example", 21, FtpSecurity.NONE, null, null, null), "hash of " + alias)).id();
    }

    private void user(String name) throws TimeoutException {
        ask(Users.INSERT, new Users.Insert(ROOT, name, new Secret("hash"), Users.Role.USER));
    }

    private Permission grant(String user, String password) throws TimeoutException {
        return ask(Permissions.INSERT, insert(user, "alpha", password));
    }

    private Permissions.Insert insert(String user, String server, String password) {
        return new Permissions.Insert(ROOT, user, server, null, null, Set.of(Right.LIST), null, null,
                password(password));
    }

    private NewPassword password(String plain) {
        return new NewPassword(box.seal(new Secret(plain)), new Secret("hash of " + plain));
    }

    private void rotate(String password) throws TimeoutException {
        ask(Accounts.STORE_PASSWORD, new Accounts.StorePassword(ROOT, "alpha", "anna", password(password)));
    }

    private String passwordOfPermission(String user) throws TimeoutException {
        return box.open(ask(Permissions.LOGIN, new Permissions.FindLogin(user, "alpha")).encryptedPass()).value();
    }

    /** The agent on alpha comes back. */
    private void link() {
        agent.away.remove(alpha);
        bus.publish(Agents.TAKEN_OVER, new Agents.TakenOver(alpha, "link", 1));
    }

    private Account awaitState(String name, State state) throws TimeoutException {
        boolean came = Eventually.holds(() -> only(name).state() == state);
        assertTrue(came, () -> "it is " + list());
        return only(name);
    }

    private Account only(String name) {
        return list().stream().filter(account -> account.name().equals(name)).findFirst().orElseThrow();
    }

    private List<Account> list() {
        return accounts().accounts();
    }

    private Accounts.AccountList accounts() {
        try {
            return ask(Accounts.LIST, new Accounts.Find(alpha, null, Accounts.Find.MAX));
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void deploy(Deployable verticle) throws TimeoutException {
        get(vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    private <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return get(bus.request(address, request));
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(30, TimeUnit.SECONDS);
    }
}
