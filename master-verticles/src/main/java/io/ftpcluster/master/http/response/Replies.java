package io.ftpcluster.master.http.response;

import io.ftpcluster.master.http.body.BodyDrainer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** The few shapes of a response that succeeded. */
public final class Replies {

    private Replies() {}

    /** Replies with what comes; a failure, of the reply too, fails the context. */
    public static <T> void when(RoutingContext context, Future<T> result, Consumer<T> reply) {
        result.map(value -> {
            reply.accept(value);
            return value;
        }).onFailure(context::fail);
    }

    public static void json(RoutingContext context, int status, Object body) {
        context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        Compression.end(context.request(), Json.encodeToBuffer(body));
    }

    public static void created(RoutingContext context, String location, Object body) {
        context.response().putHeader(HttpHeaders.LOCATION, location);
        json(context, 201, body);
    }

    public static void text(RoutingContext context, int status, String contentType, String body) {
        Buffer bytes = Buffer.buffer(body);
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                // Vert.x leaves it out of the answer to HEAD.
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
                .end(bytes);
    }

    public static void noContent(RoutingContext context) {
        context.response().setStatusCode(204).end();
    }

    /** Shows another page by GET, whatever the method was. */
    public static void seeOther(RoutingContext context, String location) {
        BodyDrainer.discard(context);
        context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, location).end();
    }
}
