package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.sql.Fence;
import io.ftpcluster.messages.Jobs.Cancel;
import io.ftpcluster.messages.Jobs.End;
import io.ftpcluster.messages.Jobs.Find;
import io.ftpcluster.messages.Jobs.FindAll;
import io.ftpcluster.messages.Jobs.FindRunning;
import io.ftpcluster.messages.Jobs.Insert;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs.Retry;
import io.ftpcluster.messages.Jobs.State;
import io.ftpcluster.messages.Jobs.Step;
import io.ftpcluster.messages.Jobs.StepState;
import io.ftpcluster.messages.Jobs.StoreStep;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.ftpcluster.messages.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class JobRepositoryTest {

    private static final Secret SEALED = new Secret("sealed credential");

    @Parameter
    private Kind kind;

    private TestStore store;
    private JobRepository jobs;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = new TestStore(kind, dir);
        jobs = new JobRepository(store.database, store.audit, store.ids, store.clock);
        store.server("Alpha");
        store.server("Beta");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private Job begin(String server) {
        return jobs.insert(new Insert(ROOT, Jobs.Kind.PROVISION, server, Map.of("ssh_host", "it's \"one\""), SEALED,
                List.of("one", "two", "three")));
    }

    private Job find(Job job) {
        return jobs.find(new Find(job.id()));
    }

    private void store(Job job, int number, StepState state, String detail) {
        Instant now = store.clock.instant();
        jobs.storeStep(new StoreStep(job.id(), number,
                new Step(job.steps().get(number).name(), state, detail, now, null), null));
    }

    private void end(Job job, State state) {
        jobs.end(new End(job.id(), state, null));
    }

    private List<String> steps(Job job) {
        return find(job).steps().stream().map(step -> step.name() + " " + step.state()).toList();
    }

    private Secret sealed(Job job) {
        return store.database
                .read(sql -> sql.list(row -> row.getString("sealed"), "SELECT sealed FROM jobs WHERE id = ?", job.id()))
                .stream()
                .map(text -> text == null ? null : new Secret(text))
                .toList()
                .getFirst();
    }

    @Test
    void isWhatWasAskedFor() {
        Job job = begin("alpha");
        assertEquals(job, find(job));
        assertEquals(List.of("one PENDING", "two PENDING", "three PENDING"), steps(job));
        assertEquals("Alpha", job.alias());
        assertEquals("root", job.username());
        assertEquals(Map.of("ssh_host", "it's \"one\""), job.parameters());
        assertEquals(State.RUNNING, job.state());
        assertEquals(store.clock.instant(), job.createdAt());
        assertNull(job.endedAt());
        assertEquals("job.create Alpha provision " + job.id(), store.trail().getFirst());
        var running = jobs.running(new FindRunning()).jobs();
        assertEquals(List.of(job), running.stream().map(Jobs.RunnableJob::job).toList());
        assertEquals(SEALED, running.getFirst().sealed());
        assertFails(FailureCode.NOT_FOUND, "There is no job x.", () -> jobs.find(new Find("x")));
        assertFails(FailureCode.NOT_FOUND, "There is no server x.", () -> begin("x"));
    }

    @Test
    void oneAtATimeForAServer() {
        Job job = begin("alpha");
        assertFails(FailureCode.CONFLICT, "A job of Alpha is running; wait for its end, or cancel it.",
                () -> begin("ALPHA"));
        Job other = begin("beta");
        assertEquals(List.of(job.id(), other.id()),
                jobs.running(new FindRunning()).jobs().stream().map(found -> found.job().id()).toList());
        end(job, State.SUCCEEDED);
        begin("alpha");
    }

    @Test
    void listsTheNewestFirst() {
        Job first = begin("alpha");
        end(first, State.FAILED);
        store.later(Duration.ofSeconds(1));
        Job second = begin("alpha");
        Job third = begin("beta");
        assertEquals(List.of(third.id(), second.id(), first.id()), ids(null, 10));
        assertEquals(List.of(second.id(), first.id()), ids("alpha", 10));
        assertEquals(List.of(third.id()), ids(null, 1));
        assertEquals(List.of(), jobs.list(new FindAll(null, 1)).jobs().getFirst().steps());
    }

    private List<String> ids(String server, int limit) {
        return jobs.list(new FindAll(server, limit)).jobs().stream().map(Job::id).toList();
    }

    @Test
    void theEndForgetsTheCredentialAndEndsTheSteps() {
        Job job = begin("alpha");
        store(job, 0, StepState.SUCCEEDED, "done");
        store(job, 1, StepState.RUNNING, "in work");
        end(job, State.FAILED);

        assertEquals(List.of("one SUCCEEDED", "two FAILED", "three CANCELLED"), steps(job));
        assertEquals("in work", find(job).steps().get(1).detail());
        assertNull(sealed(job));
        assertEquals(store.clock.instant(), find(job).endedAt());
        assertEquals("job.end Alpha provision " + job.id() + " failed", store.trail().getFirst());
        assertFails(FailureCode.CONFLICT, "The job of Alpha has ended.", () -> end(job, State.SUCCEEDED));
        assertFails(FailureCode.CONFLICT, "The job of Alpha has ended.",
                () -> store(job, 2, StepState.RUNNING, "late"));
        assertEquals(State.FAILED, find(job).state());
    }

    @Test
    void cancellingIsAskedForOnce() {
        Job job = begin("alpha");
        assertTrue(jobs.cancel(new Cancel(ROOT, job.id())).cancelling());
        jobs.cancel(new Cancel(ROOT, job.id()));
        assertEquals(1, store.trail().stream().filter(line -> line.startsWith("job.cancel Alpha")).count());
        assertEquals(SEALED, sealed(job));
        end(job, State.CANCELLED);
        assertEquals(List.of("one CANCELLED", "two CANCELLED", "three CANCELLED"), steps(job));
        assertFalse(jobs.cancel(new Cancel(ROOT, job.id())).cancelling());
    }

    @Test
    void aRetryKeepsWhatIsDone() {
        Job job = begin("alpha");
        store(job, 0, StepState.SUCCEEDED, "done");
        assertFails(FailureCode.CONFLICT, "The job of Alpha is still running.",
                () -> jobs.retry(new Retry(ROOT, job.id(), SEALED)));
        end(job, State.FAILED);

        Job again = jobs.retry(new Retry(ROOT, job.id(), new Secret("another")));

        assertEquals(State.RUNNING, again.state());
        assertNull(again.endedAt());
        assertEquals(List.of("one SUCCEEDED", "two PENDING", "three PENDING"), steps(job));
        assertEquals("done", again.steps().getFirst().detail());
        assertEquals(new Secret("another"), sealed(job));
        assertEquals("job.retry Alpha provision " + job.id(), store.trail().getFirst());
        end(job, State.FAILED);
        Job newer = begin("alpha");
        assertFails(FailureCode.CONFLICT, "A job of Alpha is running; wait for its end, or cancel it.",
                () -> jobs.retry(new Retry(ROOT, job.id(), SEALED)));
        end(newer, State.SUCCEEDED);
        assertFails(FailureCode.CONFLICT, "The job of Alpha has succeeded; begin another one.",
                () -> jobs.retry(new Retry(ROOT, newer.id(), SEALED)));
    }

    @Test
    void aFormerLeaderChangesNothing() {
        Job job = begin("alpha");
        LeaseRepository leases = new LeaseRepository(store.database);
        long epoch = leases.take(new Leases.Take("jobs", "a", 60)).epoch();
        Token token = new Token("jobs", "a", epoch);
        Step step = new Step("one", StepState.RUNNING, "held", store.clock.instant(), null);
        Fence.run(token, () -> jobs.storeStep(new StoreStep(job.id(), 0, step, token)));
        leases.release(new Leases.Release("jobs", "a"));
        leases.take(new Leases.Take("jobs", "b", 60));

        String refusal = "Another node has taken over the lease jobs.";
        assertFails(FailureCode.SUPERSEDED, refusal, () -> Fence.run(token, () -> jobs
                .storeStep(new StoreStep(job.id(), 0, new Step("one", StepState.FAILED, "late", null, null), token))));
        assertFails(FailureCode.SUPERSEDED, refusal,
                () -> Fence.run(token, () -> jobs.end(new End(job.id(), State.FAILED, token))));
        assertEquals(step, find(job).steps().getFirst());
        assertEquals(SEALED, sealed(job));
    }

    @Test
    void credentialsAreForgottenAfterADay() {
        Job job = begin("alpha");
        store.later(Duration.ofHours(23));
        jobs.removeOld();
        assertEquals(SEALED, sealed(job));
        store.later(Duration.ofHours(2));
        jobs.removeOld();
        assertNull(sealed(job));
        assertEquals(State.RUNNING, find(job).state());
        end(job, State.FAILED);
        jobs.retry(new Retry(ROOT, job.id(), SEALED));
        jobs.removeOld();
        assertEquals(SEALED, sealed(job));
    }

    @Test
    void oldJobsGoButTheLastThatSetAServerUp() {
        Job first = begin("alpha");
        end(first, State.SUCCEEDED);
        store.later(Duration.ofSeconds(1));
        Job last = begin("alpha");
        end(last, State.SUCCEEDED);
        store.later(Duration.ofSeconds(1));
        Job failed = begin("alpha");
        end(failed, State.FAILED);
        Job runs = begin("beta");
        store.later(Duration.ofDays(91));
        Job young = begin("alpha");
        jobs.removeOld();
        assertEquals(List.of(young.id(), runs.id(), last.id()), ids(null, 10));
    }

    @Test
    void goesWithItsServer() {
        Job job = begin("alpha");
        store.servers.delete(new Servers.Delete(ROOT, "alpha"));
        assertFails(FailureCode.NOT_FOUND, "There is no job " + job.id() + ".", () -> find(job));
    }
}
