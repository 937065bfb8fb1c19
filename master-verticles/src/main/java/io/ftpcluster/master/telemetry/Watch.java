package io.ftpcluster.master.telemetry;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.Facts;
import io.ftpcluster.messages.Telemetry.Linked;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry.Unlinked;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is known of one server now, and what follows from the time since its last word. Not thread-safe. */
final class Watch {

    /** Where the server's words of this run of the portal come from. */
    private enum Source {
        /** Nothing was heard yet in this run. */
        NONE,
        LINK,
        /** It only posts. */
        POSTS,
        /** Its link ended. */
        DOWN
    }

    private final String id;
    private final Timeline time;
    private final Map<Alerts.Kind, Alert> raised = new EnumMap<>(Alerts.Kind.class);
    private String alias;
    private Source source = Source.NONE;
    private String linkId;
    private String downReason;
    private long downAt;
    private Duration interval = Rules.POSTING;
    /** Of {@link Timeline#nanos()}; before the first word, when the watch began. */
    private long heardAt;
    private long memoryHighAt;
    private boolean memoryHigh;
    private Instant lastSeen;
    private Facts facts;
    private Sample latest;
    private Condition condition = Condition.NEVER_SEEN;
    private Instant since;
    private String reason = "Its agent has never said anything.";
    private boolean changed = true;

    Watch(String id, String alias, Timeline time) {
        this.id = id;
        this.alias = alias;
        this.time = time;
        this.heardAt = time.nanos();
        this.since = time.instant();
    }

    String id() {
        return id;
    }

    String alias() {
        return alias;
    }

    Condition condition() {
        return condition;
    }

    String reason() {
        return reason;
    }

    /** Null when nothing was measured in this run. */
    Sample measured() {
        return source == Source.NONE ? null : latest;
    }

    /** How long memory has been nearly full, by the samples that came. */
    Duration memoryHighFor() {
        return memoryHigh ? Duration.ofNanos(heardAt - memoryHighAt) : Duration.ZERO;
    }

    /** What is wrong with it now. */
    Map<Alerts.Kind, Alert> raised() {
        return raised;
    }

    void rename(String newAlias) {
        if (!alias.equals(newAlias)) {
            alias = newAlias;
            changed = true;
        }
    }

    /** What an earlier run of the portal saw; says nothing about now. */
    void restore(Seen seen) {
        lastSeen = seen.lastSeen();
        facts = seen.facts();
        latest = seen.latest();
        changed = true;
    }

    /** An alert of an earlier run that hasn't ended. */
    void restore(Alert alert) {
        raised.put(alert.kind(), alert);
        changed = true;
    }

    void linked(Linked link) {
        if (link.facts() == null) {
            changeInterval(link);
            return;
        }
        source = Source.LINK;
        linkId = link.linkId();
        interval = Duration.ofSeconds(link.intervalSeconds());
        facts = link.facts();
        heard();
    }

    /** Its silence counts from now on, as until now it was no reason to worry. */
    private void changeInterval(Linked link) {
        if (source == Source.LINK && link.linkId().equals(linkId)) {
            interval = Duration.ofSeconds(link.intervalSeconds());
            heardAt = time.nanos();
            judge();
        }
    }

    /** Does nothing when a newer link has taken over already. */
    void unlinked(Unlinked link) {
        if (source == Source.LINK && link.linkId().equals(linkId)) {
            source = Source.DOWN;
            linkId = null;
            downAt = time.nanos();
            downReason = link.reason();
            changed = true;
        }
    }

    /** A live sample, of its link or posted. */
    void reported(Sample sample) {
        boolean lateWord = source == Source.DOWN && time.nanos() - downAt < Rules.DOWN.toNanos();
        if (source != Source.LINK && !lateWord) {
            source = Source.POSTS;
            interval = Rules.POSTING;
        }
        boolean gap = time.nanos() - heardAt > Rules.staleAfter(interval).toNanos();
        latest = sample;
        heard();
        boolean high = sample.memPercent() != null && sample.memPercent() > AlertRules.MEMORY_RAISED;
        if (high && (!memoryHigh || gap)) {
            memoryHighAt = heardAt;
        }
        memoryHigh = high;
    }

    private void heard() {
        heardAt = time.nanos();
        lastSeen = time.instant();
        changed = true;
        // Whoever asks before the next second must not be told of values of a server that was never seen.
        judge();
    }

    /** Finds out anew how it stands. */
    void judge() {
        long now = time.nanos();
        Duration silent = Duration.ofNanos(now - heardAt);
        if (lastSeen == null) {
            return;
        }
        switch (source) {
            case NONE -> judgeUnheard(silent);
            case DOWN -> {
                if (now - downAt >= Rules.DOWN.toNanos()) {
                    become(Condition.OFFLINE, "Its link has ended" + (downReason == null ? "." : ": " + downReason));
                } else {
                    judgeSilence(silent);
                }
            }
            case LINK, POSTS -> judgeSilence(silent);
        }
    }

    private void judgeUnheard(Duration silent) {
        Alert offline = raised.get(Alerts.Kind.OFFLINE);
        if (offline != null) {
            become(Condition.OFFLINE, offline.text(), offline.raisedAt());
        } else if (silent.compareTo(Rules.RETURN) >= 0) {
            become(Condition.OFFLINE, "It has said nothing since the portal started.");
        } else {
            become(Condition.STALE, "The portal has just started and waits for its agent.");
        }
    }

    private void judgeSilence(Duration silent) {
        if (silent.compareTo(Rules.offlineAfter(interval)) > 0) {
            become(Condition.OFFLINE, "Nothing came for more than " + Rules.offlineAfter(interval).toSeconds() + " s.");
        } else if (silent.compareTo(Rules.staleAfter(interval)) > 0) {
            become(Condition.STALE, "Nothing came for more than " + Rules.staleAfter(interval).toSeconds() + " s.");
        } else {
            become(Condition.LIVE, null);
        }
    }

    private void become(Condition next, String why) {
        become(next, why, time.instant());
    }

    private void become(Condition next, String why, Instant when) {
        if (condition != next) {
            condition = next;
            reason = why;
            since = when;
            changed = true;
        }
    }

    void touch() {
        changed = true;
    }

    /** Whether its {@link #state} is another one than when this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** @param node this one, which holds its link if it has one */
    State state(String node) {
        return new State(id, alias, condition, since, lastSeen, reason, source == Source.LINK ? node : null, facts,
                latest, List.copyOf(raised.keySet()));
    }

    /** Null when there is nothing to keep of this run. */
    Seen seen() {
        return source == Source.NONE ? null : new Seen(id, lastSeen, facts, latest);
    }
}
