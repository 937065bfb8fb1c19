package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.Credentials;
import io.ftpcluster.messages.Users.Delete;
import io.ftpcluster.messages.Users.Find;
import io.ftpcluster.messages.Users.FindAll;
import io.ftpcluster.messages.Users.FindCredentials;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.Store;
import io.ftpcluster.messages.Users.StorePassword;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class UserRepositoryTest {

    @RegisterExtension
    private final TestStore store;

    UserRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
    }

    @Test
    void findsByIdAndByNameInAnyCase() {
        User ann = store.user("Ann");
        assertEquals(ann, store.users.find(new Find(ann.id())));
        assertEquals(ann, store.users.find(new Find("aNN")));
        assertEquals(new Credentials(ann, new Secret("hash of Ann")),
                store.users.credentials(new FindCredentials("ANN")));
        assertEquals(store.clock.instant(), ann.createdAt());
    }

    @Test
    void listsByNameWhateverTheCase() {
        store.user("bob");
        store.user("Ann");
        store.user("Carl");
        assertEquals(List.of("Ann", "bob", "Carl"),
                store.users.list(new FindAll()).users().stream().map(User::username).toList());
    }

    @Test
    void refusesANameThatIsTakenInAnotherCase() {
        store.user("Ann");
        assertFails(FailureCode.CONFLICT, "username: there is a user ANN already.", () -> store.user("ANN"));
        assertEquals(List.of("user.create Ann USER"), store.trail(), "a refused change leaves no event");
    }

    @Test
    void namesWhatIsMissing() {
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.", () -> store.users.find(new Find("eve")));
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.",
                () -> store.users.credentials(new FindCredentials("eve")));
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.", () -> store.users.delete(new Delete(ROOT, "eve")));
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.",
                () -> store.users.store(new Store(ROOT, "eve", null, Role.ADMIN)));
        assertEquals(List.of(), store.trail());
    }

    @Test
    void changesOnlyWhatIsGiven() {
        User ann = store.user("Ann");
        store.users.store(new Store(ROOT, "ann", null, Role.ADMIN));
        store.user("Bob", Role.ADMIN);
        store.users.store(new Store(ROOT, "ann", new Secret("new"), null));
        Credentials credentials = store.users.credentials(new FindCredentials("ann"));
        assertEquals(new User(ann.id(), "Ann", Role.ADMIN, ann.createdAt()), credentials.user());
        assertEquals("new", credentials.passwordHash().value());
        store.users.store(new Store(ROOT, "ann", null, null));
        assertEquals(List.of("user.update Ann password", "user.create Bob ADMIN", "user.update Ann role ADMIN",
                "user.create Ann USER"), store.trail());
    }

    @Test
    void keepsTheLastAdmin() {
        store.user("Ann", Role.ADMIN);
        store.user("Bob");
        String detail = "Ann is the last admin; make another user admin first.";
        assertFails(FailureCode.CONFLICT, detail, () -> store.users.delete(new Delete(ROOT, "ann")));
        assertFails(FailureCode.CONFLICT, detail,
                () -> store.users.store(new Store(ROOT, "ann", new Secret("new"), Role.USER)));
        assertEquals("hash of Ann", store.users.credentials(new FindCredentials("ann")).passwordHash().value());
        store.users.store(new Store(ROOT, "bob", null, Role.ADMIN));
        store.users.delete(new Delete(ROOT, "ann"));
        assertEquals("user.delete Ann", store.trail().getFirst());
    }

    @Test
    void aNewPasswordEndsTheUsersSessions() {
        Sessions.Session anns = session(store.user("Ann"));
        Sessions.Session bobs = session(store.user("Bob"));
        store.users.store(new Store(ROOT, "ann", null, Role.ADMIN));
        assertEquals(Role.ADMIN, store.sessions.find(new Sessions.Find(anns.id())).user().role());
        store.users.store(new Store(ROOT, "ann", new Secret("new"), null));
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> store.sessions.find(new Sessions.Find(anns.id())));
        assertEquals(bobs, store.sessions.find(new Sessions.Find(bobs.id())));
    }

    @Test
    void ofManyInsertsOfOneNameExactlyOneWins() throws Exception {
        int contenders = 8;
        Callable<Boolean> insert = () -> {
            try {
                store.user("Ann");
                return true;
            } catch (FailureException e) {
                assertEquals(FailureCode.CONFLICT, e.failure().code());
                return false;
            }
        };
        int winners = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(contenders)) {
            for (Future<Boolean> outcome : threads.invokeAll(Collections.nCopies(contenders, insert))) {
                winners += outcome.get() ? 1 : 0;
            }
        }
        assertEquals(1, winners);
        assertEquals(1, store.users.list(new FindAll()).users().size());
    }

    @Test
    void twoAdminsWhoRemoveEachOtherLeaveOne() throws Exception {
        store.user("Ann", Role.ADMIN);
        store.user("Bob", Role.ADMIN);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Boolean>> outcomes = threads.invokeAll(List.of(() -> demoted("ann"), () -> demoted("bob")));
            assertTrue(outcomes.get(0).get() ^ outcomes.get(1).get());
        }
    }

    private boolean demoted(String name) {
        try {
            store.users.store(new Store(ROOT, name, null, Role.USER));
            return true;
        } catch (FailureException e) {
            return false;
        }
    }

    private Sessions.Session session(User user) {
        return store.sessions.insert(new Sessions.Insert(Actors.of(user, "192.0.2.7"),
                store.clock.instant().plus(Duration.ofHours(1)), "curl", Sessions.Kind.BEARER));
    }

    @Test
    void onesOwnPasswordEndsTheOtherSessions() {
        User ann = store.user("Ann");
        Actor actor = Actors.user(ann.id(), "Ann", "192.0.2.1");
        Sessions.Session here = session(actor);
        Sessions.Session elsewhere = session(actor);
        Sessions.Session bobs = session(Actors.user(store.user("bob").id(), "bob", "-"));

        Actor inHere = Actor.of(ann, "192.0.2.1", AuthenticationMethod.session(here.id()));
        store.users.storePassword(new StorePassword(inHere, new Secret("hash of Ann"), new Secret("new")));

        assertEquals("new", store.users.credentials(new FindCredentials("ann")).passwordHash().value());
        store.sessions.find(new Sessions.Find(here.id()));
        store.sessions.find(new Sessions.Find(bobs.id()));
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> store.sessions.find(new Sessions.Find(elsewhere.id())));
        assertEquals("user.update Ann own password", store.trail().getFirst());
        // Somebody else was quicker.
        assertFails(FailureCode.CONFLICT, "The password was changed by somebody else just now; log in again.",
                () -> store.users
                        .storePassword(new StorePassword(actor, new Secret("hash of Ann"), new Secret("newer"))));
        store.users.storePassword(new StorePassword(actor, new Secret("new"), new Secret("newer")));
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> store.sessions.find(new Sessions.Find(here.id())));
    }

    private Sessions.Session session(Actor actor) {
        return store.sessions.insert(
                new Sessions.Insert(actor, store.clock.instant().plusSeconds(60), "test", Sessions.Kind.BEARER));
    }
}
