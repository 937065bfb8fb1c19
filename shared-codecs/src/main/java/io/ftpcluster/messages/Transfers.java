package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;

/**
 * The downloads and uploads that are under way. Answered by the FTP proxy of each node for what moves through it: a
 * transfer lives and dies with its node, so nothing is stored. With several nodes, whoever lists asks each by an address
 * of its own and joins the answers; END goes to the node that the list named.
 */
public final class Transfers {

    /** Oldest first; those of this node. */
    public static final Address<FindAll, TransferList> LIST = Address.onThisNode("transfers.list", FindAll.class,
            TransferList.class);
    /** NOT_FOUND when it is over, or isn't of this node. Answered when it is told to end, which takes a moment. */
    public static final Address<End, Done> END = Address.onThisNode("transfers.end", End.class, Done.class);

    private Transfers() {}

    public enum Direction {
        DOWNLOAD,
        UPLOAD
    }

    /**
     * @param actor who moves it, perhaps an admin in somebody's folder
     * @param size how many bytes it will move, or -1 when unknown
     * @param moved how many of them so far
     * @param bytesPerSecond over the last seconds
     * @param node through which node it goes
     */
    @Wire("transfers.transfer.v1")
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

    @Wire("transfers.transfer-list.v1")
    public record TransferList(List<Transfer> transfers) {
        public TransferList {
            transfers = List.copyOf(transfers);
        }
    }

    /** @param actor who wants it to end */
    @Wire("transfers.end.v1")
    public record End(Actor actor, String id) {
        public End {
            required("actor", actor);
            required("id", id);
        }
    }
}
