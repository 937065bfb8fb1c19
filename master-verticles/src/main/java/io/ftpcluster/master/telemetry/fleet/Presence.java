package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Telemetry.Linked;
import java.time.Duration;
import java.util.function.Predicate;

/** Where the words of one server come from in this run of the portal, and for how long there has been none. Not thread-safe. */
final class Presence {

    private enum Source {
        /** Nothing was heard yet in this run. */
        NONE,
        /** No agent was ever heard, and the portal tries it. */
        PROBE,
        LINK,
        /** It only posts. */
        POSTS,
        /** Its link ended. */
        DOWN
    }

    private final Timeline time;
    private final NodeRef home;
    private final LinkRegistry ties = new LinkRegistry();
    private Source source = Source.NONE;
    /** The node to which it posted last, or null. */
    private NodeRef poster;
    private String downReason;
    private long downAt;
    private Duration interval = ServerStatus.POSTING;
    /** Of {@link Timeline#nanos()}; before the first word, when this began. */
    private long heardAt;
    private boolean heardBefore;

    /** @param home this node */
    Presence(Timeline time, NodeRef home) {
        this.time = time;
        this.home = home;
        this.heardAt = time.nanos();
    }

    /** Whether there was any in this run. */
    boolean began() {
        return source != Source.NONE;
    }

    /** Whether all that is known is what came of trying it. */
    boolean isProbed() {
        return source == Source.PROBE;
    }

    /** In which its words are expected. */
    Duration interval() {
        return interval;
    }

    Duration silent() {
        return Duration.ofNanos(time.nanos() - heardAt);
    }

    /** Of {@link Timeline#nanos()}. */
    long heardAt() {
        return heardAt;
    }

    /** Whether its last word is so old that nobody knows what was since. */
    boolean isInterrupted() {
        return silent().toNanos() > ServerStatus.staleAfter(interval).toNanos();
    }

    /** Whether its link has ended, and not just now. */
    boolean isDown() {
        return source == Source.DOWN && time.nanos() - downAt >= ServerStatus.DOWN.toNanos();
    }

    /** Why its last link ended; null when nobody said. */
    String downReason() {
        return downReason;
    }

    void tie(Linked link, NodeRef from) {
        ties.put(new LinkRegistry.Tie(from, link.linkId(), link.order(), Duration.ofSeconds(link.intervalSeconds())));
        source = Source.LINK;
        interval = ties.newest().interval();
    }

    boolean has(String linkId) {
        return ties.has(linkId);
    }

    /** Those links are no more. Whether there were any. */
    boolean untie(Predicate<LinkRegistry.Tie> ended, String why) {
        if (!ties.remove(ended)) {
            return false;
        }
        if (!ties.isEmpty()) {
            interval = ties.newest().interval();
        } else if (source == Source.LINK) {
            source = Source.DOWN;
            downAt = time.nanos();
            downReason = why;
        }
        return true;
    }

    /**
     * It has said something to this node or another, not necessarily by a link.
     *
     * @param from that node
     */
    void spoke(NodeRef from) {
        boolean lateWord = source == Source.DOWN && time.nanos() - downAt < ServerStatus.DOWN.toNanos();
        if (source != Source.LINK && !lateWord) {
            post(from);
        }
    }

    /** Another node knows it, without a link. */
    void learn(NodeRef from) {
        if (source == Source.NONE || source == Source.PROBE) {
            post(from);
        }
    }

    /** The portal has tried it, as it says nothing by itself. */
    void probed() {
        if (source == Source.NONE) {
            source = Source.PROBE;
        }
    }

    private void post(NodeRef from) {
        source = Source.POSTS;
        interval = ServerStatus.POSTING;
        poster = from;
    }

    void heard(Duration ago) {
        long when = time.nanos() - ago.toNanos();
        heardAt = heardBefore ? Math.max(heardAt, when) : when;
        heardBefore = true;
    }

    /** Silence counts from now on, as until now it was no reason to worry. */
    void expectFromNow() {
        heardAt = time.nanos();
    }

    /** The newer one elsewhere, when this node holds an older link; else null. */
    Agents.TakenOver outdatedBy(String serverId) {
        LinkRegistry.Tie newer = ties.newerThanOf(home);
        return newer == null ? null : new Agents.TakenOver(serverId, newer.linkId(), newer.order());
    }

    /** The link that this node holds, or null. */
    LinkRegistry.Tie own() {
        return ties.of(home);
    }

    /** Whether this node hears it. */
    boolean isHere() {
        return own() != null || (source == Source.POSTS && home.equals(poster));
    }

    /** The name of the node that holds its link, or null. */
    String node() {
        return source == Source.LINK ? ties.newest().master().name() : null;
    }
}
