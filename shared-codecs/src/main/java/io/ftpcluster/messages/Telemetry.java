package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the fleet's servers measure of themselves: the newest of each, its history, and what is told about it. */
public final class Telemetry {

    /** A live sample. Answered by telemetry on the node that holds the link: Done when it counts, before it is stored. */
    public static final Address<Report, Done> REPORT = Address.onThisNode("telemetry.report", Report.class, Done.class);
    /**
     * Samples from a time without a link. Answered when they are in the database, so that the agent may forget them, by
     * telemetry on the node that does the cluster's timed work; UNAVAILABLE while there is none.
     */
    public static final Address<HandOver, Done> HAND_OVER = Address.of("telemetry.hand-over", HandOver.class,
            Done.class);
    public static final Address<Linked, Done> LINKED = Address.onThisNode("telemetry.linked", Linked.class, Done.class);
    public static final Address<Unlinked, Done> UNLINKED = Address.onThisNode("telemetry.unlinked", Unlinked.class,
            Done.class);
    /** By alias. Answered by telemetry on the same node, from memory. */
    public static final Address<FindStates, States> STATES = Address.onThisNode("telemetry.states", FindStates.class,
            States.class);
    /** INVALID for a span that is empty or has too many steps. Answered by telemetry: the database, and what isn't in it yet. */
    public static final Address<FindSeries, Series> SERIES = Address.onThisNode("telemetry.series", FindSeries.class,
            Series.class);
    /** Many chunks in one transaction; one that is there is replaced. Answered by persistence. */
    public static final Address<StoreChunks, Done> STORE = Address.inDatabase("telemetry.store", StoreChunks.class,
            Done.class);
    /** In the order of their start. Answered by persistence. */
    public static final Address<FindChunks, Chunks> LOAD = Address.inDatabase("telemetry.load", FindChunks.class,
            Chunks.class);
    /** One chunk each of {@link #MOST_EACH} servers at most, of those that have it. Answered by persistence. */
    public static final Address<FindEach, Chunks> LOAD_EACH = Address.inDatabase("telemetry.load-each", FindEach.class,
            Chunks.class);
    public static final int MOST_EACH = 100;
    /** What is to survive a restart of what was seen of each server. Answered by persistence. */
    public static final Address<StoreSeen, Done> STORE_SEEN = Address.inDatabase("telemetry.store-seen",
            StoreSeen.class, Done.class);
    public static final Address<FindSeen, SeenList> LOAD_SEEN = Address.inDatabase("telemetry.load-seen",
            FindSeen.class, SeenList.class);
    /** Once a second at most, with what has changed since the last one. Each node tells its own pages. */
    public static final Topic<Tick> TICK = Topic.onThisNode("telemetry.tick", Tick.class);
    /** What one node heard from its agents, some times a second, so that all nodes know the whole fleet. */
    public static final Topic<FleetEvents> FLEET_EVENTS = new Topic<>("telemetry.words", FleetEvents.class);
    /** {@code LINKS.of(node id)}: what a node that missed some asks that node. Answered by its telemetry, from memory. */
    public static final Address<FindLinks, Links> LINKS = Address.of("telemetry.links", FindLinks.class, Links.class)
            .within(Duration.ofSeconds(5));

    private Telemetry() {}

    /** How a server stands, by the masters' clock. */
    public enum Condition {
        /** No agent has ever said anything, and the portal hasn't tried it yet. */
        NEVER_SEEN,
        LIVE,
        /** Its last word is older than two intervals and a grace, or the last probe failed and the one before didn't. */
        STALE,
        OFFLINE
    }

    /** How fine a chunk's points are, and for how long they are kept. */
    public enum Resolution {
        /** 5 s, for an hour. */
        SECONDS,
        /** For 30 days. */
        MINUTES,
        /** For two years. */
        HOURS
    }

    /** What kind of system it is, in an agent's words made printable; what is null isn't known. */
    @Wire("telemetry.facts.v1")
    public record HostInfo(String agentVersion, String system, String kernel, String architecture, String hostName,
            List<String> addresses, String ftpDaemon, String ftpVersion, HelloFrame.Datalink datalink,
            AgentUpdate update) {
        public HostInfo {
            agentVersion = Printable.line(agentVersion);
            system = Printable.line(system);
            kernel = Printable.line(kernel);
            architecture = Printable.line(architecture);
            hostName = Printable.line(hostName);
            addresses = addresses == null ? List.of() : addresses.stream().map(Printable::line).toList();
            ftpDaemon = Printable.line(ftpDaemon);
            ftpVersion = Printable.line(ftpVersion);
        }

        /** Of an agent without a datalink that doesn't update itself. */
        public HostInfo(String agentVersion, String system, String kernel, String architecture, String hostName,
                List<String> addresses, String ftpDaemon, String ftpVersion) {
            this(agentVersion, system, kernel, architecture, hostName, addresses, ftpDaemon, ftpVersion, null, null);
        }
    }

