package io.ftpcluster.master.http.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Reads where each request of a connection begins and ends before Netty's decoder does, which forgives much: a coding that
 * it doesn't know is no body to it, so that the body's bytes would be the next request. What could mean more than one thing
 * is answered as {@link MalformedRequest} says, after the answers to the requests before it; the connection ends then.
 */
public final class Http1Framing extends ChannelInboundHandlerAdapter {

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        /** The last request has come whole. */
        OVER
    }

    private static final int URI_TOO_LONG = 414;
    private static final int FIELDS_TOO_LARGE = 431;

    private final int maxLine;
    private final int maxFields;
    private final LingeringClose closing;
    private final LineBuffer line = new LineBuffer();
    private Part part = Part.HEAD;
    private RequestHead head = new RequestHead();
    /** Whether an empty line has come before the request; one may (RFC 9112, 2.2). */
    private boolean emptyLine;
    /** Of the lines of this head and its trailers. */
    private int fieldBytes;
    /** Bytes of the body or the chunk that are still to come. */
    private long remaining;

    private Http1Framing(int maxLine, int maxFields, LingeringClose closing) {
        this.maxLine = maxLine;
        this.maxFields = maxFields;
        this.closing = closing;
    }

    /**
     * Before anything is read. Does nothing for HTTP/2.
     *
     * @param maxLine of bytes of the request line
     * @param maxFields of bytes of all fields
     */
    public static void guard(HttpConnection connection, int maxLine, int maxFields) {
        if (connection instanceof ConnectionBase http) {
            ChannelPipeline pipeline = http.channel().pipeline();
            ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
            if (decoder != null) {
                LingeringClose closing = new LingeringClose();
                pipeline.addBefore(decoder.name(), null, closing);
                pipeline.addBefore(decoder.name(), null, new Http1Framing(maxLine, maxFields, closing));
            }
        }
    }

    /** The rest of the body was taken from the socket past HTTP. On the event loop. */
    public static void bodyWasTaken(ConnectionBase connection) {
        Http1Framing framing = connection.channel().pipeline().get(Http1Framing.class);
        if (framing != null && framing.part == Part.BODY) {
            framing.endMessage();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (part != Part.OVER) {
            read(context, bytes);
        } else if (context.pipeline().context(HttpRequestDecoder.class) == null) {
            // It became a WebSocket.
            context.pipeline().remove(closing);
            context.pipeline().remove(this);
            context.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) {
        int start = bytes.readerIndex();
        int end = start;
        MalformedRequest malformed = null;
        try {
            while (end < bytes.writerIndex() && part != Part.OVER) {
                end = next(bytes, end);
            }
        } catch (MalformedRequest e) {
            malformed = e;
        }
        // The decoder never sees the end of a head that was refused, and so makes no request of it.
        boolean inHead = part == Part.HEAD;
        if (end == bytes.writerIndex()) {
            context.fireChannelRead(bytes);
        } else {
            ByteBuf good = bytes.readRetainedSlice(end - start);
            bytes.release();
            context.fireChannelRead(good);
        }
        if (malformed != null) {
            refuse(context, inHead, malformed);
        }
    }

    /** Returns the index up to which all is well. */
    private int next(ByteBuf bytes, int at) {
        if (part == Part.BODY || part == Part.CHUNK) {
            int taken = (int) Math.min(remaining, bytes.writerIndex() - at);
            remaining -= taken;
            if (remaining == 0) {
                endBytes();
            }
            return at + taken;
        }
        int next = line.append(bytes, at, maxLineHere());
        if (next < 0) {
            throw tooLong();
        }
        if (line.isWhole()) {
            endLine(line.take());
        }
        return next;
    }

    private MalformedRequest tooLong() {
        return switch (part) {
            case CHUNK_END -> MalformedRequest.bad("A chunk must have as many bytes as it says.");
            case CHUNK_SIZE -> MalformedRequest.bad("The line of a chunk's size is too long.");
            case HEAD ->
                head.isEmpty() ? new MalformedRequest(URI_TOO_LONG, "The request line is too long.") : fieldsTooLong();
            default -> fieldsTooLong();
        };
    }

    private static MalformedRequest fieldsTooLong() {
        return new MalformedRequest(FIELDS_TOO_LARGE, "The request's headers are too long.");
    }

    private int maxLineHere() {
        return switch (part) {
            case CHUNK_SIZE -> ChunkSize.MAX_LINE;
            case CHUNK_END -> 0;
            case HEAD -> head.isEmpty() ? maxLine : maxFields - fieldBytes;
            default -> maxFields - fieldBytes;
        };
    }

    private void endBytes() {
        if (part == Part.CHUNK) {
            part = Part.CHUNK_END;
        } else {
            endMessage();
        }
    }

    private void endLine(String text) {
        switch (part) {
            case HEAD -> endHeadLine(text);
            case CHUNK_SIZE -> {
                remaining = ChunkSize.parse(text);
                part = remaining == 0 ? Part.TRAILERS : Part.CHUNK;
            }
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILERS -> {
                if (text.isEmpty()) {
                    endMessage();
                } else {
                    fieldBytes += text.length();
                    RequestHead.checkTrailer(text);
                }
            }
            case BODY, CHUNK, OVER -> throw new IllegalStateException("There are no lines in " + part);
        }
    }

    private void endHeadLine(String text) {
        if (!text.isEmpty()) {
            fieldBytes += head.isEmpty() ? 0 : text.length();
            head.add(text);
        } else if (!head.isEmpty()) {
            endHead();
        } else if (emptyLine) {
            throw MalformedRequest.bad("Only one empty line may come before a request.");
        } else {
            emptyLine = true;
        }
    }

    private void endHead() {
        remaining = head.bodyLength();
        if (remaining == RequestHead.CHUNKED) {
            part = Part.CHUNK_SIZE;
        } else if (remaining == RequestHead.NONE) {
            endMessage();
        } else {
            part = Part.BODY;
        }
    }

    private void endMessage() {
        part = head.isLast() ? Part.OVER : Part.HEAD;
        head = new RequestHead();
        emptyLine = false;
        fieldBytes = 0;
        remaining = 0;
        line.free();
    }

    private void refuse(ChannelHandlerContext context, boolean inHead, MalformedRequest malformed) {
        closing.arm();
        HttpObject message = inHead ? request() : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        message.setDecoderResult(DecoderResult.failure(malformed));
        context.pipeline().context(HttpRequestDecoder.class).fireChannelRead(message);
    }

    /** In place of the one that was refused; nothing but its method is known to be right. */
    private HttpObject request() {
        HttpMethod method = head.method().equals("HEAD") ? HttpMethod.HEAD : HttpMethod.GET;
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, "/bad-request",
                Unpooled.EMPTY_BUFFER);
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }
}
