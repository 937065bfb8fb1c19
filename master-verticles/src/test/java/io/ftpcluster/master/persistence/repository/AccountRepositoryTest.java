package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static io.ftpcluster.master.persistence.TestStore.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.DatalinkFrame.Change;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.sql.Fence;
import io.ftpcluster.messages.Accounts.Account;
import io.ftpcluster.messages.Accounts.AccountList;
import io.ftpcluster.messages.Accounts.Aged;
import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.messages.Accounts.Failures;
import io.ftpcluster.messages.Accounts.Find;
import io.ftpcluster.messages.Accounts.FindAged;
import io.ftpcluster.messages.Accounts.FindDesired;
import io.ftpcluster.messages.Accounts.FindFailures;
import io.ftpcluster.messages.Accounts.FindServers;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts.Result;
import io.ftpcluster.messages.Accounts.SetLock;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Accounts.StoreDatalink;
import io.ftpcluster.messages.Accounts.StorePassword;
import io.ftpcluster.messages.Accounts.StoreResults;
import io.ftpcluster.messages.Accounts.StoreUnknown;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Permissions.Delete;
import io.ftpcluster.messages.Permissions.FindAll;
import io.ftpcluster.messages.Permissions.FindLogin;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class AccountRepositoryTest {

    @Parameter
    private Kind kind;

    private TestStore store;
    private Server alpha;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = new TestStore(kind, dir);
        store.user("Ann.Marie@example");
        store.user("ann-marie-example");
        alpha = store.managedServer("Alpha");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void comesWithItsPermission() {
        Permission permission = store.account("Ann.Marie@example", "alpha", null, "one");
        assertEquals("ann-marie-example", permission.ftpUsername());
        assertEquals(new Account(alpha.id(), "ann-marie-example", permission.id(), "Ann.Marie@example", Desired.ACTIVE,
                LeftFiles.KEEP, 1, 0, State.MAKING, "", store.clock.instant()), only());
        assertEquals("sealed one", passwordOfPermission());
        assertEquals(
                "permission.create Ann.Marie@example/Alpha as ann-marie-example with LIST; the account is to be made",
                store.trail().getFirst());
    }

    @Test
    void namesAreUniqueOnAServerAndNeverASystems() {
        store.user("Root");
        store.managedServer("Beta");
        store.account("Ann.Marie@example", "alpha", null, "one");
        assertEquals("ann-marie-example-2", store.account("ann-marie-example", "alpha", null, "two").ftpUsername());
        assertEquals("ann-marie-example", store.account("ann-marie-example", "beta", null, "two").ftpUsername());
        assertEquals("root-2", store.account("root", "alpha", null, "three").ftpUsername());
    }

    @Test
    void aNameOfALoginMadeByHandIsTakenToo() {
        store.user("ftp-bob");
        store.user("bob");
        store.permission("bob", "alpha", new Secret("sealed")); // As ftp-bob.
        assertEquals("ftp-bob-2", store.account("ftp-bob", "alpha", null, "one").ftpUsername());
    }

    @Test
    void takesANameThatFits() {
        assertEquals("ann", store.account("Ann.Marie@example", "alpha", "ann", "one").ftpUsername());
        assertFails(FailureCode.CONFLICT, "ftp_username: there is a login ann on Alpha already.",
                () -> store.account("ann-marie-example", "alpha", "ann", "two"));
        assertFails(FailureCode.INVALID, "ftp_username: must not be a name that systems have for themselves",
                () -> store.account("ann-marie-example", "alpha", "root", "two"));
        assertEquals(List.of("ann"),
                store.permissions.list(new FindAll(null, "alpha"))
                        .permissions()
                        .stream()
                        .map(Permission::ftpUsername)
                        .toList(),
                "nothing is left of what was refused");
    }

    @Test
    void needsAnAgent() {
        store.server("Gamma");
        assertFails(FailureCode.INVALID, "user_pass: is required: Gamma has no agent that could make an account there",
                () -> store.account("ann-marie-example", "gamma", null, "one"));
        assertEquals(List.of(), store.permissions.list(new FindAll(null, "gamma")).permissions());
    }

    @Test
    void outlivesItsPermissionUntilItIsRemoved() {
        Permission permission = store.account("ann-marie-example", "alpha", null, "one");
        store.permissions.delete(new Delete(ROOT, permission.id(), LeftFiles.ARCHIVE));
        assertEquals(new Account(alpha.id(), "ann-marie-example", permission.id(), "ann-marie-example", Desired.ABSENT,
                LeftFiles.ARCHIVE, 2, 0, State.MAKING, "", store.clock.instant()), only());
        assertEquals("permission.delete ann-marie-example/Alpha the account ann-marie-example is to be removed,"
                + " its files: archive", store.trail().getFirst());
        store(new Result("ann-marie-example", 2, true, null, State.REMOVED, "gone"));
        assertEquals(State.REMOVED, only().state());
        assertEquals(List.of(), desired());
        assertEquals(List.of(), servers(FindServers.ALL));
    }

    @Test
    void goesWithItsUserAndKeepsFiles() {
        store.account("ann-marie-example", "alpha", null, "one");
        store.users.delete(new Users.Delete(ROOT, "ann-marie-example"));
        assertEquals(Desired.ABSENT, only().desired());
        assertEquals(LeftFiles.KEEP, only().files());
        assertEquals(List.of(alpha.id()), servers(Set.of(State.MAKING)));
    }

    @Test
    void goesWhenItsPermissionWasLostWithoutAWord() {
        store.account("ann-marie-example", "alpha", null, "one");
        store.account("Ann.Marie@example", "alpha", "ann", "two");
        store.database.write(sql -> sql.change("DELETE FROM permissions WHERE ftp_username = 'ann'"));
        assertTrue(store.accounts.cleanUp());
        assertFalse(store.accounts.cleanUp());
        assertEquals(List.of(Desired.ABSENT, Desired.ACTIVE),
                list().accounts().stream().map(Account::desired).toList());
    }

    @Test
    void goesWithItsServer() {
        store.account("ann-marie-example", "alpha", null, "one");
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        assertEquals(List.of(), servers(FindServers.ALL));
    }

    @Test
    void aNameThatWasRemovedIsFreeAndCountsOn() {
        Permission permission = store.account("ann-marie-example", "alpha", null, "one");
        store.permissions.delete(new Delete(ROOT, permission.id()));
        assertEquals("ann-marie-example-2", store.account("ann-marie-example", "alpha", null, "two").ftpUsername(),
                "not before");
        store(new Result("ann-marie-example", 2, true, null, State.REMOVED, ""));
        assertEquals("ann-marie-example", store.account("Ann.Marie@example", "alpha", null, "three").ftpUsername());
        store(new Result("ann-marie-example", 2, true, null, State.REMOVED, "late"));
        Account again = list().accounts().getFirst();
        assertEquals(State.MAKING, again.state());
        assertEquals(3, again.generation());
        assertEquals(2, again.observedGeneration());
    }

    @Test
    void forgetsWhatWasRemovedAMonthAgo() {
        Permission permission = store.account("ann-marie-example", "alpha", null, "one");
        store.permissions.delete(new Delete(ROOT, permission.id()));
        store(new Result("ann-marie-example", 2, true, null, State.REMOVED, ""));
        store.later(Duration.ofDays(30));
        store.accounts.cleanUp();
        assertEquals(1, list().accounts().size());
        store.later(Duration.ofMillis(1));
        store.accounts.cleanUp();
        assertEquals(List.of(), list().accounts());
    }

    @Test
    void thePermissionHasTheOldPasswordUntilTheServerTakesTheNewOne() {
        store.account("ann-marie-example", "alpha", null, "one");
        store(made(1, "sealed one"));
        assertEquals(State.WORKING, only().state());
        rotate("two");
        assertEquals("sealed one", passwordOfPermission());
        assertEquals(State.MAKING, only().state());
        assertEquals(1, only().observedGeneration());
        assertEquals("$6$salt$two", desired().getFirst().hash().value());
        store(made(2, "sealed two"));
        assertEquals("sealed two", passwordOfPermission());
        assertEquals(List.of(), servers(Set.of(State.MAKING)));
    }

    @Test
    void whatWasMadeWhileItChangedAgainIsKnownAndTheRestStaysToBeDone() {
        store.account("ann-marie-example", "alpha", null, "one");
        rotate("two");
        rotate("three");
        store(made(2, "sealed two"));
        assertEquals("sealed two", passwordOfPermission(), "the server takes this one now");
        assertEquals(State.MAKING, only().state());
        assertEquals(2, only().observedGeneration());
        assertEquals(List.of(alpha.id()), servers(Set.of(State.MAKING)));
    }

    @Test
    void aLateResultChangesNothing() {
        store.account("ann-marie-example", "alpha", null, "one");
        rotate("two");
        store(made(2, "sealed two"));
        store(made(1, "sealed one"));
        assertEquals("sealed two", passwordOfPermission());
        assertEquals(2, only().observedGeneration());
    }

    @Test
    void aFailureSaysWhy() {
        store.account("ann-marie-example", "alpha", null, "one");
        store(new Result("ann-marie-example", 1, false, null, State.FAILED, "no\nspace"));
        assertEquals("no?space", only().detail());
        assertEquals(State.FAILED, only().state());
        assertEquals(0, only().observedGeneration());
        assertEquals(List.of(alpha.id()), servers(Set.of(State.FAILED, State.WAITING)));
    }

    @Test
    void resultsAreFenced() {
        store.account("ann-marie-example", "alpha", null, "one");
        Token lost = new Token("accounts", "nobody", 7);
        assertFails(FailureCode.SUPERSEDED, "Another node has taken over the lease accounts.", () -> Fence.run(lost,
                () -> store.accounts.storeResults(new StoreResults(alpha.id(), List.of(made(1, "sealed one")), lost))));
        assertEquals(0, only().observedGeneration());
    }

    @Test
    void noNewPasswordForWhatIsRemovedOrNotThere() {
        Permission permission = store.account("ann-marie-example", "alpha", null, "one");
        store.permissions.delete(new Delete(ROOT, permission.id()));
        assertFails(FailureCode.CONFLICT,
                "The account ann-marie-example on Alpha is removed, or is about to be; it gets no new password.",
                () -> rotate("two"));
        assertFails(FailureCode.NOT_FOUND, "There is no account bob on Alpha.",
                () -> store.accounts.storePassword(new StorePassword(ROOT, "alpha", "bob", password("two"))));
    }

    @Test
    void isLockedAndUnlocked() {
        store.account("ann-marie-example", "alpha", null, "one");
        store(made(1, "sealed one"));
        setLock(true);
        assertEquals(Desired.LOCKED, only().desired());
        assertEquals(2, only().generation());
        assertEquals(State.MAKING, only().state());
        assertEquals("account.lock ann-marie-example/Alpha ann-marie-example", store.trail().getFirst());
        setLock(true);
        assertEquals(2, only().generation(), "it is already");
        setLock(false);
        assertEquals(Desired.ACTIVE, only().desired());
        assertEquals("sealed one", passwordOfPermission());
        store.users.delete(new Users.Delete(ROOT, "ann-marie-example"));
        assertFails(FailureCode.CONFLICT,
                "The account ann-marie-example on Alpha is removed, or is about to be; there is"
                        + " nothing to lock or unlock.",
                () -> setLock(true));
    }

    @Test
    void aFailureLastsUntilItWorksHoweverOftenItIsTried() {
        store.account("ann-marie-example", "alpha", null, "one");
        store.account("Ann.Marie@example", "alpha", "ann", "two");
        store(new Result("ann-marie-example", 1, false, null, State.FAILED, "no space"));
        store.later(Duration.ofSeconds(40));
        store(new Result("ann-marie-example", 1, true, null, State.MAKING, ""));
        store(new Result("ann", 1, false, null, State.FAILED, "no space"));
        store(new Result("ann-marie-example", 1, true, null, State.FAILED, "no login"));
        assertEquals(List.of(), failures());
        store.later(Duration.ofSeconds(20));
        assertEquals(List.of(new Failures(alpha.id(), 1, List.of("ann-marie-example"))), failures());
        store.later(Duration.ofSeconds(40));
        assertEquals(List.of(new Failures(alpha.id(), 2, List.of("ann", "ann-marie-example"))), failures());
        store(made(1, "sealed one"));
        rotate("three");
        store(new Result("ann", 1, false, null, State.WAITING, "away"));
        assertEquals(List.of(new Failures(alpha.id(), 1, List.of("ann"))), failures());
        store.permissions.delete(new Delete(ROOT, permissionOf("Ann.Marie@example")));
        assertEquals(List.of(), failures(), "what should be is something else now");
    }

    @Test
    void namesSomeOfManyFailures() {
        for (int i = 0; i < 7; i++) {
            store.user("u" + i);
            store.account("u" + i, "alpha", null, "one");
            store(new Result("u" + i, 1, false, null, State.FAILED, "no space"));
        }
        store.later(Duration.ofMinutes(1));
        assertEquals(List.of(new Failures(alpha.id(), 7, List.of("u0", "u1", "u2", "u3", "u4"))), failures());
    }

    @Test
    void oldPasswordsAreThoseOfAccountsThatWorkAFewAtOnce() {
        store.account("ann-marie-example", "alpha", null, "one");
        store.account("Ann.Marie@example", "alpha", "ann", "two");
        store(made(1, "sealed one"));
        store.later(Duration.ofDays(1));
        assertEquals(List.of(), aged(1), "the other one is being made");
        assertEquals(List.of("ann-marie-example"), aged(2));
        store(new Result("ann", 1, true, new Secret("sealed two"), State.WORKING, ""));
        assertEquals(List.of("ann"), aged(1));
        rotate("three");
        store(made(2, "sealed three"));
        assertEquals(List.of("ann"), aged(5));
        store.accounts.setLock(new SetLock(ROOT, "alpha", "ann", true));
        assertEquals(List.of(), aged(5));
    }

    @Test
    void aPasswordThatIsAboutToBeSetIsKnownToWhoLogsIn() {
        store.account("ann-marie-example", "alpha", null, "one");
        store(made(1, "sealed one"));
        assertNull(pending());
        rotate("two");
        assertEquals("sealed two", pending().value());
        assertEquals("sealed one", passwordOfPermission());
        store(made(2, "sealed two"));
        assertNull(pending());
    }

    @Test
    void whoIsNotKnownIsListedBesideAndGoesWithTheServer() {
        store.accounts.storeUnknown(new StoreUnknown(alpha.id(), List.of("eve", "mal\nlory"), Token.NONE));
        store.accounts.storeUnknown(new StoreUnknown("gone", List.of("eve"), Token.NONE));
        assertEquals(List.of("eve", "mal?lory"), list().unknown());
        store.accounts.storeUnknown(new StoreUnknown(alpha.id(), List.of("mallory"), Token.NONE));
        assertEquals(List.of("mallory"), store.accounts.desired(new FindDesired(alpha.id(), null)).unknown());
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
    }

    @Test
    void whatADatalinkMadeIsListedApartAndEachChangeIsOneLineOfTheTrail() {
        Change made = new Change("c-1", 1, "create_user", "scanner", "127.0.0.1", null);
        Change gone = new Change("c-2", store.clock.millis(), "delete_user", "old", "-", "files: keep");
        store.accounts.storeUnknown(new StoreUnknown(alpha.id(), List.of("eve", "scanner"), Token.NONE));
        store.accounts.storeDatalink(new StoreDatalink(alpha.id(), List.of(made), List.of("scanner")));
        store.accounts.storeDatalink(new StoreDatalink(alpha.id(), List.of(made, gone), List.of("scanner", "till")));
        store.accounts.storeDatalink(new StoreDatalink(alpha.id(), List.of(), List.of("scanner", "till")));
        store.accounts.storeDatalink(new StoreDatalink("gone", List.of(made), List.of("scanner")));
        store.accounts.storeUnknown(new StoreUnknown(alpha.id(), List.of("mallory", "till"), Token.NONE));

        assertEquals(List.of("mallory"), list().unknown());
        assertEquals(List.of("scanner", "till"), list().datalink());
        List<Audit.Event> events = store.audit.find(Audit.Find.latest(100))
                .events()
                .stream()
                .filter(event -> event.action().startsWith("datalink."))
                .toList();
        assertEquals(Set.of(
                "agent of Alpha datalink.create_user scanner/Alpha through the datalink of Alpha, from 127.0.0.1,"
                        + " done at 1970-01-01T00:00:00.001Z by the server's clock",
                "agent of Alpha datalink.delete_user old/Alpha through the datalink of Alpha, files: keep"),
                events.stream()
                        .map(event -> event.username() + " " + event.action() + " " + event.target() + " "
                                + event.detail())
                        .collect(Collectors.toSet()));
        assertEquals(2, events.size());
        store.accounts.storeDatalink(new StoreDatalink(alpha.id(), List.of(), List.of()));
        assertEquals(List.of(), list().datalink());
    }

    @Test
    void pagesFollowEachOther() {
        store.account("ann-marie-example", "alpha", "b", "one");
        store.account("Ann.Marie@example", "alpha", "a", "two");
        AccountList first = store.accounts.list(new Find("alpha", null, 1));
        assertTrue(first.more());
        assertEquals("a", first.accounts().getFirst().name());
        AccountList second = store.accounts.list(new Find("alpha", "a", 1));
        assertFalse(second.more());
        assertEquals("b", second.accounts().getFirst().name());
        assertEquals(List.of("b"),
                store.accounts.desired(new FindDesired(alpha.id(), "a"))
                        .accounts()
                        .stream()
                        .map(DesiredAccount::name)
                        .toList());
    }

    private static Result made(long generation, String sealed) {
        return new Result("ann-marie-example", generation, true, new Secret(sealed), State.WORKING, "");
    }

    private void store(Result result) {
        store.accounts.storeResults(new StoreResults(alpha.id(), List.of(result), Token.NONE));
    }

    private void rotate(String password) {
        store.accounts.storePassword(new StorePassword(ROOT, "alpha", "ann-marie-example", password(password)));
    }

    private void setLock(boolean locked) {
        store.accounts.setLock(new SetLock(ROOT, "alpha", "ann-marie-example", locked));
    }

    private List<Failures> failures() {
        return store.accounts.failures(new FindFailures(60_000)).servers();
    }

    private List<String> aged(int atOnce) {
        return store.accounts.aged(new FindAged(Duration.ofDays(1).toMillis(), atOnce))
                .accounts()
                .stream()
                .map(Aged::name)
                .toList();
    }

    private Secret pending() {
        return store.permissions.login(new FindLogin("ann-marie-example", "alpha")).pendingPass();
    }

    private String permissionOf(String user) {
        return store.permissions.list(new FindAll(user, "alpha")).permissions().getFirst().id();
    }

    private String passwordOfPermission() {
        String user = store.permissions.list(new FindAll(null, "alpha")).permissions().getFirst().username();
        return store.permissions.login(new FindLogin(user, "alpha")).encryptedPass().value();
    }

    private AccountList list() {
        return store.accounts.list(new Find(alpha.id(), null, Find.MAX));
    }

    private Account only() {
        List<Account> all = list().accounts();
        assertEquals(1, all.size());
        return all.getFirst();
    }

    private List<DesiredAccount> desired() {
        return store.accounts.desired(new FindDesired(alpha.id(), null)).accounts();
    }

    private List<String> servers(Set<State> states) {
        return store.accounts.servers(new FindServers(states)).ids();
    }
}