    /**
     * What an agent says of its own updates; null in facts of those that say nothing of it.
     *
     * @param possible whether it updates itself when it is asked
     * @param failedVersion the newest that it went back from; null: none
     * @param failedReason why, in its words made printable; or null
     */
    public record AgentUpdate(boolean possible, String failedVersion, String failedReason) {
        public AgentUpdate {
            failedVersion = Printable.line(failedVersion);
            failedReason = Printable.line(failedReason);
        }
    }

    /**
     * @param facts null until an agent has said hello
     * @param latest null when nothing was ever measured
     * @param since when this condition began
     * @param lastSeen null for one that was never seen
     * @param reason why it isn't live, for people; null when it is
     * @param node which master holds its link, or null
     * @param alerts the kinds of those that are raised now
     * @param probe the last one, of a server without an agent; else null
     * @param certificateEnd of what it showed last; null when that isn't known
     */
    @Wire("telemetry.state.v1")
    public record State(String serverId, String alias, Condition condition, Instant since, Instant lastSeen,
            String reason, String node, HostInfo facts, Sample latest, List<Alerts.Kind> alerts, Probed probe,
            Instant certificateEnd) {
        public State {
            required("serverId", serverId);
            alerts = alerts == null ? List.of() : List.copyOf(alerts);
        }

        /** Of one whose certificate isn't known. */
        public State(String serverId, String alias, Condition condition, Instant since, Instant lastSeen, String reason,
                String node, HostInfo facts, Sample latest, List<Alerts.Kind> alerts, Probed probe) {
            this(serverId, alias, condition, since, lastSeen, reason, node, facts, latest, alerts, probe, null);
        }

        /** Of one that wasn't probed. */
        public State(String serverId, String alias, Condition condition, Instant since, Instant lastSeen, String reason,
                String node, HostInfo facts, Sample latest, List<Alerts.Kind> alerts) {
            this(serverId, alias, condition, since, lastSeen, reason, node, facts, latest, alerts, null);
        }
    }

    @Wire("telemetry.states.v1")
    public record States(List<State> states) {
        public States {
            states = List.copyOf(states);
        }
    }

    /** @param serverIds null for all */
    @Wire("telemetry.find-states.v1")
    public record FindStates(Set<String> serverIds) {
        public FindStates {
            serverIds = serverIds == null ? null : Set.copyOf(serverIds);
        }
    }

    /** A live sample. Its {@code at} is by the master's clock: now, or before for one that was held up on its way. */
    @Wire("telemetry.report.v1")
    public record Report(String serverId, Sample sample) {
        public Report {
            required("serverId", serverId);
            required("sample", sample);
        }
    }

    /** @param samples their {@code at} is by the master's clock already; oldest first */
    @Wire("telemetry.hand-over.v1")
    public record HandOver(String serverId, List<Sample> samples) {
        public HandOver {
            samples = List.copyOf(samples);
        }
    }

    /**
     * @param facts null when a link that is known has only got another interval
     * @param intervalSeconds in which its frames are expected
     * @param order as in {@link Agents.TakenOver}
     */
    @Wire("telemetry.linked.v1")
    public record Linked(String serverId, String linkId, HostInfo facts, int intervalSeconds, long order) {}

    /** @param reason why the link ended, for people */
    @Wire("telemetry.unlinked.v1")
    public record Unlinked(String serverId, String linkId, String reason) {}

    /**
     * What came of trying a server of which no agent was ever heard. What an agent says counts for more: then this is dropped.
     *
     * @param at when it was known, by the clock of the node that tried
     * @param millis until it had let the portal in, or until it was clear that it doesn't
     * @param step the one that failed; null when it answers
     * @param reason what was found and what to do about it, for admins; null when it answers
     * @param failures in a row, this one among them; 0 when it is reached
     * @param refused whether all that failed is the login of the probe account: such a server is never offline. Nodes of older
     *            versions take it for a failure like others
     */
    @Wire("telemetry.probed.v1")
    public record Probed(String serverId, Instant at, long millis, Diagnosis.Name step, String reason, int failures,
            boolean refused) {

        /** With no word about a login. */
        public Probed(String serverId, Instant at, long millis, Diagnosis.Name step, String reason, int failures) {
            this(serverId, at, millis, step, reason, failures, false);
        }
        public Probed {
            required("serverId", serverId);
            required("at", at);
            if (step != null) {
                required("reason", reason);
            }
        }

        public boolean answers() {
            return step == null;
        }

        /** Whether it is there, whatever it thinks of the probe account. */
        public boolean isReached() {
            return answers() || refused;
        }
    }

    /** @param step seconds between two points, or 0 for what fits the span */
    @Wire("telemetry.find-series.v1")
    public record FindSeries(String serverId, Instant from, Instant to, int step) {}

