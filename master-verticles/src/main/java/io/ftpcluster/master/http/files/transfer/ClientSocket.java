package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.master.http.framing.Http1Framing;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;

/**
 * The socket under a request, and all of a transfer that reaches past Vert.x into Netty. Each method does nothing where
 * the connection isn't one of Netty's. Used on the request's event loop only.
 */
final class ClientSocket {

    private static final int LEAST_RECEIVED = 64;
    private static final int FIRST_RECEIVED = 16 * 1024;
    private static final int MOST_RECEIVED = 128 * 1024;

    private final HttpServerRequest request;

    ClientSocket(HttpServerRequest request) {
        this.request = request;
    }

    private Optional<ConnectionBase> connection() {
        HttpConnection found = request.connection();
        return found instanceof ConnectionBase connection ? Optional.of(connection) : Optional.empty();
    }

    private Optional<EpollSocketChannel> channel() {
        return connection().map(ConnectionBase::channel)
                .filter(EpollSocketChannel.class::isInstance)
                .map(EpollSocketChannel.class::cast);
    }

    /**
     * Whether the bytes of a body of this length are on the wire as they are, not in TLS or the frames of HTTP/2 and of the
     * chunked coding, and there is a descriptor.
     */
    boolean isBare(long length) {
        return length >= 0 && request.version() != HttpVersion.HTTP_2 && !request.isSSL() && channel().isPresent();
    }

    /** As of now: once the connection has closed, the number may be another one's. */
    Optional<Integer> descriptor() {
        return channel().filter(EpollSocketChannel::isOpen).map(open -> open.fd().intValue());
    }

    /** Stops reading. What was read already still comes. True when it was not stopped before. */
    boolean stopReading() {
        boolean reading = connection().map(connection -> connection.channel().config().isAutoRead()).orElse(false);
        letRead(false);
        return reading;
    }

    void goOnReading() {
        letRead(true);
    }

    private void letRead(boolean may) {
        connection().ifPresent(connection -> connection.channel().config().setAutoRead(may));
    }

    /**
     * All of the request's body that HTTP hasn't read was taken from the socket past it: the request ends now, and what comes
     * next on the connection is another one. False when HTTP can't be told; it waits for the rest then.
     */
    boolean endBody() {
        if (!(request.connection() instanceof ConnectionBase connection)) {
            return false;
        }
        ChannelHandlerContext decoding = connection.channel().pipeline().context(HttpRequestDecoder.class);
        if (decoding == null) {
            return false;
        }
        // Takes effect before it reads on, which it does only after this.
        Http1Framing.bodyWasTaken(connection);
        ((HttpRequestDecoder) decoding.handler()).reset();
        decoding.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        decoding.fireChannelReadComplete();
        goOnReading();
        return true;
    }

    /** Says to the connection, which sees nothing of it, that bytes are flowing: an empty write counts as activity. */
    @SuppressWarnings("FutureReturnValueIgnored") // A connection that is gone tells by its end.
    void isBusy() {
        connection().ifPresent(connection -> connection.channelHandlerContext().writeAndFlush(Unpooled.EMPTY_BUFFER));
    }

    /** Before a large body: it is read in larger pieces when it comes fast enough. */
    void expectMuch() {
        connection().ifPresent(connection -> connection.channel()
                .config()
                .setRecvByteBufAllocator(
                        new AdaptiveRecvByteBufAllocator(LEAST_RECEIVED, FIRST_RECEIVED, MOST_RECEIVED)));
    }

    /** Its end will be a TCP reset. */
    void resetAtTheEnd() {
        connection().ifPresent(connection -> connection.channel().config().setOption(ChannelOption.SO_LINGER, 0));
    }

    /** At once, whatever is queued. */
    @SuppressWarnings("FutureReturnValueIgnored") // Nothing waits for a connection that is given up.
    void cut() {
        connection().ifPresent(connection -> connection.channelHandlerContext().close());
    }
}
