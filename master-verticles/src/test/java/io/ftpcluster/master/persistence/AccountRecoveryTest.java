package io.ftpcluster.master.persistence;

import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside a database that is in use. */
@ParameterizedClass
@EnumSource(Kind.class)
class AccountRecoveryTest {

    private Config.Database config;
    @RegisterExtension
    private final TestStore store;
    private AccountRecovery recovery;

    AccountRecoveryTest(Kind kind, @TempDir Path dir) {
        config = kind.empty(dir);
        store = new TestStore(config, dir);
        recovery = AccountRecovery.open(config, dir);
    }

    private Users.Credentials credentials(String name) {
        return store.users.credentials(new Users.FindCredentials(name));
    }

    @Test
    void aNewPasswordUnlocksAndEndsTheSessions() {
        Users.User ann = store.user("Ann", Role.ADMIN);
        Sessions.Session session = store.sessions.insert(new Sessions.Insert(Actors.user(ann.id(), "Ann", "-"),
                Instant.now().plus(Duration.ofHours(1)), "test", Sessions.Kind.BEARER));

        int ended = recovery.resetPassword(recovery.find("ANN").orElseThrow(), new Secret("new hash"));

        assertEquals(1, ended);
        assertEquals("new hash", credentials("ann").passwordHash().value());
        assertTrue(credentials("ann").unlockedAt() > 0);
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> store.sessions.find(new Sessions.Find(session.id())));
        assertEquals("user.update Ann password, on the machine, by its user " + System.getProperty("user.name"),
                store.trail().getFirst());
    }

    @Test
    void unlockingChangesNoPassword() {
        store.user("ann");
        recovery.unlock(recovery.find("ann").orElseThrow());

        assertEquals("hash of ann", credentials("ann").passwordHash().value());
        assertTrue(credentials("ann").unlockedAt() > 0);
        assertTrue(store.trail().getFirst().startsWith("user.unlock ann on the machine"), store.trail().toString());
    }

    @Test
    void withoutAnAdminOneIsMade() {
        store.user("ann");
        recovery.makeAdmin("admin", new Secret("h"));
        recovery.promote(recovery.find("ann").orElseThrow());

        assertEquals(Optional.empty(), recovery.find("nobody"));
        assertTrue(recovery.accounts().stream().allMatch(AccountRecovery.Account::admin));
        assertEquals("h", credentials("admin").passwordHash().value());
        // It can log in, too.
        assertEquals(Role.ADMIN, store.users.find(new Users.Find("admin")).role());
    }
}
