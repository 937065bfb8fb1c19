package io.ftpcluster.master.http.connections;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Stands where HTTP's connections are accepted, before they cost anything but a descriptor: with TLS, Vert.x tells of a
 * connection only after its handshake, and of HTTP/2 only after its first frame.
 */
@Sharable
public final class Admission extends ChannelInboundHandlerAdapter {

    private final Connections connections;

    public Admission(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel channel = (Channel) accepted;
        if (connections.admit(channel)) {
            context.fireChannelRead(accepted);
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    /** Vert.x hands over a copy that doesn't tell; of a node's servers only the bus demands a certificate. */
    private static boolean isHttp(Object options) {
        return options instanceof NetServerOptions server && server.getClientAuth() != ClientAuth.REQUIRED;
    }

    /** As Vert.x takes it. */
    private record Offered(String name, boolean available, Throwable unavailabilityCause,
            Transport implementation) implements io.vertx.core.transport.Transport {}

    /** The same way to the network, but that this stands at all doors of HTTP; Vert.x has no place for that. */
    public io.vertx.core.transport.Transport at(io.vertx.core.transport.Transport transport) {
        Transport wrapped = transport.implementation();
        Transport watched = (Transport) Proxy.newProxyInstance(Admission.class.getClassLoader(),
                new Class<?>[]{Transport.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(wrapped, arguments);
                        if (method.getName().equals("configure") && isHttp(arguments[0])) {
                            ((ServerBootstrap) arguments[2]).handler(this);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new Offered(transport.name(), transport.available(), transport.unavailabilityCause(), watched);
    }
}
