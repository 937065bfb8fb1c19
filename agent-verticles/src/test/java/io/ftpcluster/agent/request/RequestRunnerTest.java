package io.ftpcluster.agent.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.action.Action;
import io.ftpcluster.agent.action.ActionException;
import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.action.HeldAction;
import io.ftpcluster.agent.action.Progress;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.frames.AnswerFrame.Code;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.Frame.FromAgent;
import io.ftpcluster.frames.ProgressFrame;
import io.ftpcluster.frames.RequestFrame;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RequestRunnerTest {

    private static final int HOUR = 3_600_000;

    /** One that does what it is told to. */
    private record Scripted(String name, Body body) implements Action {

        private interface Body {
            Map<String, String> run(Map<String, String> arguments, Progress progress)
                    throws ActionException, InterruptedException;
        }

        @Override
        public Map<String, String> run(Map<String, String> arguments, Progress progress)
                throws ActionException, InterruptedException {
            return body.run(arguments, progress);
        }
    }

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final HeldAction held = new HeldAction();
    private final BlockingQueue<FromAgent> said = new LinkedBlockingQueue<>();
    private RequestRunner runner = runner(held);

    private RequestRunner runner(Action... actions) {
        return new RequestRunner(new ActionRegistry(List.of(actions)),
                new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        held.release();
        runner.close();
    }

    private void take(String id, String action, Map<String, String> arguments) {
        runner.take(new RequestFrame(id, action, arguments), said::add);
    }

    private void hold(String id) {
        take(id, HeldAction.NAME, Map.of());
    }

    private FromAgent next() throws InterruptedException {
        FromAgent next = said.poll(30, TimeUnit.SECONDS);
        assertNotNull(next, "nothing was said");
        return next;
    }

    private AnswerFrame answer() throws InterruptedException {
        return assertInstanceOf(AnswerFrame.class, next());
    }

    private AnswerFrame answer(Scripted.Body body) throws InterruptedException {
        runner.close();
        runner = runner(new Scripted("script", body));
        take("1", "script", Map.of());
        return answer();
    }

    @Test
    void doesNotHoldUpWhoAsks() throws Exception {
        hold("1");
        held.awaitBegun();
        assertNull(said.poll());
        held.release();
        assertEquals(new AnswerFrame("1", null, Map.of("number", "1")), answer());
    }

    @Test
    void aRepeatGetsTheFirstResult() throws Exception {
        held.release();
        hold("1");
        AnswerFrame first = answer();
        hold("1");
        assertEquals(first, answer());
        hold("2");
        assertEquals(Map.of("number", "2"), answer().values());
        assertEquals(2, held.count());
    }

    @Test
    void aRepeatOfWhatStillRunsGetsItsResultOnTheNewLink() throws Exception {
        BlockingQueue<FromAgent> newer = new LinkedBlockingQueue<>();
        hold("1");
        held.awaitBegun();
        runner.take(new RequestFrame("1", HeldAction.NAME, Map.of(), 10_000, HOUR, false), newer::add);
        held.release();
        assertEquals(new AnswerFrame("1", null, Map.of("number", "1")), newer.poll(30, TimeUnit.SECONDS));
        assertTrue(said.isEmpty());
        assertEquals(1, held.count());
    }

    @Test
    void anIdIsOfOneRequestOnly() throws Exception {
        hold("1");
        held.awaitBegun();
        take("1", HeldAction.NAME, Map.of("other", "x"));
        assertEquals(Code.ID_REUSED, answer().code());
        held.release();
        answer();
        take("1", HeldAction.NAME, Map.of("other", "x"));
        assertEquals(Code.ID_REUSED, answer().code());
        assertEquals(1, held.count());
    }

    @Test
    void anUnknownActionIsRefusedAtOnce() {
        take("1", "dance", Map.of());
        assertEquals(List.of(new AnswerFrame("1", Code.UNKNOWN_ACTION, "this agent doesn't know the action", Map.of())),
                List.copyOf(said));
    }

    @Test
    void takesABoundedNumberAtOnce() throws Exception {
        int most = RequestRunner.THREADS + RequestRunner.WAITING;
        for (int i = 0; i < most; i++) {
            hold("id" + i);
        }
        hold("more");
        assertEquals(Code.TOO_MANY, answer().code());
        held.release();
        Set<String> done = new HashSet<>();
        for (int i = 0; i < most; i++) {
            done.add(answer().id());
        }
        assertEquals(most, done.size());
        // It was not done, so that it may be now.
        hold("more");
        assertNull(answer().error());
    }

    @Test
    void isInterruptedAtItsDeadline() throws Exception {
        runner.take(new RequestFrame("1", HeldAction.NAME, Map.of(), 1, null, false), said::add);
        held.awaitBegun();
        awaitSaid();
        assertEquals(Code.TIMEOUT, answer().code());
        held.awaitInterrupted();
    }

    /** Looks after it as the agent does, until something is said. */
    private void awaitSaid() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (said.isEmpty()) {
            assertTrue(System.nanoTime() < end, "nothing was said");
            runner.check();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void whatWaitsPastItsDeadlineIsNeverBegun() throws Exception {
        for (int i = 0; i < RequestRunner.THREADS; i++) {
            hold("id" + i);
        }
        runner.take(new RequestFrame("late", HeldAction.NAME, Map.of(), 1, null, false), said::add);
        awaitSaid();
        assertEquals(AnswerFrame.refusal("late", Code.TIMEOUT, "it was not done before its deadline"), answer());
        held.release();
        for (int i = 0; i < RequestRunner.THREADS; i++) {
            answer();
        }
        assertEquals(RequestRunner.THREADS, held.count());
    }

    /** Its result counts when it comes after all. */
    @Test
    void whoMissedTheDeadlineAndAsksAgainGetsTheResult() throws Exception {
        BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        BlockingQueue<String> go = new LinkedBlockingQueue<>();
        runner.close();
        runner = runner(new Scripted("stubborn", (arguments, progress) -> {
            begun.add("begun");
            while (true) {
                try {
                    return Map.of("x", go.take());
                } catch (InterruptedException ignored) {
                    // As a program that can't be stopped.
                }
            }
        }));
        runner.take(new RequestFrame("1", "stubborn", Map.of(), 1, null, false), said::add);
        assertNotNull(begun.poll(30, TimeUnit.SECONDS));
        awaitSaid();
        assertEquals(Code.TIMEOUT, answer().code());
        take("1", "stubborn", Map.of());
        go.add("y");
        assertEquals(Map.of("x", "y"), answer().values());
    }

    @Test
    void whatItMayHaveDoneBeforeItBeganIsNotDoneAgain() throws Exception {
        runner.take(new RequestFrame("1", HeldAction.NAME, Map.of(), 10_000, HOUR, false), said::add);
        assertEquals(Code.FORGOTTEN, answer().code());
        assertEquals(0, held.count());
    }

    @Test
    void progressIsToldOnlyToThoseWhoWantIt() throws Exception {
        assertNull(answer((arguments, progress) -> {
            progress.tell("half", 50);
            return Map.of();
        }).error());
    }

    /** The first at once, and then the newest. */
    @Test
    void progressIsToldOnceASecond() throws Exception {
        BlockingQueue<String> go = new LinkedBlockingQueue<>();
        runner.close();
        runner = runner(new Scripted("busy", (arguments, progress) -> {
            for (int i = 0; i < 100; i++) {
                progress.tell("step " + i + "\n", i * 2);
            }
            return Map.of("x", go.take());
        }));
        long start = System.nanoTime();
        runner.take(new RequestFrame("1", "busy", Map.of(), HOUR, null, true), said::add);
        assertEquals(new ProgressFrame("1", "step 0?", 0), next());
        awaitSaid();
        ProgressFrame second = assertInstanceOf(ProgressFrame.class, next());
        assertTrue(System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(ProgressFrame.SECONDS));
        assertTrue(second.percent() > 0 && second.percent() <= 100, second.toString());
        go.add("y");
        FromAgent last = next();
        // A busy machine may have needed more than a second for the steps.
        while (last instanceof ProgressFrame) {
            last = next();
        }
        assertEquals(Map.of("x", "y"), ((AnswerFrame) last).values());
    }

    @Test
    void anActionSaysWhyItCannotBeDone() throws Exception {
        assertEquals(AnswerFrame.refusal("1", Code.INVALID, "name is missing"), answer((arguments, progress) -> {
            throw ActionException.invalid("name is missing");
        }));
        assertEquals(AnswerFrame.refusal("1", Code.FAILED, "the disk is full?"), answer((arguments, progress) -> {
            throw ActionException.failed("the disk is full\n", new IllegalStateException());
        }));
    }

    @Test
    void aMistakeIsAnsweredAndItsWordsStayHere() throws Exception {
        AnswerFrame answer = answer((arguments, progress) -> {
            throw new IllegalStateException("hunter2");
        });
        assertEquals(Code.FAILED, answer.code());
        assertFalse(answer.error().contains("hunter2"), answer.error());
        String line = log.toString(StandardCharsets.UTF_8);
        assertTrue(line.contains("script") && line.contains("IllegalStateException") && !line.contains("hunter2"),
                line);
    }

    @Test
    void anAnswerThatFitsNoFrameIsAnError() throws Exception {
        assertEquals(Code.FAILED, answer((arguments, progress) -> Map.of("x", "y".repeat(5000))).code());
        Map<String, String> much = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            much.put("x" + i, "y".repeat(4000));
        }
        assertEquals(Code.FAILED, answer((arguments, progress) -> much).code());
    }
}
