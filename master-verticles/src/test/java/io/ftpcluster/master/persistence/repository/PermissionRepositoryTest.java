package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Permissions.Delete;
import io.ftpcluster.messages.Permissions.Find;
import io.ftpcluster.messages.Permissions.FindAll;
import io.ftpcluster.messages.Permissions.FindLogin;
import io.ftpcluster.messages.Permissions.Insert;
import io.ftpcluster.messages.Permissions.Login;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class PermissionRepositoryTest {

    private static final Secret SEALED = new Secret("sealed");

    @RegisterExtension
    private final TestStore store;
    private User ann;
    private Server alpha;

    PermissionRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        ann = store.user("Ann");
        alpha = store.server("Alpha");
        store.user("Bob");
        store.server("Beta");
    }

    @Test
    void takesNamesOrIdsAndTellsBoth() {
        Permission permission = store.permission("ann", alpha.id(), SEALED);
        assertEquals(new Permission(permission.id(), ann.id(), "Ann", alpha.id(), "Alpha", "ftp-ann",
                Set.of(Right.LIST, Right.DOWNLOAD), "/srv", store.clock.instant()), permission);
        assertEquals(permission, store.permissions.find(new Find(permission.id())));
        assertEquals("permission.create Ann/Alpha as ftp-ann with LIST,DOWNLOAD", store.trail().getFirst());
    }

    @Test
    void keepsAllRightsAndNoRoot() {
        Permission permission = store.permissions
                .insert(new Insert(ROOT, "bob", "beta", "b", SEALED, EnumSet.allOf(Right.class), null));
        assertEquals(permission, store.permissions.find(new Find(permission.id())));
        assertEquals(EnumSet.allOf(Right.class), permission.rights());
    }

    @Test
    void refusesTheSameServerTwice() {
        store.permission("ann", "alpha", SEALED);
        assertFails(FailureCode.CONFLICT, "server_id: user ANN may use server ALPHA already.",
                () -> store.permission("ANN", "ALPHA", SEALED));
    }

    @Test
    void namesWhatIsMissing() {
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.", () -> store.permission("eve", "alpha", SEALED));
        assertFails(FailureCode.NOT_FOUND, "There is no server x.", () -> store.permission("ann", "x", SEALED));
        assertFails(FailureCode.NOT_FOUND, "There is no permission x.", () -> store.permissions.find(new Find("x")));
        assertFails(FailureCode.NOT_FOUND, "There is no permission x.",
                () -> store.permissions.delete(new Delete(ROOT, "x")));
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.",
                () -> store.permissions.list(new FindAll("eve", null)));
    }

    @Test
    void listsOfAUserAServerBothOrAll() {
        Permission bobAlpha = store.permission("bob", "alpha", SEALED);
        Permission annBeta = store.permission("ann", "beta", SEALED);
        Permission annAlpha = store.permission("ann", "alpha", SEALED);
        assertEquals(List.of(annAlpha, annBeta, bobAlpha), list(null, null));
        assertEquals(List.of(annAlpha, annBeta), list(ann.id(), null));
        assertEquals(List.of(annAlpha, bobAlpha), list(null, "ALPHA"));
        assertEquals(List.of(bobAlpha), list("bob", "alpha"));
        assertEquals(List.of(), list("bob", "beta"));
    }

    @Test
    void aLoginHasPermissionServerAndSecret() {
        Permission permission = store.permission("ann", "alpha", SEALED);
        assertEquals(new Login(permission, alpha, SEALED), store.permissions.login(new FindLogin("ANN", "alpha")));
    }

    @Test
    void aLoginEndsWithItsPermissionHoweverOftenItWasAskedFor() {
        Permission permission = store.permission("ann", "alpha", SEALED);
        assertEquals(login("ann", "alpha"), login("ann", "alpha"));
        store.permissions.delete(new Delete(ROOT, permission.id()));
        assertFails(FailureCode.NOT_FOUND, "There is no server alpha for ann.", () -> login("ann", "alpha"));
    }

    @Test
    void aLoginThatIsMissingDoesNotTellWhy() {
        assertFails(FailureCode.NOT_FOUND, "There is no server alpha for ann.", () -> login("ann", "alpha"));
        assertFails(FailureCode.NOT_FOUND, "There is no server alpha for eve.", () -> login("eve", "alpha"));
        assertFails(FailureCode.NOT_FOUND, "There is no server x for ann.", () -> login("ann", "x"));
    }

    @Test
    void goesWithItselfItsUserAndItsServer() {
        Permission one = store.permission("ann", "alpha", SEALED);
        store.permission("ann", "beta", SEALED);
        store.permission("bob", "alpha", SEALED);
        Permission last = store.permission("bob", "beta", SEALED);
        store.permissions.delete(new Delete(ROOT, one.id()));
        assertEquals("permission.delete Ann/Alpha", store.trail().getFirst());
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        store.users.delete(new Users.Delete(ROOT, "ann"));
        assertEquals(List.of(last), list(null, null));
    }

    private Login login(String username, String alias) {
        return store.permissions.login(new FindLogin(username, alias));
    }

    private List<Permission> list(String userRef, String serverRef) {
        return store.permissions.list(new FindAll(userRef, serverRef)).permissions();
    }
}
