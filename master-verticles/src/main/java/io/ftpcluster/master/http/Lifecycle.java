package io.ftpcluster.master.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Whether this node wants requests: not before its whole start is over, and not once it stops. Thread-safe. */
public final class Lifecycle {

    /** What comes first comes never again. */
    public enum Phase {
        STARTING,
        UP,
        /** All that comes is still answered, for as long as the server listens. */
        STOPPING
    }

    /** Usually the other end closes at once; whoever closes first can lose what is on its way. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private volatile Phase phase = Phase.STARTING;

    public Phase phase() {
        return phase;
    }

    public void started() {
        phase = Phase.UP;
    }

    /** From now on each answer is the last one of its connection, so that none is closed while a request is on its way. */
    public void stopping() {
        phase = Phase.STOPPING;
    }

    void closeConnectionsAtTheEnd(RoutingContext context) {
        // HTTP/2 has no such header; it says GOAWAY when the server stops to listen. A WebSocket keeps its request for as long
        // as it lives, and so would all that these handlers hold.
        boolean upgrade = context.request().headers().contains(HttpHeaders.UPGRADE);
        if (context.request().version() != HttpVersion.HTTP_2 && !upgrade) {
            context.addHeadersEndHandler(head -> {
                if (phase == Phase.STOPPING) {
                    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                    context.addBodyEndHandler(sent -> closeSoon(context));
                }
            });
        }
        context.next();
    }

    private static void closeSoon(RoutingContext context) {
        context.vertx().setTimer(GRACE.toMillis(), id -> context.request().connection().close());
    }
}
