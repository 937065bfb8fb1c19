package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Agents;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One request on its way to an agent: sent to the server's newest link, and to the next one when that ends, or is made
 * elsewhere, before the answer came; always with the same id, so that the agent does it once. Everything happens on one
 * context.
 */
final class RequestDelivery {

    /** So often a link that is found and then isn't there is looked for again, before the agent was asked anything. */
    private static final int MOST_LOOKS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** The event that a link was made elsewhere may be lost. */
    private static final Duration LOOK_EACH = Duration.ofSeconds(10);
    /** Within which an agent that has just lost its link is expected back: by then its server is offline. */
    private static final Duration EXPECTED = Duration.ofSeconds(15);
    /** More than what is left of the deadline, so that it is this that tells the asker. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Context context;
    private final Bus bus;
    private final LinkLookup links;
    private final Agents.Request request;
    private final Promise<Agents.Answer> answer = Promise.promise();
    private final long begunAt = System.nanoTime();
    private final long deadline;
    /** The link that is to answer; null while there is none. */
    private String current;
    /** When some link was first given the request; null while none was. */
    private Long sentAt;
    private int looks;
    private boolean looking;
    private boolean lookAgain;
    private boolean pausing;
    private long deadlineTimer;
    private long lookTimer;

    RequestDelivery(Context context, Bus bus, LinkLookup links, Agents.Request request) {
        this.context = context;
        this.bus = bus;
        this.links = links;
        this.request = request;
        this.deadline = begunAt + TimeUnit.SECONDS.toNanos(request.deadlineSeconds());
    }

    String server() {
        return request.serverId();
    }

    /** From any thread. */
    Future<Agents.Answer> begin() {
        context.runOnContext(go -> {
            deadlineTimer = context.owner()
                    .setTimer(Duration.ofSeconds(request.deadlineSeconds()).toMillis(), late -> run(this::late));
            lookTimer = context.owner().setPeriodic(LOOK_EACH.toMillis(), due -> run(this::look));
            look();
        });
        return answer.future();
    }

    /** The server has a new link. From any thread. */
    void linkMade(String linkId) {
        run(() -> {
            if (!linkId.equals(current)) {
                look();
            }
        });
    }

    private void run(Runnable step) {
        context.runOnContext(go -> {
            if (!isOver()) {
                step.run();
            }
        });
    }

    private <T> Handler<AsyncResult<T>> then(Handler<AsyncResult<T>> step) {
        return outcome -> run(() -> step.handle(outcome));
    }

    private boolean isOver() {
        return answer.future().isComplete();
    }

    private void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        links.find(request.serverId()).onComplete(then(found -> {
            looking = false;
            if (lookAgain) {
                lookAgain = false;
                look();
            } else if (found.failed()) {
                fail(found.cause());
            } else {
                found(found.result());
            }
        }));
    }

    private void found(Optional<LinkLookup.Found> found) {
        if (found.isPresent() && !found.get().linkId().equals(current)) {
            send(found.get());
        } else if (found.isEmpty() && current == null) {
            waitForLink();
        }
        // Else the link that was asked is the newest, or its node doesn't answer just now: its answer may still come.
    }

    private void waitForLink() {
        if (sentAt != null) {
            pause();
            return;
        }
        links.isExpected(request.serverId()).onComplete(then(expected -> {
            if (expected.result() && System.nanoTime() - begunAt < EXPECTED.toNanos()) {
                pause();
            } else {
                fail(noLink());
            }
        }));
    }

    private void pause() {
        if (pausing) {
            return;
        }
        pausing = true;
        long doubled = FIRST_PAUSE.toMillis() << Math.min(looks, MOST_LOOKS);
        looks++;
        context.owner().setTimer(Math.min(doubled, LONGEST_PAUSE.toMillis()), over -> run(() -> {
            pausing = false;
            look();
        }));
    }

    private void send(LinkLookup.Found link) {
        long now = System.nanoTime();
        long left = deadline - now;
        if (left < TimeUnit.MILLISECONDS.toNanos(1)) {
            return; // The timer is about to tell so.
        }
        Long sentBefore = sentAt;
        current = link.linkId();
        sentAt = sentBefore == null ? Long.valueOf(now) : sentBefore;
        Agents.AskLink asked = new Agents.AskLink(link.linkId(), request, (int) TimeUnit.NANOSECONDS.toMillis(left),
                age(sentBefore, now));
        bus.request(Agents.ASK_LINK.of(link.node()).within(Duration.ofNanos(left).plus(MARGIN)), asked)
                .onComplete(then(outcome -> {
                    if (outcome.succeeded()) {
                        end();
                        answer.complete(outcome.result());
                    } else {
                        refused(link, sentBefore, outcome.cause());
                    }
                }));
    }

    /** Of what an agent may have done before; null when it can't have. */
    private Integer age(Long sentBefore, long now) {
        long asked = request.firstAskedSecondsAgo() == null
                ? 0
                : TimeUnit.SECONDS.toMillis(request.firstAskedSecondsAgo())
                        + TimeUnit.NANOSECONDS.toMillis(now - begunAt);
        long sent = sentBefore == null ? 0 : TimeUnit.NANOSECONDS.toMillis(now - sentBefore);
        return request.firstAskedSecondsAgo() == null && sentBefore == null
                ? null
                : Integer.valueOf((int) Math.min(Integer.MAX_VALUE, Math.max(asked, sent)));
    }

    private void refused(LinkLookup.Found link, Long sentBefore, Throwable cause) {
        if (!link.linkId().equals(current)) {
            return; // A newer link has it.
        }
        FailureCode code = cause instanceof FailureException known ? known.failure().code() : FailureCode.INTERNAL;
        if (code == FailureCode.NOT_FOUND) {
            // It wasn't sent after all.
            sentAt = sentBefore;
            current = null;
            lookOrGiveUp();
        } else if (code == FailureCode.UNAVAILABLE || (code == FailureCode.THROTTLED && sentBefore != null)) {
            current = null;
            pause();
        } else {
            fail(cause);
        }
    }

    private void lookOrGiveUp() {
        if (sentAt == null && looks >= MOST_LOOKS) {
            fail(noLink());
        } else {
            pause();
        }
    }

    private void late() {
        if (current != null) {
            fail(Failure.of(FailureCode.TIMEOUT, "The agent did not answer within " + request.deadlineSeconds() + " s.")
                    .exception());
        } else if (sentAt != null) {
            fail(Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The agent's link ended before it answered, and it did not come back within "
                                    + request.deadlineSeconds() + " s. Nobody knows whether it has done it.")
                    .retryAfter(1)
                    .exception());
        } else {
            fail(noLink());
        }
    }

    private void fail(Throwable cause) {
        end();
        answer.fail(cause);
    }

    private void end() {
        context.owner().cancelTimer(deadlineTimer);
        context.owner().cancelTimer(lookTimer);
    }

    private static FailureException noLink() {
        return Failure.of(FailureCode.UNAVAILABLE, "The server's agent is not linked.").retryAfter(1).exception();
    }
}
