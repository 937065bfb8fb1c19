package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What is wrong with servers and with the portal itself, and was. Raised and ended by telemetry, kept by persistence. */
public final class Alerts {

    /**
     * Inserts, or replaces those with the same ids: an alert is stored when it is raised and when it ends. With it, that this
     * is to be told. All in one transaction.
     */
    public static final Address<Store, Done> STORE = Address.inDatabase("alerts.store", Store.class, Done.class);
    /**
     * The oldest that one kind of receiver wasn't told. What isn't {@link Told} is told again, as the same parcel. Gives up
     * what waits for more than {@link #TELLABLE}, and all but the newest {@link #MOST_UNTOLD}.
     */
    public static final Address<FindUntold, Untold> UNTOLD = Address.inDatabase("alerts.untold", FindUntold.class,
            Untold.class);
    public static final Address<Told, Done> TOLD = Address.inDatabase("alerts.told", Told.class, Done.class);
    /** After which nobody is told any more. */
    public static final Duration TELLABLE = Duration.ofHours(24);
    /** News that may wait for one kind of receiver: of one kind of alert for 10,000 servers. */
    public static final int MOST_UNTOLD = 10_000;
    /** Newest first. */
    public static final Address<Find, AlertList> LIST = Address.inDatabase("alerts.list", Find.class, AlertList.class);
    /** Raised or ended, so that all nodes know it. Told by the node that does the cluster's timed work. */
    public static final Topic<Alert> CHANGED = new Topic<>("alerts.changed", Alert.class);
    /**
     * What whoever watches something of the portal has found. To be told when it changes, and once a minute all the same: who has
     * just begun to lead knows nothing else. What nobody tells for ten minutes is over.
     */
    public static final Topic<PortalCondition> PORTAL_CONDITION = new Topic<>("alerts.portal-condition",
            PortalCondition.class);
    /** In place of a server's id, of an alert about the portal itself. No server has it: theirs are UUIDs. */
    public static final String PORTAL = "portal";

    private Alerts() {}

    public enum Kind {
        /** The file system of {@code /} or that of the FTP users' files is over 90 % full, or of its inodes more than 90 % are taken. */
        DISK_FULL,
        /** Memory has been over 95 % for 5 minutes. */
        MEMORY_FULL,
        OFFLINE,
        /** Accounts have failed for more than a minute. */
        ACCOUNT_FAILED,
        /** The agent went back from an update, or did not come back after it. */
        UPDATE_FAILED,
        /** The certificate that a server or the portal itself shows ends soon, or has. */
        CERTIFICATE_EXPIRES,
        CERTIFICATE_EXPIRED,
        /** Of the portal: the last backup that it made by itself failed. */
        BACKUP_FAILED,
        /** Of the portal: the newest backup is older than twice the time after which there should be one. */
        BACKUP_TOO_OLD
    }

    /** Who is told beside the pages. */
    public enum Receiver {
        WEBHOOK,
        MAIL
    }

    /**
     * @param serverId {@link #PORTAL} when it is about the portal itself
     * @param alias the server's when it was raised; of the portal, what exactly is meant, such as the name of a node
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

        public boolean isAboutPortal() {
            return serverId.equals(PORTAL);
        }
    }

    /**
     * @param subject what exactly is meant, such as the name of a node; cut to 64 characters
     * @param problem what is wrong, for people; null when nothing is
     */
    @Wire("alerts.portal-condition.v1")
    public record PortalCondition(Kind kind, String subject, String problem) {

        private static final int LONGEST_SUBJECT = 64;

        public PortalCondition {
            required("kind", kind);
            required("subject", subject);
            subject = subject.length() > LONGEST_SUBJECT ? subject.substring(0, LONGEST_SUBJECT) : subject;
        }
    }

    /**
     * @param limit cut to what a fleet of 10,000 servers may have of each kind at once
     * @param serverId null for all servers
     * @param raisedOnly without those that have ended
     */
    @Wire("alerts.find.v1")
    public record Find(String serverId, boolean raisedOnly, int limit) {
        public static final int MAX = 50_000;

        public Find {
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    /** @param gone ids of those of their servers that are no longer registered */
    @Wire("alerts.alert-list.v1")
    public record AlertList(List<Alert> alerts, Set<String> gone) {
        public AlertList {
            alerts = List.copyOf(alerts);
            gone = gone == null ? Set.of() : Set.copyOf(gone);
        }
    }

    /** @param tell who is to be told of what is new in them */
    @Wire("alerts.store.v1")
    public record Store(List<Alert> alerts, Set<Receiver> tell, Leases.Token token) implements Leases.Timed {
        public Store {
            alerts = List.copyOf(alerts);
            tell = Set.copyOf(tell);
            token = Leases.Token.orNone(token);
        }
    }

    /** @param limit of a new parcel */
    @Wire("alerts.find-untold.v1")
    public record FindUntold(Receiver receiver, int limit, Leases.Token token) implements Leases.Timed {
        public FindUntold {
            required("receiver", receiver);
            limit = Math.max(1, Math.min(limit, MOST_UNTOLD));
            token = Leases.Token.orNone(token);
        }
    }

    /**
     * What goes to a receiver in one message.
     *
     * @param parcel stays the same until it is told; null when there is nothing to tell
     * @param alerts oldest news first; without an end when it is to be told that they were raised
     * @param waiting with those that aren't in the parcel
     * @param givenUp by this question
     */
    @Wire("alerts.untold.v1")
    public record Untold(String parcel, List<Alert> alerts, int waiting, int givenUp) {
        public Untold {
            alerts = List.copyOf(alerts);
        }
    }

    @Wire("alerts.told.v1")
    public record Told(Receiver receiver, String parcel, Leases.Token token) implements Leases.Timed {
        public Told {
            required("receiver", receiver);
            required("parcel", parcel);
            token = Leases.Token.orNone(token);
        }
    }
}
