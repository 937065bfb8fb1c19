package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.framing.Http1Framing;
import io.ftpcluster.master.http.framing.MalformedRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The asking end of a request, and whether it is still there. Used on the request's event loop only. */
public final class Client {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);
    /** INTERNAL_ERROR (RFC 9113, 7): with NO_ERROR a client might take what it has for the whole. */
    private static final long HTTP2_INTERNAL_ERROR = 2;

    private static final int LEAST_RECEIVED = 64;
    private static final int FIRST_RECEIVED = 16 * 1024;
    private static final int MOST_RECEIVED = 128 * 1024;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final Duration FLUSH_GRACE = Duration.ofSeconds(1);

    private final RoutingContext routing;
    private final Context context;
    private boolean gone;
    private Runnable whenGone = () -> {};

    public Client(RoutingContext routing) {
        this.routing = routing;
        this.context = Vertx.currentContext();
        routing.addEndHandler(ended -> ended(ended.cause()));
    }

    public HttpServerRequest request() {
        return routing.request();
    }

    public HttpServerResponse response() {
        return routing.response();
    }

    public Context context() {
        return context;
    }

    /** For what other event loops say: the state of a transfer belongs to the client's. */
    void onLoop(Runnable step) {
        if (Vertx.currentContext() == context) {
            step.run();
        } else {
            context.runOnContext(v -> step.run());
        }
    }

    public boolean isGone() {
        return gone || response().closed() || response().ended();
    }

    /** Replaces what is to be done when the client leaves before its response has ended. */
    public void whenGone(Runnable action) {
        whenGone = action;
    }

    /** A problem response while that is possible, afterwards a broken stream: never an end that looks regular. */
    public void fail(Throwable cause) {
        if (isGone()) {
            return;
        }
        if (response().headWritten()) {
            LOG.info("{} {} broke off: {}", request().method(), request().path(), cause.getMessage());
            whenGone = () -> {};
            breakOff();
        } else {
            routing.fail(cause);
        }
    }

    /** A response without a body; nothing when nobody waits for it. */
    public void end(int status) {
        if (!isGone()) {
            response().setStatusCode(status).end();
        }
    }

    /** For a request whose body will never be read to its end. */
    void closeAfterResponse() {
        response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        routing.addBodyEndHandler(sent -> request().connection().close());
    }

    /**
     * All of the request's body that HTTP hasn't read was taken from the socket past it: the request ends now, and what comes
     * next on the connection is another one. False when HTTP can't be told; it waits for the rest then.
     */
    boolean endBody() {
        if (isGone() || !(request().connection() instanceof ConnectionBase connection)) {
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

    public void created(FtpPath path) {
        if (!isGone()) {
            response().putHeader(HttpHeaders.LOCATION, path.href());
            end(CREATED);
        }
    }

    /** Done with, and nothing is there that could be named (RFC 9110, 15.3.3). */
    void accepted(String detail) {
        if (!isGone()) {
            response().setStatusCode(ACCEPTED)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(JsonObject.of("detail", detail).toBuffer());
        }
    }

    /** @param allow what can be done instead (RFC 9110, 15.5.6) */
    public HttpException notAllowed(String allow, String detail) {
        response().putHeader(HttpHeaders.ALLOW, allow);
        return new HttpException(METHOD_NOT_ALLOWED, detail);
    }

    /**
     * Whether the bytes of a body of this length are on the wire as they are, not in TLS or the frames of HTTP/2 and of the
     * chunked coding, and its socket has a descriptor.
     */
    boolean hasBareSocket(long length) {
        return length >= 0 && request().version() != HttpVersion.HTTP_2 && !request().isSSL() && socket().isPresent();
    }

    /** The socket's descriptor, as of now: once the connection has closed, the number may be another one's. */
    Optional<Integer> descriptor() {
        return socket().filter(EpollSocketChannel::isOpen).map(channel -> channel.fd().intValue());
    }

    private Optional<EpollSocketChannel> socket() {
        return request().connection() instanceof ConnectionBase connection
                && connection.channel() instanceof EpollSocketChannel channel ? Optional.of(channel) : Optional.empty();
    }

    /** Lets what waits of the request's body come, whoever had paused it. */
    void readOn() {
        request().resume();
    }

    /** Stops reading from the socket. What was read already still comes. True when it was not stopped before. */
    boolean stopReading() {
        boolean reading = request().connection() instanceof ConnectionBase connection
                && connection.channel().config().isAutoRead();
        letRead(false);
        return reading;
    }

    void goOnReading() {
        letRead(true);
    }

    private void letRead(boolean may) {
        if (request().connection() instanceof ConnectionBase connection) {
            connection.channel().config().setAutoRead(may);
        }
    }

    /** Says to the connection, which sees nothing of it, that bytes are flowing: an empty write counts as activity. */
    @SuppressWarnings("FutureReturnValueIgnored") // A connection that is gone tells by its end.
    void isBusy() {
        if (!isGone() && request().connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().writeAndFlush(Unpooled.EMPTY_BUFFER);
        }
    }

    /** Before a large body: it is read in larger pieces when it comes fast enough. */
    void expectMuch() {
        if (request().connection() instanceof ConnectionBase connection) {
            connection.channel()
                    .config()
                    .setRecvByteBufAllocator(
                            new AdaptiveRecvByteBufAllocator(LEAST_RECEIVED, FIRST_RECEIVED, MOST_RECEIVED));
        }
    }

    private void breakOff() {
        HttpVersion version = request().version();
        if (version != HttpVersion.HTTP_2 && request().connection() instanceof ConnectionBase connection) {
            if (version == HttpVersion.HTTP_1_0) {
                // Without a length a regular close would be a regular end: only a TCP reset says that it isn't.
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            // Vert.x's reset first flushes what is queued, for ever if the client takes nothing.
            context.owner().setTimer(FLUSH_GRACE.toMillis(), id -> cut(connection));
        }
        response().reset(HTTP2_INTERNAL_ERROR);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nothing waits for a connection that is given up.
    private static void cut(ConnectionBase connection) {
        connection.channelHandlerContext().close();
    }

    /** Before the head, of a body whose length isn't known. */
    public void announceUnknownLength() {
        response().setChunked(true);
    }

    /** After the end: in HTTP/1.0 only the end of the connection ends a body without a length. */
    void closeIfOnlyThatEndsTheBody() {
        if (request().version() == HttpVersion.HTTP_1_0 && !response().headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request().connection().close();
        }
    }

    private void ended(Throwable cause) {
        if (cause instanceof MalformedRequest) {
            // Its sender still waits; whoever reads the body answers.
            return;
        }
        // The handler's result doesn't tell: with HTTP/2 a lost connection counts as a success.
        if (!response().ended()) {
            gone = true;
            whenGone.run();
        }
    }
}
