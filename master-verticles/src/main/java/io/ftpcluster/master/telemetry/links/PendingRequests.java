package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.text.Printable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What was asked of one agent and isn't answered yet: at most {@value #MAX}. For one event loop. */
final class PendingRequests {

    static final int MAX = 32;

    private final Map<String, Promise<Agents.Answer>> pending = new HashMap<>();
    private long lastId;

    /** An id for the next request; UNAVAILABLE when there are too many. */
    String nextId() {
        if (pending.size() >= MAX) {
            throw Failure.of(FailureCode.THROTTLED, "The agent has " + MAX + " requests to answer already.")
                    .retryAfter(1)
                    .exception();
        }
        lastId++;
        return Long.toString(lastId);
    }

    /** Fails TIMEOUT after {@value RequestFrame#SECONDS} s, and BACKEND_FAILED when the agent says no. */
    Future<Agents.Answer> await(String id) {
        Promise<Agents.Answer> promise = Promise.promise();
        pending.put(id, promise);
        return promise.future()
                .timeout(RequestFrame.SECONDS, TimeUnit.SECONDS)
                .recover(PendingRequests::late)
                .onComplete(over -> pending.remove(id));
    }

    private static Future<Agents.Answer> late(Throwable cause) {
        return Future
                .failedFuture(cause instanceof TimeoutException
                        ? Failure
                                .of(FailureCode.TIMEOUT,
                                        "The agent did not answer within " + RequestFrame.SECONDS + " s.")
                                .exception()
                        : cause);
    }

    /** Returns whether somebody waited for it. */
    boolean answer(AnswerFrame answer) {
        Promise<Agents.Answer> promise = pending.remove(Objects.requireNonNullElse(answer.id(), ""));
        if (promise == null) {
            return false;
        }
        if (answer.error() == null) {
            return promise.tryComplete(new Agents.Answer(answer.values()));
        }
        return promise.tryFail(
                Failure.of(FailureCode.BACKEND_FAILED, "The agent: " + Printable.line(answer.error())).exception());
    }

    void end() {
        List.copyOf(pending.values())
                .forEach(promise -> promise
                        .tryFail(Failure.of(FailureCode.UNAVAILABLE, "The agent's link ended before it answered.")
                                .retryAfter(1)
                                .exception()));
        pending.clear();
    }
}
