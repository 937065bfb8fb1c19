package io.ftpcluster.master.http.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;

/**
 * Copies what was read of bodies and WebSocket messages out of Netty's pooled native memory before Vert.x sees it, which would
 * copy it a moment later. Vert.x 5.0.10 keeps unread what comes for a paused request and never releases it when the
 * connection closes: some hundred uploads that break off would use up the native memory, and all connections with it.
 */
@Sharable
public final class UnpooledBodyHandler extends ChannelInboundHandlerAdapter {

    private static final String VERTX = "handler";

    private UnpooledBodyHandler() {}

    /** Before anything is read; HTTP/2 goes other ways, which don't keep anything. */
    public static void onlyFor(HttpConnection connection) {
        if (connection instanceof VertxConnection http1 && http1.channel().pipeline().get(VERTX) != null) {
            http1.channel().pipeline().addBefore(VERTX, null, new UnpooledBodyHandler());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBufHolder holder && holder.content().isReadable()) {
            ByteBuf pooled = holder.content();
            try {
                context.fireChannelRead(holder.replace(Unpooled.copiedBuffer(pooled)));
            } finally {
                pooled.release();
            }
        } else {
            context.fireChannelRead(message);
        }
    }
}
