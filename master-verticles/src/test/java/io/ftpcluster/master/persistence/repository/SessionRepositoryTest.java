package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Sessions.Find;
import io.ftpcluster.messages.Sessions.Insert;
import io.ftpcluster.messages.Sessions.Revoke;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class SessionRepositoryTest {

    @RegisterExtension
    private final TestStore store;
    private User ann;

    SessionRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        ann = store.user("Ann");
    }

    @Test
    void isFoundUntilItExpires() {
        Session session = session(Duration.ofMinutes(10));
        assertEquals(ann, session.user());
        store.later(Duration.ofMinutes(10).minusMillis(1));
        assertEquals(session, store.sessions.find(new Find(session.id())));
        store.later(Duration.ofMillis(1));
        assertMissing(session.id());
    }

    @Test
    void isGoneOnceRevokedAndRevokingAgainIsNoEvent() {
        Session session = session(Duration.ofMinutes(10));
        assertEquals(session, store.sessions.find(new Find(session.id())));
        store.sessions.revoke(new Revoke(ROOT, session.id()));
        assertMissing(session.id());
        store.sessions.revoke(new Revoke(ROOT, session.id()));
        assertMissing(session.id());
        assertEquals(List.of("session.revoke Ann", "session.create Ann curl", "user.create Ann USER"), store.trail());
    }

    @Test
    void needsAUserAndGoesWithIt() {
        Session session = session(Duration.ofMinutes(10));
        store.users.delete(new Users.Delete(ROOT, "ann"));
        assertMissing(session.id());
        assertFails(FailureCode.NOT_FOUND, "There is no user " + ann.id() + ".", () -> session(Duration.ofMinutes(1)));
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> store.sessions.revoke(new Revoke(ROOT, session.id())));
    }

    @Test
    void cutsALongUserAgent() {
        store.sessions.insert(new Insert(actor(), store.clock.instant().plusSeconds(60), "x".repeat(5000)));
        assertEquals("session.create Ann " + "x".repeat(256), store.trail().getFirst());
    }

    @Test
    void cleaningUpKeepsTheLiving() {
        session(Duration.ofMinutes(1));
        Session revoked = session(Duration.ofMinutes(10));
        Session living = session(Duration.ofMinutes(10));
        store.sessions.revoke(new Revoke(ROOT, revoked.id()));
        store.later(Duration.ofMinutes(1));
        assertEquals(2, store.sessions.deleteEnded());
        assertEquals(living, store.sessions.find(new Find(living.id())));
        assertEquals(0, store.sessions.deleteEnded());
    }

    private Session session(Duration lifetime) {
        return store.sessions.insert(new Insert(actor(), store.clock.instant().plus(lifetime), "curl"));
    }

    private Actor actor() {
        return Actors.user(ann.id(), "Ann", "192.0.2.7");
    }

    private void assertMissing(String id) {
        assertFails(FailureCode.NOT_FOUND, "There is no such session.", () -> store.sessions.find(new Find(id)));
    }
}
