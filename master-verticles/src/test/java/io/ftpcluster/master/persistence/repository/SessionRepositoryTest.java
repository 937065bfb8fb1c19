package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Sessions.Details;
import io.ftpcluster.messages.Sessions.Find;
import io.ftpcluster.messages.Sessions.FindAll;
import io.ftpcluster.messages.Sessions.Insert;
import io.ftpcluster.messages.Sessions.Revoke;
import io.ftpcluster.messages.Sessions.RevokeAll;
import io.ftpcluster.messages.Sessions.Revoked;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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
    void listsThoseThatLastTheNewestFirst() {
        Session first = session(Duration.ofMinutes(10));
        store.later(Duration.ofSeconds(1));
        session(Duration.ofSeconds(1));
        Session revoked = session(Duration.ofMinutes(10));
        store.sessions.revoke(new Revoke(ROOT, revoked.id()));
        store.later(Duration.ofSeconds(1));
        User bob = store.user("bob");
        Session newest = store.sessions.insert(new Insert(Actors.user(bob.id(), "bob", "192.0.2.8"),
                store.clock.instant().plusSeconds(60), "Firefox", Sessions.Kind.COOKIE));
        Instant now = store.clock.instant();
        Details bobs = new Details(newest.id(), "bob", Sessions.Kind.COOKIE, now, now, now.plusSeconds(60), "192.0.2.8",
                "Firefox");
        Details anns = new Details(first.id(), "Ann", Sessions.Kind.BEARER, first.createdAt(), first.createdAt(),
                first.expiresAt(), "192.0.2.7", "curl");
        assertEquals(List.of(bobs, anns), list(null, 100));
        assertEquals(List.of(bobs), list(null, 1));
        assertEquals(List.of(anns), list("ANN", 100));
        assertEquals(List.of(anns), list(ann.id(), 100));
        assertFails(FailureCode.NOT_FOUND, "There is no user eve.", () -> list("eve", 100));
    }

    /** A node of the version before, which still runs while this one does, fills neither column. */
    @Test
    void takesWhatAnOlderNodeWrites() {
        store.database.append(sql -> sql
                .change("INSERT INTO sessions (id, user_id, remote_address, user_agent, created_at, expires_at)"
                        + " VALUES ('s', ?, '-', '', 0, ?)", ann.id(), store.clock.millis() + 1000));
        assertEquals(List.of(new Details("s", "Ann", null, Instant.EPOCH, Instant.EPOCH,
                store.clock.instant().plusSeconds(1), "-", "")), list(null, 100));
        assertEquals("s", store.sessions.find(new Find("s")).id());
    }

    @Test
    void tellsTheMinuteOfItsLastUse() {
        Session session = session(Duration.ofMinutes(10));
        store.later(Duration.ofMinutes(2));
        store.sessions.find(new Find(session.id()));
        Instant minute = store.clock.instant().truncatedTo(ChronoUnit.MINUTES);
        assertEquals(minute, list("Ann", 1).getFirst().lastUsedAt());
        store.later(Duration.ofMinutes(1));
        assertEquals(minute, list("Ann", 1).getFirst().lastUsedAt());
        assertTrue(store.sessions.cached(new Find(session.id())).isPresent());
        assertEquals(minute.plusSeconds(60), list("Ann", 1).getFirst().lastUsedAt());
    }

    @Test
    void usingItWritesNothingUntilThatIsDue() {
        Session session = session(Duration.ofMinutes(10));
        store.later(Duration.ofMinutes(2));
        for (int i = 0; i < 100; i++) {
            store.sessions.find(new Find(session.id()));
        }
        assertEquals(Optional.empty(), written(session));
        store.sessions.writeUses();
        assertEquals(Optional.of(store.clock.instant().truncatedTo(ChronoUnit.MINUTES).toEpochMilli()),
                written(session));
    }

    private Optional<Long> written(Session session) {
        return store.database
                .read(sql -> sql.list(row -> row.getLong("last_used_at"),
                        "SELECT last_used_at FROM sessions WHERE id = ? AND last_used_at IS NOT NULL", session.id()))
                .stream()
                .findFirst();
    }

    @Test
    void ofOthersOnlyAnAdminEnds() {
        Session session = session(Duration.ofMinutes(10));
        User bob = store.user("bob");
        Actor other = Actors.user(bob.id(), "bob", "192.0.2.8");
        assertFails(FailureCode.NOT_FOUND, "There is no such session.",
                () -> store.sessions.revoke(new Revoke(other, session.id())));
        assertFails(FailureCode.FORBIDDEN, "Only an admin may end the sessions of others.",
                () -> store.sessions.revokeAll(new RevokeAll(other, "Ann", null)));
        assertEquals(session, store.sessions.find(new Find(session.id())));
        store.sessions.revoke(new Revoke(actor(), session.id()));
        assertMissing(session.id());
    }

    @Test
    void allEndButTheOneThatIsKept() {
        Session kept = session(Duration.ofMinutes(10));
        Session ended = session(Duration.ofMinutes(10));
        assertEquals(new Revoked(1), store.sessions.revokeAll(new RevokeAll(actor(), "ann", kept.id())));
        assertMissing(ended.id());
        assertEquals(kept, store.sessions.find(new Find(kept.id())));
        assertEquals(new Revoked(1), store.sessions.revokeAll(new RevokeAll(ROOT, ann.id(), null)));
        assertMissing(kept.id());
        assertEquals(new Revoked(0), store.sessions.revokeAll(new RevokeAll(ROOT, ann.id(), null)));
        assertEquals(List.of("session.revoke Ann 1 sessions", "session.revoke Ann 1 sessions"),
                store.trail().subList(0, 2));
    }

    private List<Details> list(String user, int limit) {
        return store.sessions.list(new FindAll(user, limit)).sessions();
    }

    @Test
    void cutsALongUserAgent() {
        store.sessions.insert(
                new Insert(actor(), store.clock.instant().plusSeconds(60), "x".repeat(5000), Sessions.Kind.BEARER));
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
        return store.sessions
                .insert(new Insert(actor(), store.clock.instant().plus(lifetime), "curl", Sessions.Kind.BEARER));
    }

    private Actor actor() {
        return Actors.user(ann.id(), "Ann", "192.0.2.7");
    }

    private void assertMissing(String id) {
        assertFails(FailureCode.NOT_FOUND, "There is no such session.", () -> store.sessions.find(new Find(id)));
    }
}
