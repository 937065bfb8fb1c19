package io.ftpcluster.agent.request;

import io.ftpcluster.agent.action.Action;
import io.ftpcluster.agent.action.ActionException;
import io.ftpcluster.frames.AnswerFrame.Code;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.Frame.FromAgent;
import io.ftpcluster.frames.FrameException;
import io.ftpcluster.frames.FrameText;
import io.ftpcluster.frames.ProgressFrame;
import io.ftpcluster.frames.RequestFrame;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One request that waits for its thread or is being done. What it says goes to the link on which the request came last.
 * Thread-safe; times are of {@link System#nanoTime}.
 */
final class RequestRun implements Runnable {

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(ProgressFrame.SECONDS);
    private static final int ALL = 100;

    private enum State {
        QUEUED,
        RUNNING,
        DONE
    }

    private final RequestFrame request;
    private final Action action;
    private final RequestRunner runner;
    private final String digest;
    private final long cameAt;
    private final long deadline;
    private State state = State.QUEUED;
    /** Null while nobody waits: the deadline has passed. */
    private Consumer<FromAgent> replies;
    private boolean telling;
    private boolean expired;
    private Thread thread;
    private long toldAt;
    /** The newest, when it came too soon after the last one; else null. */
    private ProgressFrame untold;

    RequestRun(RequestRunner runner, RequestFrame request, Action action, long now, Consumer<FromAgent> replies) {
        this.runner = runner;
        this.request = request;
        this.action = action;
        this.digest = RequestDigest.of(request);
        this.cameAt = now;
        this.deadline = now + TimeUnit.MILLISECONDS.toNanos(request.deadlineMillis());
        this.toldAt = now - PROGRESS_NANOS;
        this.replies = replies;
        this.telling = request.progress();
    }

    String id() {
        return request.id();
    }

    String digest() {
        return digest;
    }

    long cameAt() {
        return cameAt;
    }

    /** The same request came again: the link on which it came before is no more, or nobody there waits. */
    synchronized void attach(RequestFrame again, Consumer<FromAgent> now) {
        replies = now;
        telling = again.progress();
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        AnswerFrame answer = AnswerFrame.refusal(request.id(), Code.FAILED, "the agent made a mistake");
        try {
            answer = done();
        } finally {
            // Whatever happened, somebody waits for an answer.
            end();
            runner.done(this, answer);
        }
    }

    private synchronized boolean begin() {
        if (state != State.QUEUED) {
            return false;
        }
        state = State.RUNNING;
        thread = Thread.currentThread();
        return true;
    }

    private AnswerFrame done() {
        try {
            Map<String, String> values = action.run(request.arguments(), this::tell);
            return new AnswerFrame(request.id(), null, values);
        } catch (ActionException e) {
            return AnswerFrame.refusal(request.id(), e.code(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            return interrupted();
        } catch (FrameException e) {
            return AnswerFrame.refusal(request.id(), Code.FAILED,
                    "the action's answer fits no frame: " + e.getMessage());
        } catch (RuntimeException e) {
            return runner.mistake(request, e);
        }
    }

    private synchronized AnswerFrame interrupted() {
        return expired
                ? late()
                : AnswerFrame.refusal(request.id(), Code.FAILED, "the agent was stopped before it was done");
    }

    private AnswerFrame late() {
        return AnswerFrame.refusal(request.id(), Code.TIMEOUT, "it was not done before its deadline");
    }

    /** From now on nobody interrupts this thread for it. */
    private synchronized void end() {
        state = State.DONE;
        thread = null;
        untold = null;
        Thread.interrupted();
    }

    synchronized void answer(AnswerFrame answer) {
        if (replies != null) {
            replies.accept(answer);
            replies = null;
        }
    }

    private synchronized void tell(String text, Integer percent) {
        String line = FrameText.clean(text);
        if (state == State.RUNNING && line != null && !line.isEmpty()) {
            Integer possible = percent == null ? null : Integer.valueOf(Math.max(0, Math.min(percent, ALL)));
            untold = new ProgressFrame(request.id(), line, possible);
            tellNewest(System.nanoTime());
        }
    }

    private void tellNewest(long now) {
        if (untold != null && telling && replies != null && now - toldAt >= PROGRESS_NANOS) {
            replies.accept(untold);
            toldAt = now;
            untold = null;
        }
    }

    /**
     * To be called about once a second.
     *
     * @return whether its deadline has passed before it was begun, so that it never will be
     */
    synchronized boolean check(long now) {
        tellNewest(now);
        if (expired || now - deadline < 0) {
            return false;
        }
        expired = true;
        boolean begun = state != State.QUEUED;
        answer(late());
        if (!begun) {
            state = State.DONE;
        } else if (thread != null) {
            thread.interrupt();
        }
        return !begun;
    }
}
