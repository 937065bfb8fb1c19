package io.ftpcluster.master.http.framing;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client may still be sending so that it gets what was answered (RFC 9112, 9.6): first our
 * direction only, the whole when the client has closed too or after a second. What still comes is thrown away.
 */
final class LingeringClose extends ChannelDuplexHandler {

    private static final Duration GRACE = Duration.ofSeconds(1);

    private boolean armed;
    private boolean closing;
    private boolean shut;

    /** From now on nothing is read any more, and a close lingers. On the event loop. */
    void arm() {
        armed = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (armed) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Both steps end in the promise.
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!armed || !context.channel().isActive()) {
            context.close(promise);
            return;
        }
        context.executor().schedule(() -> context.close(promise), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        if (!closing) {
            closing = true;
            context.channel().config().setAutoRead(true);
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutOutput(context));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The timer closes what this can't.
    private void shutOutput(ChannelHandlerContext context) {
        if (shut || !context.channel().isActive()) {
            return;
        }
        shut = true;
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (context.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
