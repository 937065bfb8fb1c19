package io.ftpcluster.master.http.body;

import io.ftpcluster.master.http.connections.ConnectionGuard;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * What becomes of a body that the response didn't wait for. A short one is read and thrown away, so that the connection
 * stays good; after {@value #LIMIT} bytes, or when it takes longer than
 * {@link BodyDeadline} says, the connection ends instead (RFC 9112, 9.6), or with HTTP/2 the stream.
 */
public final class BodyDrainer {

    static final int LIMIT = 256 * 1024;
    /** A connection closed at once, with bytes on their way, is reset: the client may lose the response. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final long HTTP2_NO_ERROR = 0;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private long discarded;
    private boolean closing;

    private BodyDrainer(RoutingContext context) {
        this.context = context;
        this.request = context.request();
    }

    /** To be called before the response's head is written. */
    public static void discard(RoutingContext context) {
        if (!context.request().isEnded()) {
            new BodyDrainer(context).start();
        }
    }

    private void start() {
        if (isLong()) {
            if (request.version() != HttpVersion.HTTP_2) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            closeAfterResponse();
        }
        // What breaks now is of no interest: the response says what went wrong.
        request.exceptionHandler(gone -> {}).handler(chunk -> discard(chunk.length())).resume();
        BodyDeadline.whenLate(context, this::closeAfterResponse);
        context.addBodyEndHandler(sent -> ConnectionGuard.awaitsBody(context));
    }

    /** Whether it is known to be; a client that waits for our word may send it or not (RFC 9110, 10.1.1). */
    private boolean isLong() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return BodyDeadline.isOver(context) || request.headers().contains(HttpHeaders.EXPECT)
                || (length != null && (!length.matches("\\d{1,9}") || Integer.parseInt(length) > LIMIT));
    }

    private void discard(int bytes) {
        discarded += bytes;
        if (discarded > LIMIT) {
            request.pause();
            closeAfterResponse();
        }
    }

    private void closeAfterResponse() {
        if (closing) {
            return;
        }
        closing = true;
        if (context.response().ended()) {
            closeSoon();
        } else {
            context.addBodyEndHandler(sent -> closeSoon());
        }
    }

    private void closeSoon() {
        context.vertx().setTimer(GRACE.toMillis(), id -> close());
    }

    private void close() {
        if (request.version() == HttpVersion.HTTP_2) {
            context.response().reset(HTTP2_NO_ERROR);
        } else {
            request.connection().close();
        }
    }
}
