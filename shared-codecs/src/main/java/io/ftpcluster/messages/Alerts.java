package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;

/** What is wrong with servers, and was. Raised and ended by telemetry, kept by persistence. */
public final class Alerts {

    /** Inserts, or replaces the one with the same id: an alert is stored when it is raised and when it ends. */
    public static final Address<Alert, Done> STORE = Address.inDatabase("alerts.store", Alert.class, Done.class);
    /** Newest first. */
    public static final Address<Find, AlertList> LIST = Address.inDatabase("alerts.list", Find.class, AlertList.class);
    /** Raised or ended, so that all nodes know it. Told by the node that does the cluster's timed work. */
    public static final Topic<Alert> CHANGED = new Topic<>("alerts.changed", Alert.class);

    private Alerts() {}

    public enum Kind {
        /** The file system of {@code /} or that of the FTP users' files is over 90 % full. */
        DISK_FULL,
        /** Memory has been over 95 % for 5 minutes. */
        MEMORY_FULL,
        OFFLINE
    }

    /**
     * @param alias the server's when it was raised
     * @param text what is wrong, for people
     * @param endedAt null while it lasts
     */
    @Wire("alerts.alert.v1")
    public record Alert(String id, String serverId, String alias, Kind kind, String text, Instant raisedAt,
            Instant endedAt) {
        public Alert {
            required("id", id);
            required("serverId", serverId);
            required("kind", kind);
            required("raisedAt", raisedAt);
        }
    }

    /**
     * @param limit cut to what a fleet of 10,000 servers may have of each kind at once
     * @param serverId null for all servers
     * @param raisedOnly without those that have ended
     */
    @Wire("alerts.find.v1")
    public record Find(String serverId, boolean raisedOnly, int limit) {
        public static final int MAX = 30_000;

        public Find {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    @Wire("alerts.alert-list.v1")
    public record AlertList(List<Alert> alerts) {
        public AlertList {
            alerts = List.copyOf(alerts);
        }
    }
}
