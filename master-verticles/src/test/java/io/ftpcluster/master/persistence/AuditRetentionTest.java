package io.ftpcluster.master.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.persistence.repository.AuditRepository.Stamped;
import io.ftpcluster.master.persistence.repository.AuditRepository;
import io.ftpcluster.master.persistence.repository.LeaseRepository;
import io.ftpcluster.master.persistence.sql.Fence;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.Leases.Take;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class AuditRetentionTest {

    private static final Duration KEPT = Duration.ofDays(30);
    private static final Actor ANNA = Actors.user("1", "anna", "192.0.2.1");

    @RegisterExtension
    private final TestStore store;

    AuditRetentionTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
    }

    private static Stamped event(String target, Instant at) {
        return new Stamped(new Entry(ANNA, "file.download", target, ""), at);
    }

    @Test
    void wholeDaysGoAndTheTrailSaysSo() {
        Instant midnight = Instant.parse("2026-01-30T00:00:00Z");
        store.audit.addAll(List.of(event("ancient", Instant.EPOCH), event("old", midnight.minusMillis(1)),
                event("first", midnight), event("new", store.clock.instant())));

        assertEquals(2, store.audit.removeOld(KEPT));
        assertEquals(Set.of("audit.expire before 2026-01-30T00:00:00Z 2 events removed", "file.download new",
                "file.download first"), Set.copyOf(store.trail()));
        assertEquals(0, store.audit.removeOld(KEPT), "nothing to remove is nothing to tell");
        assertEquals(3, store.trail().size());

        store.later(Duration.ofDays(1));
        assertEquals(1, store.audit.removeOld(KEPT));
        store.later(Duration.ofDays(40));
        assertEquals(3, store.audit.removeOld(KEPT), "what it told goes in its turn");
        assertEquals(List.of("audit.expire before 2026-03-12T00:00:00Z 3 events removed"), store.trail());
    }

    @Test
    void manyGoInSteps() {
        store.audit.addAll(IntStream.range(0, 2 * AuditRepository.STEP + 1)
                .mapToObj(i -> event("f" + i, Instant.EPOCH.plusMillis(i)))
                .toList());

        assertEquals(2 * AuditRepository.STEP + 1, store.audit.removeOld(KEPT));
        assertEquals(List.of("1 events removed", "1000 events removed", "1000 events removed"),
                store.trail().stream().map(line -> line.replaceFirst(".*Z ", "")).sorted().toList());
    }

    @Test
    void aFormerLeaderRemovesNothing() {
        store.audit.addAll(List.of(event("old", Instant.EPOCH)));
        LeaseRepository leases = new LeaseRepository(store.database);
        long epoch = leases.take(new Take("work", "east", 8)).epoch();
        Token former = new Token("work", "east", epoch - 1);

        FailureException refused = assertThrows(FailureException.class,
                () -> Fence.run(former, () -> store.audit.removeOld(KEPT)));
        assertTrue(Leases.isSuperseded(refused));
        assertEquals(List.of("file.download old"), store.trail());
        assertEquals(1, Fence.run(new Token("work", "east", epoch), () -> store.audit.removeOld(KEPT)));
    }
}
