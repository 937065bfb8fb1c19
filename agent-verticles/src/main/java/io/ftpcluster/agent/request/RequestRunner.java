package io.ftpcluster.agent.request;

import io.ftpcluster.agent.action.Action;
import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.frames.AnswerFrame.Code;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.Frame.FromAgent;
import io.ftpcluster.frames.FrameCodec;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.RequestFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Does what the portal asks for, over all links of this process: at most {@value #THREADS} requests at once while up to
 * {@value #WAITING} wait. A request that comes again is answered with what came of it, or attaches to itself while it is
 * still being done. Thread-safe; {@link #take} returns at once.
 */
public final class RequestRunner implements AutoCloseable {

    static final int THREADS = 4;
    /** Together with {@link #THREADS} what a portal asks at once at most. */
    static final int WAITING = 28;

    private static final Duration IDLE = Duration.ofSeconds(30);
    /** How much longer ago a request may have been sent than its frame says: that was on its way meanwhile. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final ActionRegistry actions;
    private final Log log;
    private final ThreadPoolExecutor pool;
    /** All of these, and {@link #answered}, are guarded by this. */
    private final Map<String, RequestRun> running = new HashMap<>();
    private final AnswerMemory answered = new AnswerMemory(System.nanoTime());

    public RequestRunner(ActionRegistry actions, Log log) {
        this.actions = actions;
        this.log = log;
        AtomicInteger count = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "agent-request-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        // An agent that is asked nothing has no threads for it.
        pool.allowCoreThreadTimeOut(true);
    }

    /** The names of the actions, for the hello. */
    public List<String> capabilities() {
        return actions.names();
    }

    /** @param replies takes the answer and what is said before, from any thread, and doesn't wait */
    public void take(RequestFrame request, Consumer<FromAgent> replies) {
        refusal(request, replies).ifPresent(replies);
    }

    /** Empty when the answer will come from whoever does it. */
    private synchronized Optional<AnswerFrame> refusal(RequestFrame request, Consumer<FromAgent> replies) {
        long now = System.nanoTime();
        AnswerMemory.Remembered before = answered.find(request.id(), now);
        RequestRun same = running.get(request.id());
        if (before != null) {
            return Optional.of(before.digest().equals(RequestDigest.of(request)) ? before.answer() : reused(request));
        }
        if (same != null && !same.digest().equals(RequestDigest.of(request))) {
            return Optional.of(reused(request));
        }
        if (same != null) {
            same.attach(request, replies);
            return Optional.empty();
        }
        Optional<Action> action = actions.find(request.action());
        if (action.isEmpty()) {
            return refuse(request, Code.UNKNOWN_ACTION, "this agent doesn't know the action");
        }
        if (mayBeForgotten(request, now)) {
            return refuse(request, Code.FORGOTTEN, "this agent can't know whether it has done it already");
        }
        return begin(new RequestRun(this, request, action.get(), now, replies))
                ? Optional.empty()
                : refuse(request, Code.TOO_MANY, "this agent has " + (THREADS + WAITING) + " requests to do already");
    }

    private static AnswerFrame reused(RequestFrame request) {
        return AnswerFrame.refusal(request.id(), Code.ID_REUSED, "another request had this id");
    }

    private static Optional<AnswerFrame> refuse(RequestFrame request, Code code, String error) {
        return Optional.of(AnswerFrame.refusal(request.id(), code, error));
    }

    /** Whether it may have come before this process began, or so long ago that its answer was dropped. */
    private boolean mayBeForgotten(RequestFrame request, long now) {
        return request.ageMillis() != null && !answered
                .isCompleteSince(now - TimeUnit.MILLISECONDS.toNanos(request.ageMillis()) - MARGIN.toNanos());
    }

    private boolean begin(RequestRun run) {
        try {
            pool.execute(run);
        } catch (RejectedExecutionException full) {
            return false;
        }
        running.put(run.id(), run);
        return true;
    }

    /** Remembered before it is sent, so that it is known when it is lost. */
    void done(RequestRun run, AnswerFrame result) {
        AnswerFrame answer = result;
        int bytes = FrameCodec.encode(answer).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Protocol.MAX_FRAME) {
            answer = AnswerFrame.refusal(run.id(), Code.FAILED, "it was done, but the answer fits no frame");
            bytes = FrameCodec.encode(answer).length();
        }
        synchronized (this) {
            running.remove(run.id());
            answered.put(run.id(),
                    new AnswerMemory.Remembered(run.digest(), answer, bytes, run.cameAt(), System.nanoTime()));
        }
        run.answer(answer);
    }

    /** A defect of ours: its words may hold anything and stay here. */
    AnswerFrame mistake(RequestFrame request, RuntimeException defect) {
        StackTraceElement[] stack = defect.getStackTrace();
        log.write("the action " + request.action() + " failed by a mistake of the agent: " + defect.getClass().getName()
                + (stack.length == 0 ? "" : " at " + stack[0]));
        return AnswerFrame.refusal(request.id(), Code.FAILED, "the agent made a mistake; its log says more");
    }

    /** Whether nothing waits or is being done. */
    public synchronized boolean isIdle() {
        return running.isEmpty();
    }

    /** To be called about once a second: ends what has passed its deadline, and tells how far the others are. */
    public synchronized void check() {
        long now = System.nanoTime();
        running.values().removeIf(run -> run.check(now) && giveUp(run));
    }

    private boolean giveUp(RequestRun run) {
        pool.remove(run);
        return true;
    }

    /** Interrupts what is being done; waits for nothing. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
