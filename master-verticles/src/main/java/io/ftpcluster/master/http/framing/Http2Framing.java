package io.ftpcluster.master.http.framing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Looks at the fields of each request and its trailers in HTTP/2 before Vert.x does; Netty has compared the lengths by then.
 * What is malformed ends its stream with PROTOCOL_ERROR (RFC 9113, 8.1.1), and nothing of it is done.
 */
public final class Http2Framing extends Http2FrameListenerDecorator {

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey begun;

    private Http2Framing(Http2ConnectionDecoder decoder) {
        super(decoder.frameListener());
        this.connection = decoder.connection();
        this.begun = connection.newKey();
    }

    /** Before any request is read. Does nothing for HTTP/1. */
    public static void guard(HttpConnection connection) {
        if (connection instanceof ConnectionBase http) {
            Http2ConnectionHandler handler = http.channel().pipeline().get(Http2ConnectionHandler.class);
            if (handler != null) {
                handler.decoder().frameListener(new Http2Framing(handler.decoder()));
            }
        }
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int padding,
            boolean endOfStream) throws Http2Exception {
        check(streamId, headers, endOfStream);
        super.onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int dependency,
            short weight, boolean exclusive, int padding, boolean endOfStream) throws Http2Exception {
        check(streamId, headers, endOfStream);
        super.onHeadersRead(context, streamId, headers, dependency, weight, exclusive, padding, endOfStream);
    }

    private void check(int streamId, Http2Headers headers, boolean endOfStream) throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        boolean trailers = stream != null && stream.setProperty(begun, true) != null;
        try {
            if (trailers) {
                Http2Fields.checkTrailers(headers, endOfStream);
            } else {
                Http2Fields.checkRequest(headers);
            }
        } catch (MalformedRequest e) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, e, "%s", e.getMessage());
        }
    }
}
