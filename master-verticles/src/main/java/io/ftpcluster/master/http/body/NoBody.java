package io.ftpcluster.master.http.body;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/**
 * For operations that take no body: one that comes nevertheless is read to its end and thrown away before anything is done,
 * as until then nobody knows whether the request is well-formed. At most {@link #LIMIT} bytes.
 */
public final class NoBody implements Handler<RoutingContext> {

    static final int LIMIT = BodyDrainer.LIMIT;

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!mayHaveBody(request)) {
            request.resume();
            context.next();
            return;
        }
        long[] discarded = {0};
        request.handler(chunk -> {
            discarded[0] += chunk.length();
            if (discarded[0] > LIMIT && !context.failed()) {
                context.fail(new HttpException(413, "This takes no body."));
            }
        });
        request.endHandler(end -> {
            if (!context.failed()) {
                context.next();
            }
        });
        request.exceptionHandler(context::fail);
        BodyReader.continueIfExpected(context);
        BodyDeadline.watch(context);
        request.resume();
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}
