package io.ftpcluster.master.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.repository.AuditRepository;
import io.ftpcluster.master.persistence.repository.UserRepository;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever listens to the trail hears what is on disk, once each. */
@ParameterizedClass
@EnumSource(Kind.class)
class AuditListenerTest {

    @RegisterExtension
    private final TestStore store;

    private final List<Audit.Stored> heard = new ArrayList<>();
    private final AuditRepository audit;

    AuditListenerTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        audit = new AuditRepository(store.database, store.ids, store.clock, heard::add);
    }

    private List<String> targets() {
        return heard.stream().map(event -> event.entry().target()).toList();
    }

    @Test
    void itHearsOfChangesThatWereMadeOnly() {
        UserRepository users = new UserRepository(store.database, audit, store.ids, store.clock);
        users.insert(new Users.Insert(TestStore.ROOT, "anna", new Secret("hash"), Role.USER));
        assertEquals(List.of("anna"), targets());
        assertThrows(FailureException.class,
                () -> users.insert(new Users.Insert(TestStore.ROOT, "anna", new Secret("hash"), Role.USER)));
        assertEquals(List.of("anna"), targets());
    }

    @Test
    void itHearsOfBatchesWithWhatTheDatabaseHas() {
        audit.addAll(List.of(
                new AuditRepository.Stamped(new Audit.Entry(Actors.user("1", "u".repeat(99), "192.0.2.1"),
                        "file.download", "a".repeat(2000), ""), store.clock.instant(), "r-1"),
                new AuditRepository.Stamped(
                        new Audit.Entry(Actors.user("1", "anna", "192.0.2.1"), "file.download", "b", ""),
                        store.clock.instant(), "")));
        assertEquals(List.of("a".repeat(1024), "b"), targets());
        assertEquals("u".repeat(64), heard.getFirst().entry().actor().username());
        List<Audit.Event> stored = audit.find(Audit.Find.latest(2)).events();
        assertEquals(List.of("", "r-1"), stored.stream().map(Audit.Event::requestId).sorted().toList());
    }
}
