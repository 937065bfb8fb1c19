package io.ftpcluster.master.http.body;

import io.ftpcluster.master.http.connections.ConnectionGuard;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;

/**
 * How long a body may take that is read whole or thrown away. The idle timeout doesn't see a client that sends a byte now and
 * then, which would keep its request for ever.
 */
public final class BodyDeadline implements Handler<RoutingContext> {

    /** The 64 KiB of the largest one in this time are some 9 kbit/s. */
    public static final Duration USUAL = Duration.ofMinutes(1);
    private static final int REQUEST_TIMEOUT = 408;
    private static final String KEY = "ftpcluster.body-deadline";

    private final Duration time;

    public BodyDeadline(Duration time) {
        this.time = time;
    }

    @Override
    public void handle(RoutingContext context) {
        context.put(KEY, time);
        context.next();
    }

    /** Refuses the request unless it has ended by then or has been refused. */
    static void watch(RoutingContext context) {
        Duration time = context.get(KEY, USUAL);
        ConnectionGuard.awaitsBody(context);
        whenLate(context, () -> {
            if (!context.failed()) {
                context.fail(new HttpException(REQUEST_TIMEOUT,
                        "The body didn't come whole within " + time.toSeconds() + " s."));
            }
        });
    }

    /** Unless the request's body has come, or its client has gone, by then. */
    static void whenLate(RoutingContext context, Runnable late) {
        Duration time = context.get(KEY, USUAL);
        long timer = context.vertx().setTimer(time.toMillis(), id -> {
            if (!context.request().isEnded()) {
                late.run();
            }
        });
        context.request().end().onComplete(end -> context.vertx().cancelTimer(timer));
    }

    /** Whether the request was refused because of it: there is no point in reading on. */
    static boolean isOver(RoutingContext context) {
        return context.failure() instanceof HttpException e && e.getStatusCode() == REQUEST_TIMEOUT;
    }
}
