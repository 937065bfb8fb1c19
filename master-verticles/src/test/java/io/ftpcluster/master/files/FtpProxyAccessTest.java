package io.ftpcluster.master.files;

import static io.ftpcluster.master.files.FtpProxyBed.BOB;
import static io.ftpcluster.master.files.FtpProxyBed.at;
import static io.ftpcluster.master.files.FtpProxyBed.fails;
import static io.ftpcluster.master.files.FtpProxyBed.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may do what in whose folders. */
class FtpProxyAccessTest {

    @RegisterExtension
    private final FtpProxyBed proxy = new FtpProxyBed();

    /** All that can be asked here. */
    private List<Future<?>> everything(Actor actor, Files.Location at) {
        return List.of(proxy.bus.request(Files.CHECK_ACCESS, new Files.CheckAccess(actor, at.username())),
                proxy.bus.request(Files.WATCH, new Files.WatchAccess(actor, at, Right.DOWNLOAD)),
                proxy.bus.request(Files.SERVERS, new Files.ListServers(actor, at.username())),
                proxy.bus.request(Files.LIST, new Files.ListFolder(actor, at)),
                proxy.bus.request(Files.STAT, new Files.Stat(actor, at)),
                proxy.bus.request(Files.OPEN, new Files.Open(actor, at)),
                proxy.bus.request(Files.UPLOAD, new Files.Upload(actor, at, false, -1, -1)),
                proxy.bus.request(Files.REMOVE, new Files.Remove(actor, at, true)),
                proxy.bus.request(Files.MAKE_FOLDER, new Files.MakeFolder(actor, at)),
                proxy.bus.request(Files.RENAME, new Files.Rename(actor, at, RemotePath.parse("/x"), true)),
                proxy.bus.request(Files.SET_MODIFIED, new Files.SetModified(actor, at, Instant.EPOCH)),
                proxy.bus.request(Files.TRY_LOGIN, new Files.TryLogin(actor, at.username(), at.alias())));
    }

    /** Which the next address may forget. */
    @Test
    void everyAddressIsTriedByStrangers() {
        long files = Messages.addresses().stream().filter(address -> address.name().startsWith("files.")).count();
        assertEquals(files, everything(Actor.stranger("-"), at("/dir/file")).size());
    }

    @Test
    void nobodyGetsIntoSomebodyElsesFolders() {
        Actor carl = Actors.user("c", "carl", "192.0.2.3");
        Actor unknown = new Actor(null, "bob", Users.Role.ADMIN, "192.0.2.3", AuthenticationMethod.NONE);
        for (Files.Location at : List.of(at("/dir/file"),
                new Files.Location("nobody", "alpha", RemotePath.parse("/dir/file")))) {
            for (Actor actor : List.of(carl, unknown)) {
                everything(actor, at).forEach(this::isSomebodyElses);
                // What is known on the spot is checked on the spot.
                proxy.bus.answerLocally(Permissions.LOGIN, request -> Optional.of(proxy.login(request)));
                everything(actor, at).forEach(this::isSomebodyElses);
                proxy.bus.endLocally(Permissions.LOGIN);
            }
        }
        assertEquals(0, proxy.lookedUp.get());
        assertEquals(0, proxy.server.connections());
        assertTrue(proxy.trail.isEmpty());
    }

    private void isSomebodyElses(Future<?> future) {
        Throwable cause = assertThrows(ExecutionException.class, () -> get(future)).getCause();
        assertEquals(Failure.forbidden("This folder belongs to somebody else."), ((FailureException) cause).failure());
    }

    @Test
    void ownersAdminsAndThePortalGetIn() throws Exception {
        for (Actor actor : List.of(BOB, Actors.user("u", "BOB", "192.0.2.1"), Actors.admin("a", "root", "192.0.2.9"),
                Actor.SYSTEM)) {
            get(proxy.bus.request(Files.CHECK_ACCESS, new Files.CheckAccess(actor, "bob")));
            get(proxy.bus.request(Files.LIST, new Files.ListFolder(actor, at("/dir")))).close();
            get(proxy.bus.request(Files.OPEN, new Files.Open(actor, at("/dir/file")))).close();
            get(proxy.bus.request(Files.STAT, new Files.Stat(actor, at("/dir/file"))));
        }
    }

    @Test
    void listsTheServersOfOneWithTheRightsThere() throws Exception {
        get(proxy.bus.answer(Permissions.LIST, find -> {
            assertEquals(new Permissions.FindAll("bob", null), find);
            return new Permissions.PermissionList(List.of(permission("alpha", Set.of(Right.LIST)),
                    permission("beta", EnumSet.of(Right.LIST, Right.UPLOAD))));
        }));
        assertEquals(
                List.of(new Files.ServerFolder("alpha", Set.of(Right.LIST)),
                        new Files.ServerFolder("beta", Set.of(Right.LIST, Right.UPLOAD))),
                get(proxy.bus.request(Files.SERVERS, new Files.ListServers(BOB, "bob"))).servers());
    }

