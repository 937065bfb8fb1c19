package io.ftpcluster.master.http.framing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends the connection with the answer to a request behind which {@link Http1Framing} reads no other: one that says so in any
 * words, and one that asked for another protocol and didn't get it. A proxy that believes it did would pass on whatever a
 * stranger sends next, and we would take that for requests of the proxy's.
 */
public final class LastResponse extends ChannelOutboundHandlerAdapter {

    private boolean refused;

    private LastResponse() {}

    /** When it is the request's turn to be answered. */
    public static void watch(HttpServerRequest request) {
        if (isLast(request) && request.connection() instanceof ConnectionBase http) {
            ChannelPipeline pipeline = http.channel().pipeline();
            ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
            if (encoder != null) {
                pipeline.addAfter(encoder.name(), null, new LastResponse());
            }
        }
    }

    private static boolean isLast(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE)
                || request.headers().getAll(HttpHeaders.CONNECTION).stream().anyMatch(RequestHead::saysClose);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The promise tells the writer; nobody waits for the close.
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ChannelPromise written = promise;
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                context.pipeline().remove(this);
            } else if (status >= HttpResponseStatus.OK.code()) {
                refused = true;
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        if (refused && message instanceof LastHttpContent) {
            written = promise.unvoid();
            written.addListener(sent -> context.close());
        }
        context.write(message, written);
    }
}
