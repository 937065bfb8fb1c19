package io.ftpcluster.master.http.connections;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Of HTTP/1.1: tells a connection's watch when a request's head begins, when it is there, and when its answer ends. */
final class RequestHeadTimer extends ChannelInboundHandlerAdapter {

    private final ConnectionWatch watch;
    private boolean inRequest;
    private boolean mayUpgrade;

    private RequestHeadTimer(ConnectionWatch watch) {
        this.watch = watch;
    }

    /** @param handler the name of Vert.x's own, before which requests are seen */
    static void putInto(ChannelPipeline pipeline, ConnectionWatch watch, String handler) {
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            RequestHeadTimer clock = new RequestHeadTimer(watch);
            pipeline.addBefore(decoder.name(), null, clock);
            pipeline.addBefore(handler, null, clock.new Requests());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!inRequest) {
            if (mayUpgrade && context.pipeline().get(HttpRequestDecoder.class) == null) {
                // A WebSocket has its own signs of life.
                context.fireChannelRead(bytes);
                context.pipeline().remove(this);
                return;
            }
            watch.headBegins();
        }
        context.fireChannelRead(bytes);
    }

    /** Behind the decoder. */
    private final class Requests extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                inRequest = true;
                mayUpgrade = request.headers().contains(HttpHeaderNames.UPGRADE);
                watch.headIsThere();
            }
            if (message instanceof LastHttpContent) {
                inRequest = false;
            }
            context.fireChannelRead(message);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // Whoever waits has the promise.
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            context.write(message, promise);
            if (message instanceof LastHttpContent && !isInterim(message)) {
                watch.answerEnds();
            }
        }

        /** 100 isn't the answer yet, and after 101 there is none that ends. */
        private static boolean isInterim(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
    }
}
