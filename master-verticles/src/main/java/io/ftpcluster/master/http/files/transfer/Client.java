package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.framing.MalformedRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The asking end of a request, and whether it is still there. Used on the request's event loop only. */
public final class Client {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);
    /** INTERNAL_ERROR (RFC 9113, 7): with NO_ERROR a client might take what it has for the whole. */
    private static final long HTTP2_INTERNAL_ERROR = 2;

    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final Duration FLUSH_GRACE = Duration.ofSeconds(1);

    private final RoutingContext routing;
    private final Context context;
    private final ClientSocket socket;
    private boolean gone;
    private Runnable whenGone = () -> {};

    public Client(RoutingContext routing) {
        this.routing = routing;
        this.context = Vertx.currentContext();
        this.socket = new ClientSocket(routing.request());
        routing.addEndHandler(ended -> ended(ended.cause()));
    }

    public HttpServerRequest request() {
        return routing.request();
    }

    public HttpServerResponse response() {
        return routing.response();
    }

    ClientSocket socket() {
        return socket;
    }

    public Context context() {
        return context;
    }

    /** For what other event loops say: the state of a transfer belongs to the client's. */
    public void onLoop(Runnable step) {
        if (Vertx.currentContext() == context) {
            step.run();
        } else {
            context.runOnContext(v -> step.run());
        }
    }

    public boolean isGone() {
        return gone || response().closed() || response().ended();
    }

    /** Replaces what is to be done when the client leaves before its response has ended. */
    public void whenGone(Runnable action) {
        whenGone = action;
    }

    /** A problem response while that is possible, afterwards a broken stream: never an end that looks regular. */
    public void fail(Throwable cause) {
        if (isGone()) {
            return;
        }
        if (response().headWritten()) {
            LOG.info("{} {} broke off: {}", request().method(), request().path(), cause.getMessage());
            whenGone = () -> {};
            breakOff();
        } else {
            routing.fail(cause);
        }
    }

    /** A response without a body; nothing when nobody waits for it. */
    public void end(int status) {
        if (!isGone()) {
            response().setStatusCode(status).end();
        }
    }

    /** For a request whose body will never be read to its end. */
    void closeAfterResponse() {
        response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        routing.addBodyEndHandler(sent -> request().connection().close());
    }

    public void created(FtpPath path) {
        if (!isGone()) {
            response().putHeader(HttpHeaders.LOCATION, path.href());
            end(CREATED);
        }
    }

    /** Done with, and nothing is there that could be named (RFC 9110, 15.3.3). */
    void accepted(String detail) {
        if (!isGone()) {
            response().setStatusCode(ACCEPTED)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(JsonObject.of("detail", detail).toBuffer());
        }
    }

    /** @param allow what can be done instead (RFC 9110, 15.5.6) */
    public HttpException notAllowed(String allow, String detail) {
        response().putHeader(HttpHeaders.ALLOW, allow);
        return new HttpException(METHOD_NOT_ALLOWED, detail);
    }

    /** Lets what waits of the request's body come, whoever had paused it. */
    void readOn() {
        request().resume();
    }

    private void breakOff() {
        HttpVersion version = request().version();
        if (version != HttpVersion.HTTP_2) {
            if (version == HttpVersion.HTTP_1_0) {
                // Without a length a regular close would be a regular end: only a TCP reset says that it isn't.
                socket.resetAtTheEnd();
            }
            // Vert.x's reset first flushes what is queued, for ever if the client takes nothing.
            context.owner().setTimer(FLUSH_GRACE.toMillis(), id -> socket.cut());
        }
        response().reset(HTTP2_INTERNAL_ERROR);
    }

    /** Before the head, of a body whose length isn't known. */
    public void announceUnknownLength() {
        response().setChunked(true);
    }

    /** After the end: in HTTP/1.0 only the end of the connection ends a body without a length. */
    void closeIfOnlyThatEndsTheBody() {
        if (request().version() == HttpVersion.HTTP_1_0 && !response().headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request().connection().close();
        }
    }

    private void ended(Throwable cause) {
        if (cause instanceof MalformedRequest) {
            // Its sender still waits; whoever reads the body answers.
            return;
        }
        // The handler's result doesn't tell: with HTTP/2 a lost connection counts as a success.
        if (!response().ended()) {
            gone = true;
            whenGone.run();
        }
    }
}
