package io.ftpcluster.master.cluster;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the event bus's port and tells who was refused in the TLS handshake, which the bus keeps to itself. Changes
 * nothing of what happens there.
 */
@ChannelHandler.Sharable
final class HandshakeLogger extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeLogger.class);
    private static final int MAX_REASON = 120;
    /** The JDK's words for it. */
    static final String NO_TLS = "Unsupported or unrecognized SSL message";

    private final RejectionLog refusals;

    HandshakeLogger(RejectionLog refusals) {
        this.refusals = refusals;
    }

    /** On the listening channel, what is read are new connections. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection) {
            connection.pipeline().addFirst(new Visitor());
        }
        context.fireChannelRead(accepted);
    }

    private final class Visitor extends ChannelInboundHandlerAdapter {

        /** By now the server has put its handlers there, and nothing has been read yet. */
        @Override
        public void channelActive(ChannelHandlerContext context) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            SocketAddress from = context.channel().remoteAddress();
            if (tls != null) {
                tls.handshakeFuture().addListener((Future<Channel> handshake) -> ended(from, handshake.cause()));
            }
            context.fireChannelActive();
            context.pipeline().remove(this);
        }
    }

    /** Whoever just hangs up wasn't refused: a node that stops does that too. */
    private void ended(SocketAddress from, Throwable cause) {
        if (cause instanceof SSLException) {
            refusals.refused(address(from), reason(cause))
                    .ifPresent(line -> LOG.warn("The event bus refused a stranger at {}", line));
        }
    }

    static String address(SocketAddress from) {
        return from instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : String.valueOf(from);
    }

    /** Never what the stranger sent, which may be meant for the log's readers. */
    static String reason(Throwable cause) {
        if (cause instanceof NotSslRecordException || NO_TLS.equals(cause.getMessage())) {
            return "that isn't TLS";
        }
        String text = String.valueOf(cause.getMessage()).replaceAll("[^ -~]", "?");
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
    }
}
