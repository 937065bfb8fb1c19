package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The downloads and uploads that are under way. Each node answers for what moves through it: a transfer lives and dies
 * with its node, so nothing is stored. Whoever lists asks each node by an address of its own and joins the answers.
 */
public final class Transfers {

    /** {@code LIST.of(node id)}: oldest first; those of that node. */
    public static final Address<FindAll, TransferList> LIST = Address
            .of("transfers.list", FindAll.class, TransferList.class)
            .within(Duration.ofSeconds(2));
    /**
     * {@code END.of(node id)} with {@link #nodeOf} the transfer: NOT_FOUND when it is over. Answered when it is told to
     * end, which takes a moment.
     */
    public static final Address<End, Done> END = Address.of("transfers.end", End.class, Done.class)
            .within(Duration.ofSeconds(5));
    /** What moves through one node, for the limits of the others: what has changed, and all of it now and then. */
    public static final Topic<Counts> COUNTS = new Topic<>("transfers.counts", Counts.class);

    private static final char AFTER_NODE = '.';

    private Transfers() {}

    /** The id of a transfer through that node. */
    public static String id(String nodeId, long number) {
        return nodeId + AFTER_NODE + number;
    }

    /** The id of the node that the transfer goes through; empty if no node gave this id. */
    public static String nodeOf(String transferId) {
        return transferId.substring(0, Math.max(0, transferId.lastIndexOf(AFTER_NODE)));
    }

    public enum Direction {
        DOWNLOAD,
        UPLOAD
    }

    /**
     * @param actor who moves it, perhaps an admin in somebody's folder
     * @param size how many bytes it will move, or -1 when unknown
     * @param moved how many of them so far
     * @param bytesPerSecond over the last seconds
     * @param node through which node it goes, by its name
     */
    @Wire("transfers.transfer.v2")
    public record Transfer(String id, Actor actor, Files.Location location, Direction direction, long size, long moved,
            long bytesPerSecond, Instant startedAt, String node) {
        public Transfer {
            required("id", id);
            required("actor", actor);
            required("location", location);
            required("direction", direction);
            required("startedAt", startedAt);
            required("node", node);
        }
    }

    /** @param userId whose, by the id of the account that moves them, or null for everyone's */
    @Wire("transfers.find-all.v1")
    public record FindAll(String userId) {}

    @Wire("transfers.transfer-list.v2")
    public record TransferList(List<Transfer> transfers) {
        public TransferList {
            transfers = List.copyOf(transfers);
        }
    }

    /** @param actor who wants it to end */
    @Wire("transfers.end.v2")
    public record End(Actor actor, String id) {
        public End {
            required("actor", actor);
            required("id", id);
        }
    }

    /**
     * How many transfers users and servers have on one node, by their ids.
     *
     * @param node its id
     * @param whole whether those that aren't here have none; else they have as many as before
     */
    @Wire("transfers.counts.v1")
    public record Counts(String node, boolean whole, Map<String, Integer> users, Map<String, Integer> servers) {
        public Counts {
            required("node", node);
            users = Map.copyOf(users);
            servers = Map.copyOf(servers);
        }
    }
}
