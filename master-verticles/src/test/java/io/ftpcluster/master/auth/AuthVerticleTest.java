package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.failure;
import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Auth.LoggedIn;
import io.ftpcluster.messages.Auth.Principal;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.Commands;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthVerticleTest {

    private AuthFixture auth;
    private User ann;

    @BeforeEach
    void start() throws Exception {
        auth = new AuthFixture();
        ann = auth.persistence.add("ann", "fake:right");
    }

    @AfterEach
    void stop() throws Exception {
        auth.close();
    }

    @Test
    void aLoginGivesATokenThatVerifiesUntilLogout() throws Exception {
        LoggedIn loggedIn = get(auth.login("ann", "right"));
        Principal principal = get(auth.verify(loggedIn.token()));

        assertEquals(ann, loggedIn.user());
        assertEquals(ann, principal.user());
        String session = auth.persistence.sessions.keySet().iterator().next();
        assertEquals(new Actor(ann.id(), "ann", ann.role(), "192.0.2.1", AuthenticationMethod.session(session)),
                principal.actor("192.0.2.1"));
        assertTrue(loggedIn.expiresAt().isAfter(Instant.now().plus(Tokens.LIFETIME).minusSeconds(60)));

        Auth.Logout logout = new Auth.Logout(principal.actor("-"));
        get(auth.bus.request(Auth.LOGOUT, logout));
        get(auth.bus.request(Auth.LOGOUT, logout));

        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.verify(loggedIn.token())).code());
    }

    @Test
    void aTokenOfAnotherUsersSessionIsRefused() throws Exception {
        LoggedIn loggedIn = get(auth.login("ann", "right"));
        String sid = get(auth.verify(loggedIn.token())).method().sessionId().orElseThrow();
        User bob = auth.persistence.add("bob", "fake:x");
        auth.persistence.sessions.computeIfPresent(sid,
                (id, old) -> new Session(id, bob, old.createdAt(), old.expiresAt()));

        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.verify(loggedIn.token())).code());
    }

    @Test
    void anUnknownUserAndAWrongPasswordTakeTheSamePath() throws Exception {
        Failure wrong = failure(auth.login("ann", "wrong"));
        int hashesOfWrong = auth.hash.verifications.getAndSet(0);
        int readsOfWrong = auth.persistence.credentialReads.getAndSet(0);
        Failure unknown = failure(auth.login("nobody", "wrong"));

        assertEquals(FailureCode.UNAUTHENTICATED, wrong.code());
        assertEquals(wrong, unknown);
        assertEquals(1, hashesOfWrong);
        assertEquals(1, auth.hash.verifications.get());
        assertEquals(1, auth.hash.dummyVerifications.get());
        assertEquals(readsOfWrong, auth.persistence.credentialReads.get());
        assertEquals(failure(auth.basic("ann", "wrong")), failure(auth.basic("nobody", "wrong")));
        assertEquals(3, auth.hash.verifications.get());
    }

    @Test
    void aRefusalIsRecorded() throws Exception {
        failure(auth.login("ann", "wrong"));

        assertEquals(new Audit.Entry(Actor.stranger("192.0.2.1"), "session.refused", "ann", ""),
                auth.persistence.audit.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void aPasswordThatChangesWhileItIsHashedOpensNoSession() throws Exception {
        auth.hash.closeGate();
        Future<LoggedIn> login = auth.login("ann", "right");
        Outcomes.until(() -> auth.hash.verifications.get() == 1);
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("fake:changed")));
        auth.hash.openGate();

        assertEquals(FailureCode.UNAUTHENTICATED, failure(login).code());
        assertTrue(auth.persistence.sessions.isEmpty());
    }

    @Test
    void anImportedHashIsReplacedAtTheFirstLogin() throws Exception {
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("old:right")));

        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.login("ann", "wrong")).code());
        assertEquals("old:right", auth.persistence.users.get("ann").passwordHash().value());
        get(auth.login("ann", "right"));
        assertEquals("fake:right", auth.persistence.users.get("ann").passwordHash().value());
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("old:right")));
        get(auth.basic("ann", "right"));
        assertEquals("fake:right", auth.persistence.users.get("ann").passwordHash().value());
    }

    /** The one that comes second finds another hash than it has checked, of the same password. */
    @Test
    void ofTwoFirstLoginsAtOnceBothSucceed() throws Exception {
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("old:right")));
        auth.hash.closeGate();
        List<Future<LoggedIn>> logins = List.of(auth.login("ann", "right"), auth.login("ann", "right"));
        Outcomes.until(() -> auth.hash.verifications.get() == 2);
        auth.hash.openGate();

        for (Future<LoggedIn> login : logins) {
            assertEquals(ann, get(login).user());
        }
        assertEquals("fake:right", auth.persistence.users.get("ann").passwordHash().value());
    }

    @Test
    void anImportedHashThatChangesToAnotherPasswordOpensNoSession() throws Exception {
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("old:right")));
        auth.hash.closeGate();
        Future<LoggedIn> login = auth.login("ann", "right");
        Outcomes.until(() -> auth.hash.verifications.get() == 1);
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("fake:changed")));
        auth.hash.openGate();

        assertEquals(FailureCode.UNAUTHENTICATED, failure(login).code());
        assertEquals("fake:changed", auth.persistence.users.get("ann").passwordHash().value());
    }

    @Test
    void basicHashesOnceAndEndsWithTheUserOrThePassword() throws Exception {
        Principal principal = get(auth.basic("ann", "right"));
        get(auth.basic("ann", "right"));

        assertEquals(ann, principal.user());
        assertEquals(AuthenticationMethod.PASSWORD, principal.method());
        assertEquals(1, auth.hash.verifications.get());
        assertEquals(2, auth.persistence.credentialReads.get());

        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("fake:changed")));
        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.basic("ann", "right")).code());
        get(auth.basic("ann", "changed"));
        auth.persistence.users.remove("ann");
        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.basic("ann", "changed")).code());
    }

    @Test
    void basicRequestsAtOnceHashOnce() throws Exception {
        auth.hash.closeGate();
        List<Future<Principal>> requests = IntStream.range(0, 200).mapToObj(i -> auth.basic("ann", "right")).toList();
        Outcomes.until(() -> auth.persistence.credentialReads.get() == 200);
        auth.hash.openGate();

        for (Future<Principal> request : requests) {
            assertEquals(ann, get(request).user());
        }
        assertEquals(1, auth.hash.verifications.get());
    }

    @Test
    void manyGoodLoginsAreNotThrottled() throws Exception {
        for (int i = 0; i < 50; i++) {
            get(auth.login("ann", "right"));
        }
    }

    @Test
    void theEleventhFailureIsThrottledBeforeHashing() {
        for (int i = 0; i < 10; i++) {
            assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.login("ann", "wrong")).code());
        }
        Failure throttled = failure(auth.login("ann", "right"));

        assertEquals(FailureCode.THROTTLED, throttled.code());
        assertEquals(30, throttled.retryAfterSeconds());
        assertEquals(10, auth.hash.verifications.get());
        auth.nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
        assertTrue(auth.login("ann", "right").map(true).toCompletionStage().toCompletableFuture().join());
    }

    @Test
    void usersAreStoredHashed() throws Exception {
        Actor admin = Actors.admin("1", "admin", "-");
        get(auth.bus.request(Users.CREATE, new Users.Create(admin, "bob", new Secret("first words"), Role.USER)));
        assertEquals("fake:first words", auth.persistence.users.get("bob").passwordHash().value());

        get(auth.bus.request(Users.UPDATE, new Users.Update(admin, "bob", new Secret("second words"), null)));
        assertEquals("fake:second words", auth.persistence.users.get("bob").passwordHash().value());

        get(auth.bus.request(Users.UPDATE, new Users.Update(admin, "bob", null, Role.ADMIN)));
        assertEquals("fake:second words", auth.persistence.users.get("bob").passwordHash().value());
    }

    @Test
    void passwordsThatAreGuessedFirstAreRefusedFromPeople() {
        Actor admin = Actors.admin("1", "admin", "-");
        Failure created = failure(
                auth.bus.request(Users.CREATE, new Users.Create(admin, "bob", new Secret("password"), Role.USER)));
        Failure updated = failure(
                auth.bus.request(Users.UPDATE, new Users.Update(admin, "ann", new Secret("ann12345"), null)));

        for (Failure refused : List.of(created, updated)) {
            assertEquals(FailureCode.INVALID, refused.code());
            assertEquals("password", refused.errors().getFirst().field());
        }
        assertEquals(Set.of("ann"), auth.persistence.users.keySet());
        assertEquals("fake:right", auth.persistence.users.get("ann").passwordHash().value());
    }

    @Test
    void oneChangesOnesOwnPasswordAndTheSessionGoesOn() throws Exception {
        Secret here = get(auth.login("ann", "right")).token();
        Secret elsewhere = get(auth.login("ann", "right")).token();
        Principal principal = get(auth.verify(here));
        get(change(principal, "right", "my own words"));

        assertEquals("fake:my own words", auth.persistence.users.get("ann").passwordHash().value());
        get(auth.verify(here));
        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.verify(elsewhere)).code());
        get(auth.login("ann", "my own words"));
    }

    @Test
    void guessesAtAnOpenSessionAreRefusedAndCounted() throws Exception {
        Principal principal = get(auth.verify(get(auth.login("ann", "right")).token()));
        for (int i = 0; i < 10; i++) {
            Failure wrong = failure(change(principal, "guess " + i, "my own words"));
            assertEquals(FailureCode.FORBIDDEN, wrong.code());
            assertEquals("current_password", wrong.errors().getFirst().field());
        }

        assertEquals(FailureCode.THROTTLED, failure(change(principal, "right", "my own words")).code());
        assertEquals("fake:right", auth.persistence.users.get("ann").passwordHash().value());
    }

    @Test
    void theNewPasswordIsNeitherTheOldNorACommonOne() throws Exception {
        auth.persistence.users.put("ann", new Users.Credentials(ann, new Secret("fake:my own words")));
        Principal principal = new Principal(ann, AuthenticationMethod.session("s"));
        for (String next : List.of("my own words", "password1", "annannann")) {
            Failure refused = failure(change(principal, "my own words", next));
            assertEquals(FailureCode.INVALID, refused.code());
            assertEquals("new_password", refused.errors().getFirst().field());
        }
    }

    private Future<Done> change(Principal principal, String current, String next) {
        return auth.bus.request(Auth.CHANGE_PASSWORD,
                new Auth.ChangePassword(principal.actor("192.0.2.1"), new Secret(current), new Secret(next)));
    }

    @Test
    void passwordsOfPermissionsAreStoredEncrypted() throws Exception {
        get(auth.bus.request(Permissions.CREATE, new Permissions.Create(Actor.SYSTEM, "ann", "alpha", "ftpuser",
                new Secret("backend-password"), null, null)));

        Permissions.Insert stored = auth.persistence.permissions.poll(30, TimeUnit.SECONDS);
        assertFalse(stored.encryptedPass().value().contains("backend-password"));
        assertEquals("backend-password", auth.box.open(stored.encryptedPass()).value());
        assertEquals("ftpuser", stored.ftpUsername());
        assertNotEquals(0, stored.rights().size());
    }

    @Test
    void changesOfPermissionsAreStoredEncryptedToo() throws Exception {
        get(auth.bus.request(Permissions.UPDATE, new Permissions.Update(Actor.SYSTEM, "p", null, null, null,
                new Secret("backend-password"), new Secret(""), null, null)));
        Permissions.Store stored = auth.persistence.changes.poll(30, TimeUnit.SECONDS);
        assertEquals("backend-password", auth.box.open(stored.encryptedPass()).value());
        assertEquals("", stored.encryptedAccount().value());
        assertNull(stored.rights());
        assertEquals(FailureCode.INVALID,
                failure(auth.bus.request(Permissions.UPDATE,
                        new Permissions.Update(Actor.SYSTEM, "p", null, null, "web", null, null, "shared", null)))
                        .code());
    }

    @Test
    void withoutAPasswordOneIsMadeForAnAccount() throws Exception {
        get(auth.bus.request(Permissions.CREATE,
                new Permissions.Create(Actor.SYSTEM, "ann", "alpha", null, null, null, null)));
        Permissions.Insert stored = auth.persistence.permissions.poll(30, TimeUnit.SECONDS);
        assertNull(stored.encryptedPass());
        assertIsOfOneAnother(stored.accountPassword());
    }

    @Test
    void rotationMakesAnotherPassword() throws Exception {
        Accounts.Rotate request = new Accounts.Rotate(Actor.SYSTEM, "alpha", "ann");
        assertEquals("ann", get(auth.bus.request(Accounts.ROTATE, request)).name());
        get(auth.bus.request(Accounts.ROTATE, request));
        Accounts.StorePassword first = auth.persistence.accountPasswords.poll(30, TimeUnit.SECONDS);
        Accounts.StorePassword second = auth.persistence.accountPasswords.poll(30, TimeUnit.SECONDS);
        assertIsOfOneAnother(first.password());
        assertNotEquals(auth.box.open(first.password().sealed()), auth.box.open(second.password().sealed()));
    }

    /** OpenSSL's word on it, as the system that will check it isn't ours. */
    private void assertIsOfOneAnother(Accounts.NewPassword made) {
        String plain = auth.box.open(made.sealed()).value();
        assertTrue(plain.matches("[" + AccountPasswords.ALPHABET + "]{" + AccountPasswords.LENGTH + "}"), plain);
        String hash = made.hash().value();
        assertTrue(hash.matches("\\$6\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}"), hash);
        String salt = hash.substring("$6$".length(), "$6$".length() + 16);
        assertEquals(hash,
                Commands.runWithInput(plain + "\n", "openssl", "passwd", "-6", "-salt", salt, "-stdin").strip());
    }
}
