package io.ftpcluster.master.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.spi.impl.executionservice.ExecutionService;
import io.ftpcluster.master.config.Config.Cluster;
import java.io.EOFException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What of a Hazelcast member is ours: where it listens, and TLS below all that members say to each other, which Hazelcast
 * itself has in its paid edition only.
 */
final class MemberContext extends DefaultNodeContext {

    private final Cluster cluster;
    private final MemberTls tls;
    private final MemberHandshakes handshakes;

    /** @param cluster with addresses in digits */
    MemberContext(Cluster cluster, Identity identity, MemberHandshakes handshakes) {
        this.cluster = cluster;
        this.tls = new MemberTls(NodeCertificate.of(identity.memberKey()),
                identity.accepted().stream().map(Identity::memberKey).map(NodeCertificate::of).toList());
        this.handshakes = handshakes;
    }

    @Override
    public AddressPicker createAddressPicker(Node node) {
        return new MemberAddress(cluster);
    }

    @Override
    public NodeExtension createNodeExtension(Node node) {
        return new Extension(node);
    }

    private final class Extension extends DefaultNodeExtension {

        Extension(Node node) {
            super(node);
        }

        @Override
        public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext context) {
            Function<EndpointQualifier, ChannelInitializer> plain = super.createChannelInitializerFn(context);
            return endpoint -> {
                ChannelInitializer members = plain.apply(endpoint);
                return channel -> initialize(channel, members, node);
            };
        }
    }

    private void initialize(Channel channel, ChannelInitializer members, Node node) throws Exception {
        ServerConnection connection = (ServerConnection) channel.attributeMap().get(ServerConnection.class);
        if (!handshakes.begin(channel)) {
            connection.close("Too many handshakes at once", new EOFException("refused"));
            return;
        }
        TlsSession session = new TlsSession(tls.engine(channel.isClientMode()), channel, handshakes,
                () -> goOnWithout(node, connection));
        channel.inboundPipeline().addLast(new TlsDecoder(session));
        members.initChannel(channel);
        channel.outboundPipeline().addLast(new TlsEncoder(session));
        ScheduledFuture<?> limit = node.getNodeEngine()
                .getExecutionService()
                .schedule(ExecutionService.SYSTEM_EXECUTOR,
                        () -> session.endUnlessEstablished(
                                () -> connection.close("No TLS handshake in time", new EOFException("too late"))),
                        MemberHandshakes.LIMIT.toSeconds(), TimeUnit.SECONDS);
        channel.addCloseListener(closed -> limit.cancel(false));
    }

    /** Else a node that joins would call it again and again before it goes on alone. */
    private static void goOnWithout(Node node, ServerConnection connection) {
        Address called = connection.getRemoteAddress();
        if (called != null && !node.getClusterService().isJoined()) {
            node.getJoiner().blacklist(called, false);
        }
    }
}
