package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.FindChunks;
import io.ftpcluster.messages.Telemetry.FindEach;
import io.ftpcluster.messages.Telemetry.FindSeen;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.StoreChunks;
import io.ftpcluster.messages.Telemetry.StoreSeen;
import io.ftpcluster.messages.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class TelemetryRepositoryTest {

    @RegisterExtension
    private final TestStore store;
    private TelemetryRepository telemetry;
    private AlertRepository alerts;
    private String alpha;
    private String beta;

    TelemetryRepositoryTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        telemetry = new TelemetryRepository(store.database, store.clock);
        alerts = new AlertRepository(store.database, new AlertNewsRepository(store.database, store.ids, store.clock),
                store.clock);
        alpha = store.server("alpha").id();
        beta = store.server("beta").id();
    }

    private void store(Chunk... chunks) {
        telemetry.store(new StoreChunks(List.of(chunks), Token.NONE));
    }

    private List<Chunk> load(String server, Resolution resolution, long from, long to) {
        return telemetry.load(new FindChunks(server, resolution, from, to)).chunks();
    }

    @Test
    void keepsReplacesAndFindsChunks() {
        Chunk first = new Chunk(alpha, Resolution.MINUTES, 3600, "AAA");
        Chunk second = new Chunk(alpha, Resolution.MINUTES, 7200, "BBB");
        store(second, first, new Chunk(beta, Resolution.MINUTES, 3600, "CCC"),
                new Chunk(alpha, Resolution.HOURS, 3600, "DDD"));
        assertEquals(List.of(first, second), load(alpha, Resolution.MINUTES, 0, 10_000));
        assertEquals(List.of(first), load(alpha, Resolution.MINUTES, 3600, 7200));
        Chunk newer = new Chunk(alpha, Resolution.MINUTES, 3600, "EEE");
        store(newer);
        assertEquals(List.of(newer, second), load(alpha, Resolution.MINUTES, 0, Long.MAX_VALUE));
    }

    @Test
    void findsTheSameChunkOfManyServers() {
        Chunk one = new Chunk(alpha, Resolution.MINUTES, 3600, "AAA");
        Chunk two = new Chunk(beta, Resolution.MINUTES, 3600, "BBB");
        store(one, two, new Chunk(alpha, Resolution.MINUTES, 7200, "CCC"),
                new Chunk(beta, Resolution.SECONDS, 3600, "DDD"));
        List<String> all = new ArrayList<>(List.of(alpha, beta));
        assertEquals(Set.of(one, two), new HashSet<>(each(all)));
        assertEquals(List.of(two), each(List.of(beta)));
        while (all.size() < Telemetry.MOST_EACH) {
            all.add("unknown " + all.size());
        }
        assertEquals(Set.of(one, two), new HashSet<>(each(all)));
    }

    private List<Chunk> each(List<String> servers) {
        return telemetry.loadEach(new FindEach(Resolution.MINUTES, 3600, servers)).chunks();
    }

    @Test
    void whatComesOfAServerThatIsGoneHarmsNobodyElse() {
        Chunk good = new Chunk(alpha, Resolution.SECONDS, 300, "AAA");
        store(new Chunk("gone", Resolution.SECONDS, 300, "XXX"), good);
        assertEquals(List.of(good), load(alpha, Resolution.SECONDS, 0, 10_000));
        assertEquals(List.of(), load("gone", Resolution.SECONDS, 0, 10_000));
        telemetry.storeSeen(new StoreSeen(List.of(new Seen("gone", Instant.EPOCH, null, null)), Token.NONE));
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        assertEquals(List.of(), load(alpha, Resolution.SECONDS, 0, 10_000));
        assertEquals(List.of(), telemetry.loadSeen(new FindSeen()).seen());
    }

    @Test
    void remembersTheLastWordOfEach() {
        Instant at = Instant.parse("2026-03-01T10:00:00.123Z");
        HostInfo facts = new HostInfo("0.1", "Debian", "6.1", "x86_64", "alpha.example", List.of("::1"), "vsftpd",
                "3.0");
        Sample sample = new Sample(at.toEpochMilli(), 5, 12.5, null, 1.0, null, null, null, null, null, null, null,
                null, 3, Map.of("anna", 3), FtpState.RUNNING);
        telemetry.storeSeen(
                new StoreSeen(List.of(new Seen(alpha, at, facts, null), new Seen(beta, at, null, sample)), Token.NONE));
        Seen newer = new Seen(alpha, at.plusSeconds(60), facts, sample);
        telemetry.storeSeen(new StoreSeen(List.of(newer), Token.NONE));
        assertEquals(List.of(newer, new Seen(beta, at, null, sample)),
                telemetry.loadSeen(new FindSeen())
                        .seen()
                        .stream()
                        .sorted((a, b) -> a.serverId().compareTo(b.serverId()))
                        .toList());
    }

    @Test
    void removesOnlyWhatIsTooOldAndInSteps() {
        long now = store.clock.instant().getEpochSecond();
        Chunk recent = new Chunk(alpha, Resolution.SECONDS, now - 3600, "AAA");
        Chunk month = new Chunk(alpha, Resolution.MINUTES, now - Duration.ofDays(30).toSeconds(), "BBB");
        Chunk years = new Chunk(alpha, Resolution.HOURS, now - Duration.ofDays(731).toSeconds(), "CCC");
        store(recent, month, years);
        List<Chunk> old = new ArrayList<>();
        for (int i = 1; i <= TelemetryRepository.STEP + 1; i++) {
            old.add(new Chunk(alpha, Resolution.SECONDS, now - 4200 - 5L * i, "OLD"));
        }
        telemetry.store(new StoreChunks(old, Token.NONE));
        assertTrue(telemetry.removeOld());
        assertEquals(2, load(alpha, Resolution.SECONDS, 0, now).size());
        assertFalse(telemetry.removeOld());
        assertEquals(List.of(recent), load(alpha, Resolution.SECONDS, 0, now));
        assertEquals(List.of(month), load(alpha, Resolution.MINUTES, 0, now));
        assertEquals(List.of(years), load(alpha, Resolution.HOURS, 0, now));
    }

    @Test
    void keepsAlertsWhenTheyAreRaisedAndWhenTheyEnd() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        Alert disk = new Alert("a1", alpha, "alpha", Alerts.Kind.DISK_FULL, "Full.", noon, null);
        Alert offline = new Alert("a2", beta, "beta", Alerts.Kind.OFFLINE, "Gone.", noon.plusSeconds(1), null);
        put(disk);
        put(offline);
        assertEquals(List.of(offline, disk), list(null, false, 10));
        assertEquals(List.of(offline), list(null, false, 1));
        Alert over = new Alert("a2", beta, "beta", Alerts.Kind.OFFLINE, "Gone.", noon.plusSeconds(1),
                noon.plusSeconds(9));
        put(over);
        assertEquals(List.of(over, disk), list(null, false, 10));
        assertEquals(List.of(disk), list(null, true, 10));
        assertEquals(List.of(over), list(beta, false, 10));
        assertEquals(List.of(), list(beta, true, 10));
        store.servers.delete(new Servers.Delete(ROOT, "beta"));
        assertEquals(List.of(over), list(beta, false, 10), "what was wrong is told when the server is gone, too");
        assertEquals(Set.of(beta), alerts.list(new Alerts.Find(null, false, 10)).gone());
        store.later(Duration.ofDays(732));
        alerts.removeOld();
        assertEquals(List.of(disk), list(null, false, 10));
    }

    private void put(Alert... some) {
        alerts.store(new Alerts.Store(List.of(some), Set.of(), Token.NONE));
    }

    private List<Alert> list(String serverId, boolean raisedOnly, int limit) {
        return alerts.list(new Alerts.Find(serverId, raisedOnly, limit)).alerts();
    }
}
