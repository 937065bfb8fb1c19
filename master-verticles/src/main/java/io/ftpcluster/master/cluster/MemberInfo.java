package io.ftpcluster.master.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import io.ftpcluster.master.config.HostPort;
import io.ftpcluster.master.config.Network;
import io.ftpcluster.messages.Nodes.Node;
import io.netty.util.NetUtil;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What each member tells of itself when it joins, as Hazelcast's member attributes.
 *
 * @param id of this run; the event bus knows the node by it
 * @param format {@link Identity#FORMAT} of its version
 * @param database as {@link DatabaseInfo} writes it
 */
record MemberInfo(String id, String name, String version, int format, Instant startedAt, DatabaseInfo database) {

    /** Where vertx-hazelcast looks for the id. */
    private static final String ID = "__vertx.nodeId";
    private static final String NAME = "ftpcluster.name";
    private static final String VERSION = "ftpcluster.version";
    private static final String FORMAT = "ftpcluster.format";
    private static final String STARTED = "ftpcluster.started";
    private static final String DATABASE = "ftpcluster.database";

    Map<String, String> attributes() {
        return Map.of(ID, id, NAME, name, VERSION, version, FORMAT, String.valueOf(format), STARTED,
                startedAt.toString(), DATABASE, database.text());
    }

    /** Empty for a member that isn't one of ours, which the keys should have kept out. */
    static Optional<MemberInfo> of(Member member) {
        String id = member.getAttribute(ID);
        String format = member.getAttribute(FORMAT);
        String started = member.getAttribute(STARTED);
        String database = member.getAttribute(DATABASE);
        if (id == null || format == null || started == null || database == null) {
            return Optional.empty();
        }
        return Optional.of(new MemberInfo(id, member.getAttribute(NAME), member.getAttribute(VERSION),
                Integer.parseInt(format), Instant.parse(started), DatabaseInfo.of(database)));
    }

    /** Why this node can't be in one cluster with the other, for the operator; null when it can. */
    String conflictWith(MemberInfo other) {
        if (format != other.format) {
            return "Its version " + version + " (cluster format " + format + ") and that of node " + other.name + ", "
                    + other.version + " (" + other.format + "), don't understand each other. Stop all nodes before you"
                    + " upgrade.";
        }
        return database.conflictWith(other.database, "Node " + other.name);
    }

    Node node(Member member) {
        return new Node(id, name, version, text(member.getAddress()), startedAt, member.localMember());
    }

    /** IPv6 as people write it (RFC 5952). */
    private static String text(Address address) {
        return HostPort.text(Network.address(address.getHost()).map(NetUtil::toAddressString).orElse(address.getHost()),
                address.getPort());
    }
}
