package io.ftpcluster.master.http.body;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/** Keeps a small body in memory: at most {@link #LIMIT} bytes, more is refused before it is read where that shows. */
public final class BodyReader implements Handler<RoutingContext> {

    public static final int LIMIT = 64 * 1024;
    private static final String KEY = "ftpcluster.body";

    /** The body that was read; empty when there was none. */
    static Buffer of(RoutingContext context) {
        Buffer body = context.get(KEY);
        if (body == null) {
            throw new IllegalStateException("The contract has no body for " + context.request().path());
        }
        return body;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (announcedLength(request) > LIMIT) {
            context.fail(tooLarge());
            return;
        }
        continueIfExpected(context);
        Buffer body = Buffer.buffer();
        request.handler(chunk -> append(context, body, chunk));
        request.endHandler(end -> {
            if (!context.failed()) {
                context.put(KEY, body);
                context.next();
            }
        });
        request.exceptionHandler(context::fail);
        BodyDeadline.watch(context);
        request.resume();
    }

    /** HTTP/1.0 has no interim responses (RFC 9110, 10.1.1). */
    static void continueIfExpected(RoutingContext context) {
        HttpServerRequest request = context.request();
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                && request.version() != HttpVersion.HTTP_1_0) {
            context.response().writeContinue();
        }
    }

    private static void append(RoutingContext context, Buffer body, Buffer chunk) {
        if (context.failed()) {
            return;
        }
        if (body.length() + chunk.length() > LIMIT) {
            context.fail(tooLarge());
        } else {
            body.appendBuffer(chunk);
        }
    }

    private static HttpException tooLarge() {
        return new HttpException(413, "The body may have at most " + LIMIT + " bytes.");
    }

    private static long announcedLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            // More digits than a long has, or garbage that the server let through.
            return Long.MAX_VALUE;
        }
    }
}
