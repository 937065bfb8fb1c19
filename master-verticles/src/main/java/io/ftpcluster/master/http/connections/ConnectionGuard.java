package io.ftpcluster.master.http.connections;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/** Makes a connection's protocol tell its watch what happens. Before anything else is read. */
public final class ConnectionGuard {

    private static final String VERTX = "handler";
    private static final String AWAITS_BODY = "ftpcluster.awaits-body";

    /** RFC 9113, 8.7: nothing was done, so that the client may ask again. */
    private static final long REFUSED_STREAM = 7;

    private ConnectionGuard() {}

    /** Does nothing for a connection that nobody watches. */
    public static void begin(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            return;
        }
        Channel channel = base.channel();
        ConnectionWatch watch = ConnectionWatch.of(channel);
        if (watch == null) {
            return;
        }
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            RequestHeadTimer.putInto(channel.pipeline(), watch, VERTX);
        } else {
            watch(http2, watch);
        }
    }

    /**
     * Bounds the answers that wait for one client. With HTTP/2 it counts what of a whole answer waits: Vert.x keeps it itself
     * while the client's window is closed. To be told of each request before anything else.
     */
    public static void boundAnswers(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2) {
            awaitAnswersBefore(context);
            return;
        }
        if (!request.method().equals(HttpMethod.HEAD) && request.connection() instanceof ConnectionBase base) {
            ConnectionWatch watch = ConnectionWatch.of(base.channel());
            if (watch != null && watch.isToWait()) {
                request.response().reset(REFUSED_STREAM);
                return;
            }
            if (watch != null) {
                context.addBodyEndHandler(ended -> answered(request.response(), watch));
            }
        }
        context.next();
    }

    /**
     * Who sends many requests at once gets the next answer when the ones before are on their way. Asks the channel itself:
     * Vert.x hears of it only when all requests that came in one piece have been answered.
     */
    private static void awaitAnswersBefore(RoutingContext context) {
        ConnectionWatch watch = context.request().connection() instanceof ConnectionBase base
                ? ConnectionWatch.of(base.channel())
                : null;
        if (watch == null || watch.channel().isWritable()) {
            context.next();
            return;
        }
        context.request().pause();
        Context own = context.vertx().getOrCreateContext();
        watch.whenWritable(() -> own.runOnContext(writable -> context.next()));
    }

    private static void answered(HttpServerResponse response, ConnectionWatch watch) {
        String length = response.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && watch.channel().eventLoop().inEventLoop()) {
            watch.answerWaits(response.streamId(), Long.parseLong(length) - response.bytesWritten());
        }
    }

    /** Tells the request's connection that all that there is to do for it waits for its body's end. On its loop. */
    public static void awaitsBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        ConnectionWatch watch = request.connection() instanceof ConnectionBase base
                ? ConnectionWatch.of(base.channel())
                : null;
        if (watch != null && !request.isEnded() && context.get(AWAITS_BODY) == null
                && watch.channel().eventLoop().inEventLoop()) {
            context.put(AWAITS_BODY, true);
            watch.bodyAwaited();
            request.end().onComplete(end -> watch.bodyIsOver());
        }
    }

    private static void watch(Http2ConnectionHandler http2, ConnectionWatch watch) {
        Http2Connection connection = http2.connection();
        connection.remote().flowController(new UnsentFrames(connection.remote().flowController(), watch));
        http2.decoder().frameListener(new ControlFrames(http2.decoder().frameListener()));
        watch.speaksHttp2();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(Http2Stream stream) {
                watch.streamOpened();
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                watch.streamClosed(stream.id());
            }
        });
    }
}