    /** What a chart can show. {@code max} of a point is its highest sample's. Stored by their order: new ones come last. */
    public enum Metric {
        MEM_PERCENT,
        CPU_PERCENT,
        ROOT_DISK_PERCENT,
        FTP_DISK_PERCENT,
        LOAD_1M,
        RECEIVED_BYTES_PER_SECOND,
        SENT_BYTES_PER_SECOND,
        FTP_SESSIONS,
        ROOT_INODES_PERCENT,
        FTP_INODES_PERCENT
    }

    /**
     * One point of time.
     *
     * @param at its beginning, in seconds since the epoch
     * @param means in the order of {@link Metric}; null where nothing was measured
     * @param highest likewise
     */
    @Wire("telemetry.point.v1")
    public record Point(long at, List<Double> means, List<Double> highest) {}

    /** @param step seconds between two points; points without any value are left out */
    @Wire("telemetry.series.v1")
    public record Series(int step, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /**
     * Points of one server, as one row.
     *
     * @param start in seconds since the epoch; with server and resolution it is the row's key
     * @param points packed, in Base64; only telemetry knows how
     */
    @Wire("telemetry.chunk.v1")
    public record Chunk(String serverId, Resolution resolution, long start, String points) {}

    @Wire("telemetry.store-chunks.v1")
    public record StoreChunks(List<Chunk> chunks, Leases.Token token) implements Leases.Timed {
        public StoreChunks {
            chunks = List.copyOf(chunks);
            token = Leases.Token.orNone(token);
        }
    }

    /** Those that start from {@code from} on and before {@code to}, in seconds since the epoch. */
    @Wire("telemetry.find-chunks.v1")
    public record FindChunks(String serverId, Resolution resolution, long from, long to) {}

    /** Those that start at {@code start}, in seconds since the epoch, of some servers. */
    @Wire("telemetry.find-each.v1")
    public record FindEach(Resolution resolution, long start, List<String> serverIds) {
        public FindEach {
            serverIds = Checks.some("serverIds", serverIds, MOST_EACH);
        }
    }

    @Wire("telemetry.chunks.v1")
    public record Chunks(List<Chunk> chunks) {
        public Chunks {
            chunks = List.copyOf(chunks);
        }
    }

    @Wire("telemetry.seen.v1")
    public record Seen(String serverId, Instant lastSeen, HostInfo facts, Sample latest) {}

    @Wire("telemetry.store-seen.v1")
    public record StoreSeen(List<Seen> seen, Leases.Token token) implements Leases.Timed {
        public StoreSeen {
            seen = List.copyOf(seen);
            token = Leases.Token.orNone(token);
        }
    }

    @Wire("telemetry.find-seen.v1")
    public record FindSeen() {}

    @Wire("telemetry.seen-list.v1")
    public record SeenList(List<Seen> seen) {
        public SeenList {
            seen = List.copyOf(seen);
        }
    }

    /** @param gone ids of servers that were deleted */
    @Wire("telemetry.tick.v1")
    public record Tick(List<State> changed, Set<String> gone) {
        public Tick {
            changed = List.copyOf(changed);
            gone = Set.copyOf(gone);
        }
    }

    /**
     * What has happened since the node's message before. An empty one says that nothing has, and that nothing was lost.
     *
     * @param node the id of who says it
     * @param sequence one more than that of the message before; the first is 1
     * @param linked to be taken before {@code reports}, and those before {@code unlinked}
     * @param storedTo in seconds since the epoch: what was measured before is in the database; 0 when this node doesn't know
     * @param probed in any order with the others; null from nodes of older versions, which probe nothing
     */
    @Wire("telemetry.words.v1")
    public record FleetEvents(String node, long sequence, List<Linked> linked, List<Report> reports,
            List<Unlinked> unlinked, long storedTo, List<Probed> probed) {
        public FleetEvents {
            required("node", node);
            linked = List.copyOf(linked);
            reports = List.copyOf(reports);
            unlinked = List.copyOf(unlinked);
            probed = probed == null ? List.of() : List.copyOf(probed);
        }
    }

    /** @param after the id of the last server of the answer before, or null for the first */
    @Wire("telemetry.find-links.v1")
    public record FindLinks(String after) {}

    /**
     * A server that a node hears, or of which it knows what came of probing it, whichever node did.
     *
     * @param linked null for one that only posts
     * @param latest null when it hasn't measured anything
     * @param silentMillis since its last word, or since the probe
     * @param probe the last one, of a server without an agent; else null, as it is from nodes of older versions
     */
    @Wire("telemetry.heard.v1")
    public record Snapshot(String serverId, Linked linked, Sample latest, long silentMillis, Probed probe) {
        public Snapshot {
            required("serverId", serverId);
        }
    }

    /**
     * Some of the servers that a node hears, in the order of their ids.
     *
     * @param sequence of the last words that are in this
     * @param more whether there are others after these
     */
    @Wire("telemetry.links.v1")
    public record Links(long sequence, List<Snapshot> heard, boolean more) {
        public Links {
            heard = List.copyOf(heard);
        }
    }
}
