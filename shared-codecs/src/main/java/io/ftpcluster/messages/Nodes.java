package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The masters that form the cluster; a node that is alone is a cluster of one. */
public final class Nodes {

    /** The members as this node sees them now, oldest first. Answered on the same node, from memory. */
    public static final Address<FindAll, NodeList> LIST = Address.onThisNode("nodes.list", FindAll.class,
            NodeList.class);
    /** {@code DESCRIBE.of(node id)}: how that node is. Answered by it. */
    public static final Address<Describe, Description> DESCRIBE = Address
            .of("nodes.describe", Describe.class, Description.class)
            .within(Duration.ofSeconds(2));
    /** {@code OUTDATE.of(node id)}: that node's persistence is to forget what it has read from the shared database. */
    public static final Address<Outdate, Done> OUTDATE = Address.of("nodes.outdate", Outdate.class, Done.class)
            .within(Duration.ofMillis(250));
    /** Keeps what a node tells of itself in the shared database; answers with what the others have told of late. */
    public static final Address<Report, Reports> REPORT = Address.inDatabase("nodes.report", Report.class,
            Reports.class);
    /** Told on this node when it sees another join or go. */
    public static final Topic<Changed> CHANGED = Topic.onThisNode("nodes.changed", Changed.class);

    private Nodes() {}

    /**
     * @param id of this run of the node
     * @param name FTPCLUSTER_NODE_NAME
     * @param address where it listens for other nodes; empty when it is alone
     * @param self whether it is the node that answers
     */
    @Wire("nodes.node.v1")
    public record Node(String id, String name, String version, String address, Instant startedAt, boolean self) {
        public Node {
            required("id", id);
            required("name", name);
        }
    }

    @Wire("nodes.find-all.v1")
    public record FindAll() {}

    /** @param gone those that this node saw go and not come back, the last first; not for ever */
    @Wire("nodes.node-list.v1")
    public record NodeList(List<Node> nodes, List<Gone> gone) {
        public NodeList {
            nodes = List.copyOf(nodes);
            gone = List.copyOf(gone);
        }
    }

    /** One that is a member no more. */
    @Wire("nodes.gone.v1")
    public record Gone(Node node, Instant at) {}

    /** @param joined false: it is gone */
    @Wire("nodes.changed.v1")
    public record Changed(Node node, boolean joined) {}

    /**
     * What a node tells of itself while it runs.
     *
     * @param memberAddress host:port where it listens for members
     * @param busAddress host:port where it listens for what others say on the bus
     * @param at by its own clock
     * @param unreached of others, those that it can't connect to
     */
    @Wire("nodes.report.v1")
    public record Report(String id, String name, String version, String memberAddress, String busAddress, Instant at,
            List<Unreached> unreached) {
        public Report {
            unreached = List.copyOf(unreached);
        }
    }

    /** @param id of the node whose address it is */
    public record Unreached(String id, String address) {}

    @Wire("nodes.reports.v1")
    public record Reports(List<Report> others) {
        public Reports {
            others = List.copyOf(others);
        }
    }

    @Wire("nodes.outdate.v1")
    public record Outdate() {}

    @Wire("nodes.describe.v1")
    public record Describe() {}

    /**
     * How a node is.
     *
     * @param state "ready", "starting", "stopping", or "unready" with reasons
     * @param reasons why it isn't ready, for people
     * @param agents links that it holds
     * @param pages open pages that it keeps live
     * @param transfers under way
     * @param leads whether it does the cluster's timed work
     * @param database what it is and how it is reached, for people
     * @param databaseMillis how long the database took to answer, or -1 when it doesn't
     * @param lagMillis how late its event loop was at most in the last seconds
     * @param heapBytes in use
     * @param heapMaxBytes what it may use
     */
    @Wire("nodes.description.v1")
    public record Description(String state, List<String> reasons, int agents, int pages, int transfers, boolean leads,
            String database, long databaseMillis, long lagMillis, long heapBytes, long heapMaxBytes) {
        public Description {
            reasons = List.copyOf(reasons);
        }
    }
}
