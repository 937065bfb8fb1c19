package io.ftpcluster.master.leadership;

import io.ftpcluster.text.LogThrottle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs again and again while a term lasts, one run at a time: one that takes longer than the period skips the next. A failure
 * is logged, once until a run succeeds. Not thread-safe: the owner of its scope owns it.
 */
final class PeriodicTask {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final String name;
    private final Duration period;
    private final Function<Leadership, Future<?>> task;
    private final Supplier<Optional<Leadership>> term;
    private Future<Void> running = Future.succeededFuture();
    private final LogThrottle failures = LogThrottle.untilOver();
    private long timer;

    /**
     * @param name for the log
     * @param term the present one, if there is one
     */
    PeriodicTask(String name, Duration period, Function<Leadership, Future<?>> task,
            Supplier<Optional<Leadership>> term) {
        this.name = name;
        this.period = period;
        this.task = task;
        this.term = term;
    }

    void start(Vertx vertx) {
        timer = vertx.setPeriodic(period.toMillis(), now -> run());
    }

    /** Completes when the run that is under way has ended. */
    Future<Void> stop(Vertx vertx) {
        vertx.cancelTimer(timer);
        return running;
    }

    private void run() {
        if (running.isComplete()) {
            // Asked now: the scope may not have seen yet that the term is over.
            term.get().filter(Leadership::isHeld).ifPresent(this::run);
        }
    }

    private void run(Leadership now) {
        Promise<Void> run = Promise.promise();
        running = run.future();
        Future<?> done;
        try {
            done = task.apply(now);
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        done.onComplete(result -> {
            ended(now, result.cause());
            run.complete();
        });
    }

    /** @param cause null when the run succeeded */
    private void ended(Leadership now, Throwable cause) {
        if (cause == null) {
            failures.over(name);
        } else if (now.isHeld()) {
            // Of a term that is over, its end is the reason.
            failures.admit(name)
                    .ifPresent(first -> LOG.error("{} failed; tried again every {} s until it succeeds", name,
                            period.toSeconds(), cause));
        }
    }
}
