package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Rollouts.Cancel;
import io.ftpcluster.messages.Rollouts.Counts;
import io.ftpcluster.messages.Rollouts.Find;
import io.ftpcluster.messages.Rollouts.FindAll;
import io.ftpcluster.messages.Rollouts.FindFailures;
import io.ftpcluster.messages.Rollouts.Insert;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.State;
import io.ftpcluster.messages.Rollouts.Store;
import io.ftpcluster.messages.Rollouts.UpdateFailure;
import io.ftpcluster.messages.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class RolloutRepositoryTest {

    @Parameter
    private Kind kind;

    private TestStore store;
    private RolloutRepository rollouts;
    private String alpha;
    private String beta;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = new TestStore(kind, dir);
        rollouts = new RolloutRepository(store.database, store.audit, store.ids, store.clock);
        alpha = store.server("Alpha").id();
        beta = store.server("Beta").id();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private Rollout begin(String... servers) {
        store.later(Duration.ofSeconds(1));
        return rollouts.insert(new Insert(ROOT, "2.0", "a".repeat(64), 1234, servers.length > 0, List.of(servers)));
    }

    private Member member(String id, MemberState state, String detail) {
        return new Member(id, "", state, 1, "1.0", detail, store.clock.instant(), store.clock.instant());
    }

    private Rollout put(Rollout rollout, State state, Member... members) {
        return rollouts.store(new Store(rollout.id(), state, 2, "why", List.of(members), null));
    }

    private List<UpdateFailure> failures() {
        return rollouts.failures(new FindFailures()).failures();
    }

    @Test
    void isWhatWasAskedFor() {
        Rollout rollout = begin("alpha", "BETA", "alpha");
        assertEquals(rollout, rollouts.find(new Find(rollout.id())));
        assertEquals(List.of("Alpha", "Beta"), rollout.members().stream().map(Member::alias).toList());
        assertEquals(new Counts(2, 0, 0, 0, 0), rollout.counts());
        assertTrue(rollout.chosen() && rollout.force());
        assertNull(rollout.endedAt());
        assertEquals("rollout.create 2.0 " + rollout.id() + " 2 servers forced", store.trail().getFirst());
        assertFails(FailureCode.CONFLICT, "Agents are being updated; wait for the end of that, or cancel it.",
                this::begin);
        assertFails(FailureCode.NOT_FOUND, "There is no rollout x.", () -> rollouts.find(new Find("x")));
    }

    @Test
    void aServerThatIsNotThereBeginsNothing() {
        assertFails(FailureCode.NOT_FOUND, "There is no server gamma.", () -> begin("alpha", "gamma"));
        assertEquals(List.of(), rollouts.list(new FindAll(10)).rollouts());
    }

    @Test
    void keepsHowFarItIs() {
        Rollout rollout = begin();
        Rollout moved = put(rollout, State.RUNNING, member(alpha, MemberState.UPDATING, ""));
        assertEquals(new Counts(0, 1, 0, 0, 0), moved.counts());
        assertEquals(2, moved.ring());
        assertEquals(store.clock.instant(), moved.members().getFirst().startedAt());
        moved = put(rollout, State.SUCCEEDED, member(alpha, MemberState.UPDATED, ""),
                member("gone", MemberState.UPDATED, ""));
        assertEquals(new Counts(0, 0, 1, 0, 0), moved.counts());
        assertEquals(store.clock.instant(), moved.endedAt());
        assertTrue(store.trail().contains("rollout.end 2.0 " + rollout.id() + " succeeded"), store.trail()::toString);
        Rollout listed = rollouts.list(new FindAll(10)).rollouts().getFirst();
        assertEquals(moved.counts(), listed.counts());
        assertEquals(List.of(), listed.members());

        // A server that comes later has its turn in the same one.
        assertNull(put(rollout, State.RUNNING, member(beta, MemberState.UPDATING, "")).endedAt());
    }

    @Test
    void whatWasCancelledStaysSo() {
        Rollout rollout = begin();
        put(rollout, State.RUNNING, member(alpha, MemberState.UPDATING, ""));
        Rollout cancelled = rollouts.cancel(new Cancel(ROOT, rollout.id()));
        assertEquals(State.CANCELLED, cancelled.state());
        assertEquals(cancelled, rollouts.cancel(new Cancel(ROOT, rollout.id())));
        assertFails(FailureCode.CONFLICT, "The rollout has ended.", () -> put(rollout, State.RUNNING));
        assertFails(FailureCode.CONFLICT, "Agents are being updated; wait for the end of that, or cancel it.",
                this::begin);
        assertEquals(1, put(rollout, State.CANCELLED, member(alpha, MemberState.UPDATED, "")).counts().updated());
        begin();
    }

    @Test
    void theLastUpdateOfAServerCounts() {
        Rollout first = begin();
        put(first, State.FAILED, member(alpha, MemberState.FAILED, "no"), member(beta, MemberState.UPDATED, ""));
        assertEquals(List.of(new UpdateFailure(alpha, "2.0", "no", true)), failures());
        Rollout second = begin("alpha");
        assertEquals(1, failures().size());
        put(second, State.SUCCEEDED, member(alpha, MemberState.UPDATED, ""));
        assertEquals(List.of(), failures());
    }

    @Test
    void goesWithItsServersAndInTime() {
        Rollout old = begin();
        put(old, State.SUCCEEDED, member(alpha, MemberState.FAILED, "no"));
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        assertEquals(List.of(), failures());
        store.later(Duration.ofDays(400));
        rollouts.removeOld();
        assertEquals(1, rollouts.list(new FindAll(10)).rollouts().size(), "by the newest is known what needs none");
        Rollout next = begin();
        rollouts.removeOld();
        assertEquals(List.of(next.id()), rollouts.list(new FindAll(10)).rollouts().stream().map(Rollout::id).toList());
    }
}
