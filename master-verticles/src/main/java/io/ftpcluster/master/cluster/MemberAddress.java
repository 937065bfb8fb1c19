package io.ftpcluster.master.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.EndpointQualifier;
import io.ftpcluster.master.config.Config.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;

/**
 * Where a member listens and by what the others know it, as it was set: Hazelcast itself would look through this machine's
 * interfaces, and take no IPv6.
 */
final class MemberAddress implements AddressPicker {

    private final Cluster cluster;
    private ServerSocketChannel socket;
    private Address bound;
    private Address published;

    /** @param cluster with addresses in digits */
    MemberAddress(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void pickAddress() throws IOException {
        InetAddress host = InetAddress.getByName(cluster.host());
        socket = ServerSocketChannel.open();
        // Else connections that have just ended would keep a node from starting again.
        socket.socket().setReuseAddress(true);
        socket.bind(new InetSocketAddress(host, cluster.port()));
        socket.configureBlocking(false);
        bound = new Address(host, socket.socket().getLocalPort());
        published = new Address(InetAddress.getByName(cluster.published().host().orElse(cluster.host())),
                cluster.published().port().orElse(bound.getPort()));
    }

    @Override
    public Address getBindAddress(EndpointQualifier endpoint) {
        return bound;
    }

    @Override
    public Address getPublicAddress(EndpointQualifier endpoint) {
        return published;
    }

    @Override
    public Map<EndpointQualifier, Address> getPublicAddressMap() {
        return Map.of(EndpointQualifier.MEMBER, published);
    }

    @Override
    public Map<EndpointQualifier, Address> getBindAddressMap() {
        return Map.of(EndpointQualifier.MEMBER, bound);
    }

    @Override
    public ServerSocketChannel getServerSocketChannel(EndpointQualifier endpoint) {
        return socket;
    }

    @Override
    public Map<EndpointQualifier, ServerSocketChannel> getServerSocketChannels() {
        return Map.of(EndpointQualifier.MEMBER, socket);
    }
}