    private static Permissions.Permission permission(String alias, Set<Right> rights) {
        return new Permissions.Permission("p-" + alias, "u", "bob", "s-" + alias, alias, "ann", rights, null,
                Instant.EPOCH);
    }

    @Test
    void aFolderComesWithWhatMayBeDoneThere() throws Exception {
        proxy.rights = EnumSet.of(Right.LIST, Right.MKDIR);
        try (Files.OpenFolder folder = get(proxy.list())) {
            assertEquals(Set.of(Right.LIST, Right.MKDIR), folder.rights());
        }
    }

    @Test
    void endsARevokedPermissionAtOnce() throws Exception {
        get(proxy.open()).close();
        proxy.revoked = true;
        fails(FailureCode.NOT_FOUND, proxy.open());
        fails(FailureCode.NOT_FOUND, proxy.list());
    }

    @Test
    void whoDoesMuchIsToldWhenTheAccessEnds() throws Exception {
        proxy.rights = EnumSet.of(Right.LIST);
        fails(FailureCode.FORBIDDEN,
                proxy.bus.request(Files.WATCH, new Files.WatchAccess(Actor.SYSTEM, at("/dir"), Right.DOWNLOAD)));
        Files.WatchAccess lists = new Files.WatchAccess(Actor.SYSTEM, at("/dir"), Right.LIST);
        try (FileStreams.Watch watch = get(proxy.bus.request(Files.WATCH, lists))) {
            proxy.revoked = true;
            proxy.bus.publish(Permissions.CHANGED, new Permissions.Changed(null));
            assertEquals("This was ended: the permission was removed.", get(watch.ended()).detail());
        }
    }

    @Test
    void asksForTheRightThatIsUsed() throws Exception {
        proxy.rights = EnumSet.of(Right.LIST);
        get(proxy.list()).close();
        fails(FailureCode.FORBIDDEN, proxy.open());
        proxy.rights = EnumSet.of(Right.DOWNLOAD);
        get(proxy.open()).close();
        fails(FailureCode.FORBIDDEN, proxy.list());
    }

    @Test
    void asksForTheRightThatAChangeUses() throws Exception {
        proxy.takesChanges();
        proxy.rights = EnumSet.complementOf(EnumSet.of(Right.UPLOAD));
        fails(FailureCode.FORBIDDEN, proxy.upload(false, 0));
        proxy.rights = EnumSet.complementOf(EnumSet.of(Right.DELETE));
        fails(FailureCode.FORBIDDEN, proxy.remove());
        proxy.rights = EnumSet.complementOf(EnumSet.of(Right.MKDIR));
        fails(FailureCode.FORBIDDEN, proxy.makeFolder());
        proxy.rights = EnumSet.complementOf(EnumSet.of(Right.RENAME));
        fails(FailureCode.FORBIDDEN, proxy.rename("/dir/other", false));
        assertEquals(0, proxy.server.connections(), "a refused request reaches no server");
        proxy.rights = EnumSet.of(Right.DELETE);
        get(proxy.remove());
        proxy.recorded("file.delete", "alpha:/dir/file", ", with everything in it");
        proxy.rights = EnumSet.of(Right.MKDIR);
        get(proxy.makeFolder());
        proxy.rights = EnumSet.of(Right.RENAME);
        get(proxy.rename("/dir/other", false));
    }

    @Test
    void replacesOnlyWithTheRightTo() throws Exception {
        proxy.takesChanges();
        proxy.rights = EnumSet.of(Right.UPLOAD, Right.RENAME);
        fails(FailureCode.FORBIDDEN, proxy.upload(false, 0));
        fails(FailureCode.FORBIDDEN, proxy.upload(false, 10));
        fails(FailureCode.EXISTS, proxy.upload(true, 0));
        fails(FailureCode.FORBIDDEN, proxy.rename("/dir/other file", true));
        fails(FailureCode.EXISTS, proxy.rename("/dir/other file", false));
        assertTrue(proxy.server.received().stream().noneMatch(line -> line.matches("(STOR|RNTO|DELE).*")));
        proxy.rights = EnumSet.of(Right.UPLOAD, Right.RENAME, Right.OVERWRITE);
        get(proxy.upload(false, 0)).abort();
        assertTrue(get(proxy.rename("/dir/other file", true)).replaced());
    }

    @Test
    void whoeverMayListOrDownloadMayLook() throws Exception {
        for (Right right : Right.values()) {
            proxy.rights = EnumSet.of(right);
            if (right == Right.LIST || right == Right.DOWNLOAD) {
                get(proxy.stat("/dir/file"));
            } else {
                fails(FailureCode.FORBIDDEN, proxy.stat("/dir/file"));
            }
        }
    }
}
