package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.FrameCodec;
import io.ftpcluster.frames.FrameException;
import io.ftpcluster.frames.ProgressFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.master.rate.Gcra;
import io.ftpcluster.master.rate.RateLimiter;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.text.Printable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What was asked of one agent on one link and isn't answered yet: at most {@value #MAX}. Whoever asks for the same request
 * meanwhile gets the same answer. For the event loop of the link's socket.
 */
final class PendingRequests {

    static final int MAX = 32;

    /** How long an answer that comes too late counts as one that was asked for. */
    private static final Duration LATE = Duration.ofSeconds(10);
    /** What the network may hold up and deliver at once. */
    private static final Gcra PROGRESS = Gcra.of(5, Duration.ofSeconds(ProgressFrame.SECONDS), TimeUnit.NANOSECONDS);

    private final AgentSocket socket;
    private final Map<String, Pending> pending = new HashMap<>();
    private int waiting;

    private static final class Pending {

        private final Agents.Request request;
        private final Promise<Agents.Answer> answer = Promise.promise();
        private final RateLimiter progress;
        private long timer;

        Pending(Agents.Request request, long now) {
            this.request = request;
            this.progress = new RateLimiter(PROGRESS, now);
        }

        boolean isTheSame(Agents.Request other) {
            return request.action().equals(other.action()) && request.arguments().equals(other.arguments());
        }
    }

    PendingRequests(AgentSocket socket) {
        this.socket = socket;
    }

    /** Fails as {@link Agents#REQUEST}. */
    Future<Agents.Answer> ask(Agents.AskLink asked) {
        if (waiting >= MAX) {
            throw Failure.of(FailureCode.THROTTLED, "The agent has " + MAX + " requests to answer already.")
                    .retryAfter(1)
                    .exception();
        }
        Pending known = pending.get(asked.request().id());
        if (known != null && !known.isTheSame(asked.request())) {
            throw reused("another request that is under way has this id");
        }
        Pending own = known == null ? begin(asked) : known;
        waiting++;
        return own.answer.future().onComplete(over -> waiting--);
    }

    private Pending begin(Agents.AskLink asked) {
        Agents.Request request = asked.request();
        String text = encoded(asked);
        Pending begun = new Pending(request, socket.now());
        begun.timer = socket.later(Duration.ofMillis(asked.deadlineMillis()).plus(LATE), () -> expire(begun));
        pending.put(request.id(), begun);
        socket.send(text);
        return begun;
    }

    private static String encoded(Agents.AskLink asked) {
        Agents.Request request = asked.request();
        String text;
        try {
            text = FrameCodec.encode(new RequestFrame(request.id(), request.action(), request.arguments(),
                    asked.deadlineMillis(), asked.ageMillis(), request.progress()));
        } catch (FrameException e) {
            throw Failure.invalid("arguments", e.getMessage()).exception();
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Protocol.MAX_FRAME) {
            throw Failure.invalid("arguments", "are more than a frame of " + Protocol.MAX_FRAME + " bytes holds")
                    .exception();
        }
        return text;
    }

    /** Whoever asked was told at the deadline itself. */
    private void expire(Pending late) {
        if (pending.remove(late.request.id(), late)) {
            late.answer.tryFail(Failure.of(FailureCode.TIMEOUT, "The agent did not answer in time.").exception());
        }
    }

    /** Returns whether it was asked for. */
    boolean answer(AnswerFrame answer) {
        Pending asked = pending.remove(answer.id());
        if (asked == null) {
            return false;
        }
        socket.cancel(asked.timer);
        if (answer.error() == null) {
            asked.answer.complete(new Agents.Answer(answer.values()));
        } else {
            asked.answer.fail(refusal(answer, asked.request));
        }
        return true;
    }

    private static FailureException refusal(AnswerFrame answer, Agents.Request request) {
        String said = "The agent: " + Printable.line(answer.error());
        return switch (answer.code()) {
            case FAILED -> Failure.of(FailureCode.BACKEND_FAILED, said).exception();
            case UNKNOWN_ACTION -> unknown(request.action());
            case INVALID -> Failure.invalid("arguments", said).exception();
            case TOO_MANY -> Failure.of(FailureCode.THROTTLED, said).retryAfter(1).exception();
            case TIMEOUT -> Failure.of(FailureCode.TIMEOUT, said).exception();
            case ID_REUSED -> reused(said);
            case FORGOTTEN -> Failure.conflict(said).exception();
        };
    }

    private static FailureException reused(String detail) {
        return Failure.invalid("id", detail).exception();
    }

    /** The agent was asked nothing, or has done nothing. */
    static FailureException unknown(String action) {
        return Failure
                .of(FailureCode.UNSUPPORTED,
                        "The server's agent doesn't know the action " + Printable.line(action)
                                + ". A newer version of the agent may.")
                .exception();
    }

    /** The request that it is of, when somebody wants to know and it doesn't come more often than agreed. */
    Optional<Agents.Request> progress(ProgressFrame progress) {
        Pending asked = pending.get(progress.id());
        return asked != null && asked.request.progress() && asked.progress.tryAcquire(socket.now())
                ? Optional.of(asked.request)
                : Optional.empty();
    }

    void end() {
        List<Pending> left = List.copyOf(pending.values());
        pending.clear();
        for (Pending asked : left) {
            socket.cancel(asked.timer);
            asked.answer.fail(Failure.of(FailureCode.UNAVAILABLE, "The agent's link ended before it answered.")
                    .retryAfter(1)
                    .exception());
        }
    }
}
