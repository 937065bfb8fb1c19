package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.sql.Fence;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Copies.Cancel;
import io.ftpcluster.messages.Copies.Conflict;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Create;
import io.ftpcluster.messages.Copies.End;
import io.ftpcluster.messages.Copies.Find;
import io.ftpcluster.messages.Copies.FindAll;
import io.ftpcluster.messages.Copies.FindUnfinished;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Pending;
import io.ftpcluster.messages.Copies.Position;
import io.ftpcluster.messages.Copies.Progress;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Copies.State;
import io.ftpcluster.messages.Copies.Store;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.RemotePath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class CopyRepositoryTest {

    /** Names may hold bytes that aren't text, and all that is hard to store. */
    private static final RemotePath ODD = RemotePath.parse("/a'b\"c\\d/\uDCFF\uDC80/😀 \u0001\u2028/%00");
    private static final Progress SOME = new Progress(3, 2, 1, 10, 1L << 40, 1L << 41, 1L << 38, ODD,
            new Position(1, ODD.segments()), new Pending(new Position(1, ODD.segments()), ODD, 1L << 39, true, false));

    @Parameter
    private Kind kind;

    private TestStore store;
    private CopyRepository copies;
    private Actor anna;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = new TestStore(kind, dir);
        copies = new CopyRepository(store.database, store.audit, store.ids, store.clock);
        anna = Actor.of(store.user("Anna"), "192.0.2.7", AuthenticationMethod.PASSWORD);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private static Location at(String alias, RemotePath path) {
        return new Location("anna", alias, path);
    }

    private Copy begin(Actor actor) {
        store.later(Duration.ofMillis(1));
        return copies.insert(new Create(actor, Operation.MOVE, Conflict.RENAME,
                List.of(new Source(at("alpha", ODD), true), new Source(at("alpha", RemotePath.parse("/x")), false)),
                at("beta", ODD)));
    }

    private Copy find(Copy copy) {
        return copies.find(new Find(copy.id(), null));
    }

    private void store(Copy copy, Progress progress, List<String> errors) {
        copies.store(new Store(copy.id(), progress, errors, "node-1", null));
    }

    private void end(Copy copy, State state) {
        copies.end(new End(copy.id(), state, "3 of 10 files", null));
    }

    @Test
    void isWhatWasAskedFor() {
        Copy copy = begin(anna);
        assertEquals(copy, find(copy));
        assertEquals("Anna", copy.username());
        assertEquals(anna.userId(), copy.userId());
        assertEquals("192.0.2.7", copy.remoteAddress());
        assertEquals(ODD, copy.sources().getFirst().location().path());
        assertEquals(ODD, copy.destination().path());
        assertEquals(State.WAITING, copy.state());
        assertEquals(Progress.NONE, copy.progress());
        assertNull(copy.startedAt());
        assertEquals(List.of(copy), copies.unfinished(new FindUnfinished()).copies());
    }

    @Test
    void howFarItIsIsStoredAndEnds() {
        Copy copy = begin(anna);
        store(copy, SOME, List.of("/a: it is full"));
        Copy running = find(copy);
        assertEquals(State.RUNNING, running.state());
        assertEquals(SOME, running.progress());
        assertEquals(List.of("/a: it is full"), running.errors());
        assertEquals("node-1", running.node());
        assertEquals(store.clock.instant(), running.startedAt());
        store.later(Duration.ofSeconds(5));
        store(copy, Progress.NONE, null);
        assertEquals(List.of("/a: it is full"), find(copy).errors());
        assertEquals(running.startedAt(), find(copy).startedAt());
        assertEquals(List.of(), copies.list(new FindAll(null, 10)).copies().getFirst().errors());
        end(copy, State.FAILED);
        assertEquals(store.clock.instant(), find(copy).endedAt());
        assertEquals("3 of 10 files", find(copy).detail());
        assertEquals(List.of(), copies.unfinished(new FindUnfinished()).copies());
        String over = "The copy " + copy.id() + " has ended.";
        assertFails(FailureCode.CONFLICT, over, () -> store(copy, SOME, null));
        assertFails(FailureCode.CONFLICT, over, () -> end(copy, State.SUCCEEDED));
        assertEquals(State.FAILED, find(copy).state());
    }

    @Test
    void oneThatHasBegunIsAskedToStopAndAnotherEndsAtOnce() {
        Copy running = begin(anna);
        Copy waiting = begin(anna);
        store(running, SOME, null);
        assertEquals(State.CANCELLED, copies.cancel(new Cancel(anna, waiting.id(), anna.userId())).state());
        assertEquals(State.CANCELLING, copies.cancel(new Cancel(anna, running.id(), null)).state());
        store(running, SOME, null);
        assertEquals(State.CANCELLING, find(running).state());
        assertEquals(List.of(find(running)), copies.unfinished(new FindUnfinished()).copies());
        end(running, State.CANCELLED);
        assertEquals(State.CANCELLED, copies.cancel(new Cancel(anna, running.id(), null)).state());
    }

    @Test
    void othersDontSeeIt() {
        Actor ben = Actor.of(store.user("Ben"), "192.0.2.8", AuthenticationMethod.PASSWORD);
        Copy copy = begin(anna);
        Copy his = begin(ben);
        String none = "There is no copy " + copy.id() + ".";
        assertFails(FailureCode.NOT_FOUND, none, () -> copies.find(new Find(copy.id(), ben.userId())));
        assertFails(FailureCode.NOT_FOUND, none, () -> copies.cancel(new Cancel(ben, copy.id(), ben.userId())));
        assertEquals(List.of(his), copies.list(new FindAll(ben.userId(), 10)).copies());
        assertEquals(List.of(his, copy), copies.list(new FindAll(null, 10)).copies());
        assertEquals(List.of(his), copies.list(new FindAll(null, 1)).copies());
    }

    @Test
    void oneUserCantHaveAnyNumber() {
        IntStream.range(0, CopyRepository.MOST_UNFINISHED - 1).forEach(i -> begin(anna));
        Copy last = begin(anna);
        assertEquals(FailureCode.THROTTLED,
                org.junit.jupiter.api.Assertions.assertThrows(FailureException.class, () -> begin(anna))
                        .failure()
                        .code());
        end(last, State.SUCCEEDED);
        begin(anna);
    }

    @Test
    void oldOnesAreForgotten() {
        Copy old = begin(anna);
        Copy running = begin(anna);
        end(old, State.SUCCEEDED);
        store.later(Duration.ofDays(29));
        copies.removeOld();
        assertEquals(State.SUCCEEDED, find(old).state());
        Copy newer = begin(anna);
        end(newer, State.SUCCEEDED);
        store.later(Duration.ofDays(2));
        copies.removeOld();
        assertEquals(List.of(newer.id(), running.id()),
                copies.list(new FindAll(null, 10)).copies().stream().map(Copy::id).toList());
    }

    @Test
    void aFormerLeaderChangesNothing() {
        Copy copy = begin(anna);
        LeaseRepository leases = new LeaseRepository(store.database);
        Token token = new Token("copies", "a", leases.take(new Leases.Take("copies", "a", 60)).epoch());
        Fence.run(token, () -> copies.store(new Store(copy.id(), SOME, null, "a", token)));
        leases.release(new Leases.Release("copies", "a"));
        leases.take(new Leases.Take("copies", "b", 60));
        String refusal = "Another node has taken over the lease copies.";
        assertFails(FailureCode.SUPERSEDED, refusal,
                () -> Fence.run(token, () -> copies.store(new Store(copy.id(), Progress.NONE, null, "a", token))));
        assertFails(FailureCode.SUPERSEDED, refusal,
                () -> Fence.run(token, () -> copies.end(new End(copy.id(), State.FAILED, "late", token))));
        assertEquals(SOME, find(copy).progress());
        assertEquals(State.RUNNING, find(copy).state());
    }
}
