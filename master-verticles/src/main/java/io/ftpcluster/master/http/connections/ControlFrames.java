package io.ftpcluster.master.http.connections;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/**
 * Of HTTP/2: ends a connection that sends more of the frames that move nothing than anybody needs (RFC 9113, 10.5). Netty
 * itself bounds resets, empty DATA, CONTINUATION, and answers that wait to be sent.
 */
final class ControlFrames extends Http2FrameListenerDecorator {

    static final int MOST = 2_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long begin = System.nanoTime();
    private int count;

    ControlFrames(Http2FrameListener listener) {
        super(listener);
    }

    private void count() throws Http2Exception {
        long now = System.nanoTime();
        if (now - begin > WINDOW_NANOS) {
            begin = now;
            count = 0;
        }
        if (++count > MOST) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "Too many control frames");
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
        count();
        super.onPingRead(context, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
        count();
        super.onPingAckRead(context, data);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        count();
        super.onSettingsRead(context, settings);
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext context, int streamId, int streamDependency, short weight,
            boolean exclusive) throws Http2Exception {
        count();
        super.onPriorityRead(context, streamId, streamDependency, weight, exclusive);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext context, byte frameType, int streamId, Http2Flags flags,
            ByteBuf payload) throws Http2Exception {
        count();
        super.onUnknownFrame(context, frameType, streamId, flags, payload);
    }
}
