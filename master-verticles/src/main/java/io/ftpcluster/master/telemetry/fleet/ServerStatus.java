package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.Probed;
import java.time.Duration;
import java.time.Instant;

/** How a server stands, since when and why. Each change says whether there was one. Not thread-safe. */
final class ServerStatus {

    /** Beyond two intervals: the way here isn't always equally long. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration OFFLINE = Duration.ofSeconds(30);
    private static final int OFFLINE_INTERVALS = 6;
    /** How long a link may be down: an agent that only reconnects is back before. */
    static final Duration DOWN = Duration.ofSeconds(10);
    /** In which who only posts is expected. */
    static final Duration POSTING = Duration.ofSeconds(60);
    /** After a start, until which nobody is called offline: agents come back with some delay. */
    static final Duration RETURN = Duration.ofSeconds(60);

    /** In a row, until a server without an agent is called offline: one connection may be lost anywhere. */
    static final int FAILED_PROBES = 2;
    /** Without any probe, which is the portal's own fault: three times as long as until the next one. */
    static final Duration UNTRIED = POSTING.multipliedBy(3).plus(GRACE);

    private final Timeline time;
    private Condition condition = Condition.NEVER_SEEN;
    private Instant since;
    private String reason = "No agent has ever said anything, and the portal has not tried it yet.";

    ServerStatus(Timeline time) {
        this.time = time;
        this.since = time.instant();
    }

    Condition condition() {
        return condition;
    }

    Instant since() {
        return since;
    }

    /** Null while it is live. */
    String reason() {
        return reason;
    }

    /**
     * An earlier run of the portal heard it, this one didn't.
     *
     * @param offline the alert that was raised then, or null
     */
    boolean unheard(Duration silent, Alert offline) {
        if (offline != null) {
            return become(Condition.OFFLINE, offline.text(), offline.raisedAt());
        }
        return silent.compareTo(RETURN) >= 0
                ? become(Condition.OFFLINE, "It has said nothing since the portal started.")
                : become(Condition.STALE, "The portal has just started and waits for its agent.");
    }

    /**
     * An earlier run of the portal has tried it, this one hasn't.
     *
     * @param offline the alert that was raised then, or null
     */
    boolean untried(Alert offline) {
        // Not in the alert's words: they are for admins.
        return offline != null
                ? become(Condition.OFFLINE, "It did not answer before the portal started.", offline.raisedAt())
                : become(Condition.STALE, "The portal has just started and has not tried it yet.");
    }

    /** @param ago when that was */
    boolean probed(Probed last, Duration ago) {
        if (last.refused() && ago.compareTo(UNTRIED) <= 0) {
            return explain(Condition.STALE, "It answers, and refuses the login of the portal's probe account.");
        }
        if (last.failures() >= FAILED_PROBES || (!last.isReached() && condition == Condition.OFFLINE)) {
            return explain(Condition.OFFLINE, failed(last));
        }
        if (ago.compareTo(UNTRIED) > 0) {
            return explain(Condition.STALE, "The portal has not tried it for more than " + UNTRIED.toSeconds() + " s.");
        }
        return last.answers() ? become(Condition.LIVE, null) : explain(Condition.STALE, failed(last));
    }

    /** For everybody who may use the server. */
    private static String failed(Probed last) {
        return "The portal's probe failed (" + Labels.shortOf(last.step()) + ").";
    }

    /** The reason may be another one while the condition lasts. */
    private boolean explain(Condition next, String why) {
        boolean changed = become(next, why) || !why.equals(reason);
        reason = why;
        return changed;
    }

    /** @param interval in which its words are expected */
    boolean silent(Duration silent, Duration interval) {
        if (silent.compareTo(offlineAfter(interval)) > 0) {
            return become(Condition.OFFLINE, nothingFor(offlineAfter(interval)));
        }
        return silent.compareTo(staleAfter(interval)) > 0
                ? become(Condition.STALE, nothingFor(staleAfter(interval)))
                : become(Condition.LIVE, null);
    }

    static Duration staleAfter(Duration interval) {
        return interval.multipliedBy(2).plus(GRACE);
    }

    /** Half a minute, or some more of its intervals where they are long. */
    static Duration offlineAfter(Duration interval) {
        Duration some = interval.multipliedBy(OFFLINE_INTERVALS);
        return some.compareTo(OFFLINE) > 0 ? some : OFFLINE;
    }

    private static String nothingFor(Duration time) {
        return "Nothing came for more than " + time.toSeconds() + " s.";
    }

    /** @param why or null */
    boolean unlinked(String why) {
        return become(Condition.OFFLINE, "Its link has ended" + (why == null ? "." : ": " + why));
    }

    private boolean become(Condition next, String why) {
        return become(next, why, time.instant());
    }

    private boolean become(Condition next, String why, Instant when) {
        if (condition == next) {
            return false;
        }
        condition = next;
        reason = why;
        since = when;
        return true;
    }
}
