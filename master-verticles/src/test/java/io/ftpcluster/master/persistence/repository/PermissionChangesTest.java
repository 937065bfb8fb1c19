package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Accounts.Account;
import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Permissions.FindLogin;
import io.ftpcluster.messages.Permissions.Login;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions.Store;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.StoredLogins;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class PermissionChangesTest {

    private static final Secret SEALED = new Secret("sealed");
    private static final Secret OTHER = new Secret("sealed other");

    @RegisterExtension
    private final TestStore store;
    private final String alpha;

    PermissionChangesTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        store.user("ann");
        store.user("bob");
        alpha = store.managedServer("Alpha").id();
    }

    @Test
    void whatIsNotNamedStays() {
        Permission before = store.permission("ann", "alpha", SEALED);
        Permission now = change(before, Set.of(Right.LIST), "/other");
        assertEquals(new Permission(before.id(), before.userId(), "ann", alpha, "Alpha", "ftp-ann", Set.of(Right.LIST),
                "/other", before.createdAt()), now);
        assertEquals(SEALED, login("ann").encryptedPass());
        assertEquals("permission.update ann/Alpha with LIST; at /other", store.trail().getFirst());
        assertNull(change(now, null, "").root());
        assertEquals(Set.of(Right.LIST), login("ann").permission().rights());
    }

    @Test
    void whatChangesNothingLeavesNoLineInTheTrail() {
        Permission before = store.permission("ann", "alpha", SEALED);
        List<String> trail = store.trail();
        assertEquals(before, change(before, before.rights(), before.root()));
        assertEquals(trail, store.trail());
    }

    @Test
    void aLoginChangesInPartOrWhole() {
        Permission permission = store.permission("ann", "alpha", SEALED);
        assertEquals("web", changeLogin(permission, "web", null, null).ftpUsername());
        assertEquals(SEALED, login("ann").encryptedPass());
        changeLogin(permission, null, OTHER, new Secret("sealed ledger"));
        assertEquals(OTHER, login("ann").encryptedPass());
        assertEquals("web", login("ann").permission().ftpUsername());
        assertEquals("sealed ledger", login("ann").encryptedAccount().value());
        changeLogin(permission, null, null, new Secret(""));
        assertNull(login("ann").encryptedAccount());
        assertEquals("permission.update ann/Alpha no account (ACCT)", store.trail().getFirst());
    }

    private Permission changeQuota(Permission permission, long bytes) {
        return store.permissionChanges
                .store(new Store(ROOT, permission.id(), null, null, null, null, null, null, null, bytes));
    }

    @Test
    void aQuotaIsAnAccountsAndAChangeThatTheAgentMakes() {
        Permission permission = store.account("ann", "alpha", null, "one");
        assertNull(permission.quotaBytes());
        assertTrue(permission.managed() && login("ann").permission().managed());
        assertEquals(5000, changeQuota(permission, 5000).quotaBytes());
        assertEquals("permission.update ann/Alpha with a quota of 5000 bytes", store.trail().getFirst());
        assertEquals(5000, account().quotaBytes());
        assertEquals(2, account().generation());
        changeQuota(permission, 5000);
        assertEquals(2, account().generation(), "nothing has changed");
        assertEquals(5000, change(permission, Set.of(Right.LIST), "/other").quotaBytes(), "it stays");

        assertNull(changeQuota(permission, 0).quotaBytes());
        assertNull(account().quotaBytes());
        assertEquals(3, account().generation());
        assertEquals("permission.update ann/Alpha without a quota", store.trail().getFirst());
        assertEquals(0L,
                store.accounts.desired(new Accounts.FindDesired(alpha, null)).accounts().getFirst().quotaBytes(),
                "the agent is to take it away");
    }

    @Test
    void aLoginThatIsNoAccountHasNoQuota() {
        Permission permission = store.permission("ann", "alpha", SEALED);
        assertFails(FailureCode.INVALID,
                "quota_bytes: is for an account that the portal makes, and this permission has" + " another login",
                () -> changeQuota(permission, 1));
        assertNull(changeQuota(permission, 0).quotaBytes());
    }

    @Test
    void anAccountKeepsItsNameAndItsPassword() {
        Permission permission = store.account("ann", "alpha", null, "one");
        assertEquals("/srv", change(permission, Set.of(Right.LIST, Right.UPLOAD), "/srv").root());
        assertEquals(Desired.ACTIVE, account().desired());
        assertFails(FailureCode.CONFLICT,
                "ftp_username: the account ann on Alpha keeps its name. Give user_pass too for"
                        + " another login, or remove this permission and grant it again.",
                () -> changeLogin(permission, "anna", null, null));
        String made = "ftp_username: the password of ann on Alpha is made by the portal, which has its agent make this"
                + " account. Name the other login that this password is of; the account is then removed there.";
        assertFails(FailureCode.CONFLICT, made, () -> changeLogin(permission, null, OTHER, null));
        assertFails(FailureCode.CONFLICT, made, () -> changeLogin(permission, "ann", OTHER, null));
        assertEquals("sealed one", login("ann").encryptedPass().value());
    }

    @Test
    void anotherLoginInPlaceOfAnAccountRemovesThat() {
        Permission permission = store.account("ann", "alpha", null, "one");
        Permission now = store.permissionChanges
                .store(new Store(ROOT, permission.id(), null, null, "web", OTHER, null, null, LeftFiles.ARCHIVE));
        assertEquals("web", now.ftpUsername());
        assertEquals(OTHER, login("ann").encryptedPass());
        assertEquals(Desired.ABSENT, account().desired());
        assertEquals(LeftFiles.ARCHIVE, account().files());
        assertEquals(
                "permission.update ann/Alpha the account ann is to be removed, its files: archive; as web with a new"
                        + " password",
                store.trail().getFirst());
    }

    @Test
    void manyShareAStoredLogin() {
        stored("shared", "web", "sealed web");
        Permission ann = store.permissions.insert(new Permissions.Insert(ROOT, "ann", "alpha", null, null,
                Set.of(Right.LIST), "/a", null, null, "shared"));
        Permission bob = takeStored(store.account("bob", "alpha", null, "one"), "shared");
        assertEquals(List.of("web", "shared", "/a"), List.of(ann.ftpUsername(), ann.login(), ann.root()));
        assertEquals("web", bob.ftpUsername());
        assertFalse(bob.managed());
        assertEquals(Desired.ABSENT, account().desired(), "bob's account");
        store.logins.store(new StoredLogins.Store(ROOT, "alpha", "shared", "www", new Secret("sealed www"), null));
        for (String user : List.of("ann", "bob")) {
            assertEquals("sealed www", login(user).encryptedPass().value());
            assertEquals("www", login(user).permission().ftpUsername());
        }
        assertEquals("login.update Alpha/shared as www; a new password", store.trail().getFirst());
        assertEquals(2, store.logins.find(new StoredLogins.Find("alpha", "shared")).permissions());
    }

    @Test
    void aPermissionWithAStoredLoginChangesItNowhereButThere() {
        stored("shared", "web", "sealed web");
        Permission ann = takeStored(store.permission("ann", "alpha", SEALED), "shared");
        String there = "ftp_username: the permission uses the stored login shared of Alpha. Change that, or give"
                + " ftp_username with user_pass for a login of its own.";
        assertFails(FailureCode.CONFLICT, there, () -> changeLogin(ann, "other", null, null));
        assertFails(FailureCode.CONFLICT, there, () -> changeLogin(ann, null, null, new Secret("sealed ledger")));
        assertFails(FailureCode.INVALID,
                "ftp_username: is required with a password: so far the permission uses the" + " stored login shared",
                () -> changeLogin(ann, null, OTHER, null));
        Permission own = changeLogin(ann, "own", OTHER, null);
        assertNull(own.login());
        store.logins.store(new StoredLogins.Store(ROOT, "alpha", "shared", null, new Secret("sealed new"), null));
        assertEquals(OTHER, login("ann").encryptedPass());
    }

    @Test
    void aStoredLoginStaysWhileItIsUsed() {
        stored("shared", "web", "sealed web");
        takeStored(store.permission("ann", "alpha", SEALED), "shared");
        takeStored(store.permission("bob", "alpha", SEALED), "shared");
        assertFails(FailureCode.CONFLICT,
                "The stored login shared on Alpha is used by ann, bob. Give their permissions another login first, or"
                        + " remove them.",
                () -> store.logins.delete(new StoredLogins.Delete(ROOT, "alpha", "shared")));
        for (String user : List.of("ann", "bob")) {
            store.permissions.delete(new Permissions.Delete(ROOT, login(user).permission().id()));
        }
        store.logins.delete(new StoredLogins.Delete(ROOT, "alpha", "shared"));
        assertEquals(List.of(), store.logins.list(new StoredLogins.FindAll("alpha")).logins());
    }

    @Test
    void storedLoginsAreTheirServers() {
        store.server("Beta");
        stored("shared", "web", "sealed web");
        assertFails(FailureCode.CONFLICT, "name: there is a stored login shared on this server already.",
                () -> stored("shared", "x", "y"));
        Permission beta = store.permission("ann", "beta", SEALED);
        assertFails(FailureCode.INVALID, "login: is none of Beta's stored logins", () -> takeStored(beta, "shared"));
        assertFails(FailureCode.NOT_FOUND, "There is no stored login shared on Beta.",
                () -> store.logins.find(new StoredLogins.Find("beta", "shared")));
        assertEquals(1, store.logins.list(new StoredLogins.FindAll(null)).logins().size());
    }

    private void stored(String name, String ftpUsername, String sealed) {
        store.logins.insert(new StoredLogins.Insert(ROOT, "alpha", name, ftpUsername, new Secret(sealed), null));
    }

    private Permission takeStored(Permission permission, String login) {
        return store.permissionChanges
                .store(new Store(ROOT, permission.id(), null, null, null, null, null, login, null));
    }

    private Permission change(Permission permission, Set<Right> rights, String root) {
        return store.permissionChanges
                .store(new Store(ROOT, permission.id(), rights, root, null, null, null, null, null));
    }

    private Permission changeLogin(Permission permission, String ftpUsername, Secret password, Secret account) {
        return store.permissionChanges
                .store(new Store(ROOT, permission.id(), null, null, ftpUsername, password, account, null, null));
    }

    private Login login(String user) {
        return store.permissions.login(new FindLogin(user, "alpha"));
    }

    private Account account() {
        List<Account> all = store.accounts.list(new Accounts.Find(alpha, null, Accounts.Find.MAX)).accounts();
        assertEquals(1, all.size());
        return all.getFirst();
    }
}
