package io.ftpcluster.master.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;

/** A way to the network as it is, but that somebody stands at the port of the event bus. */
final class BusTransport implements Transport {

    private final Transport wrapped;
    private final ChannelHandler door;

    private BusTransport(Transport wrapped, ChannelHandler door) {
        this.wrapped = wrapped;
        this.door = door;
    }

    /** As Vert.x takes it. */
    private record Offered(String name, boolean available, Throwable unavailabilityCause,
            Transport implementation) implements io.vertx.core.transport.Transport {}

    /**
     * The transport that Vert.x would choose itself.
     *
     * @param door sharable; added to the channel that listens
     */
    static io.vertx.core.transport.Transport with(boolean preferNative, ChannelHandler door) {
        io.vertx.core.transport.Transport own = preferNative
                ? io.vertx.core.transport.Transport.nativeTransport()
                : null;
        io.vertx.core.transport.Transport chosen = own != null && own.available()
                ? own
                : io.vertx.core.transport.Transport.NIO;
        return new Offered(chosen.name(), chosen.available(), chosen.unavailabilityCause(),
                new BusTransport(chosen.implementation(), door));
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        wrapped.configure(options, domainSocket, bootstrap);
        // The bus's server is the only one that demands a certificate.
        if (options.getClientAuth() == ClientAuth.REQUIRED) {
            bootstrap.handler(door);
        }
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        wrapped.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        wrapped.configure(channel, options);
    }

    @Override
    public boolean supportsDomainSockets() {
        return wrapped.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return wrapped.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return wrapped.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return wrapped.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return wrapped.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return wrapped.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return wrapped.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return wrapped.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return wrapped.datagramChannel();
    }

    /** The type is Netty's old one, which Vert.x still demands. */
    @Override
    @SuppressWarnings("deprecation")
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return wrapped.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return wrapped.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return wrapped.serverChannelFactory(domainSocket);
    }
}
