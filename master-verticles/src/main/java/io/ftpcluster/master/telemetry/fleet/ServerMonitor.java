package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Certificates;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Linked;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry.Unlinked;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What is known of one server now, and what follows from the time since its last word. Not thread-safe. */
public final class ServerMonitor {

    private final String id;
    private final Timeline time;
    private final NodeRef home;
    private final Presence contact;
    private final Map<Alerts.Kind, Alert> raised = new EnumMap<>(Alerts.Kind.class);
    private String alias;
    /** Of {@link Timeline#nanos()}. */
    private long memoryHighAt;
    private boolean memoryHigh;
    private Instant lastSeen;
    private HostInfo facts;
    private Sample latest;
    /** The last one, of a server without an agent; older than what an agent said since, or null. */
    private Probed probe;
    private final ServerStatus standing;
    /** Null while nobody has asked. */
    private Accounts.Failures failures;
    private Rollouts.UpdateFailure updateFailure;
    private boolean knowsUpdates;
    private boolean secure;
    /** Null: not known. */
    private Certificates.Shown certificate;
    /** Of {@link Timeline#nanos()}. */
    private long certificateAt;
    private boolean changed = true;

    /** @param home this node */
    ServerMonitor(String id, String alias, Timeline time, NodeRef home) {
        this.home = home;
        this.id = id;
        this.alias = alias;
        this.time = time;
        this.contact = new Presence(time, home);
        this.standing = new ServerStatus(time);
    }

    public String id() {
        return id;
    }

    String alias() {
        return alias;
    }

    Condition condition() {
        return standing.condition();
    }

    /** Why it isn't live, for admins; for others it is in the {@link #state}. */
    String reason() {
        return probe() == null || probe().answers() ? standing.reason() : probe().reason();
    }

    /** Null when nothing was measured in this run. */
    Sample measured() {
        return contact.began() ? latest : null;
    }

    /** How long memory has been nearly full, by the samples that came. */
    Duration memoryHighFor() {
        return memoryHigh ? Duration.ofNanos(contact.heardAt() - memoryHighAt) : Duration.ZERO;
    }

    /** Accounts that have not worked for some time; null: not known. */
    Accounts.Failures failures() {
        return failures;
    }

    void setFailures(Accounts.Failures now) {
        failures = now;
    }

    /** Null: none, or not known. */
    Rollouts.UpdateFailure updateFailure() {
        return updateFailure;
    }

    /** Whether {@link #updateFailure} is known. */
    boolean knowsUpdates() {
        return knowsUpdates;
    }

    /** @param known false: not any more */
    void setUpdateFailure(Rollouts.UpdateFailure now, boolean known) {
        updateFailure = now;
        knowsUpdates = known;
    }

    /** @param now whether it is spoken to by TLS */
    void setSecure(boolean now) {
        secure = now;
        if (!now && certificate != null) {
            certificate = null;
            changed = true;
        }
    }

    /** Whether it has a certificate, whichever that is. */
    boolean isSecure() {
        return secure;
    }

    /** It was shown just now, to whichever node. */
    void shown(Certificates.Shown now) {
        if (secure) {
            changed |= certificate == null || !certificate.equals(now);
            certificate = now;
            certificateAt = time.nanos();
        }
    }

    /** When the time of the one is over that it showed last; null: not known. */
    Instant certificateEnd() {
        return certificate == null ? null : certificate.notAfter();
    }

    /** Whether nothing is known that is newer. */
    boolean lacksCertificateOf(Duration age) {
        return secure && (certificate == null || time.nanos() - certificateAt > age.toNanos());
    }

    /** Of its agent, as that said last; null: not known. */
    String agentVersion() {
        return facts == null ? null : facts.agentVersion();
    }

    /** What is wrong with it now. */
    public Map<Alerts.Kind, Alert> raised() {
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
        linked(link, home);
    }

    /** @param from the node that holds the link */
    void linked(Linked link, NodeRef from) {
        if (link.facts() == null) {
            changeInterval(link, from);
            return;
        }
        tie(link, from);
        heard(Duration.ZERO);
    }

    private void tie(Linked link, NodeRef from) {
        contact.tie(link, from);
        facts = link.facts() == null ? facts : link.facts();
        changed = true;
    }

    /** Its silence counts from now on, as until now it was no reason to worry. */
    private void changeInterval(Linked link, NodeRef from) {
        if (contact.has(link.linkId())) {
            tie(link, from);
            contact.expectFromNow();
            judge();
        }
    }

    /** Changes nothing about how it stands when it has a newer link. */
    void unlinked(Unlinked link) {
        untie(tie -> tie.linkId().equals(link.linkId()), link.reason());
    }

    /** Those links are no more. */
    void untie(Predicate<LinkRegistry.Tie> ended, String why) {
        changed |= contact.untie(ended, why);
    }

    /** The newer one elsewhere, when this node holds an older link; else null. */
    Agents.TakenOver outdatedBy() {
        return contact.outdatedBy(id);
    }

    /** A live sample, of its link or posted. */
    void reported(Sample sample) {
        reported(sample, home);
    }

    /** @param from the node that it was told */
    void reported(Sample sample, NodeRef from) {
        contact.spoke(from);
        measured(sample, Duration.ZERO);
    }

    private void measured(Sample sample, Duration ago) {
        boolean gap = contact.isInterrupted();
        latest = sample;
        heard(ago);
        boolean high = sample.memPercent() != null && sample.memPercent() > AlertRules.MEMORY_RAISED;
        if (high && (!memoryHigh || gap)) {
            memoryHighAt = contact.heardAt();
        }
        memoryHigh = high;
    }

    private void heard(Duration ago) {
        contact.heard(ago);
        seen(ago);
        changed = true;
        // Whoever asks before the next second must not be told of values of a server that was never seen.
        judge();
    }

    private void seen(Duration ago) {
        Instant seen = time.instant().minus(ago);
        lastSeen = ago.isZero() || lastSeen == null || seen.isAfter(lastSeen) ? seen : lastSeen;
    }

    /** Whether no agent of it was heard in any run of the portal, so that the portal tries it. */
    boolean lacksAgent() {
        return facts == null && latest == null && (!contact.began() || contact.isProbed());
    }

    /** What came of trying it last; null when an agent speaks for it, or nobody tried in this run. */
    Probed probe() {
        return contact.isProbed() ? probe : null;
    }

    /** Whether it answered then, though it may have refused the login. */
    boolean isReachedByProbe() {
        return probe() != null && probe().isReached();
    }

    /** How long ago that was. */
    Duration sinceProbe() {
        return contact.silent();
    }

    /** It was tried just now, by whichever node. Says nothing of a server whose agent speaks. */
    void probed(Probed outcome) {
        probed(outcome, Duration.ZERO);
    }

    private void probed(Probed outcome, Duration ago) {
        if (!lacksAgent()) {
            return;
        }
        contact.probed();
        contact.heard(ago);
        probe = outcome;
        if (outcome.isReached()) {
            seen(ago);
        }
        changed = true;
        judge();
    }

    private void learnProbe(Probed known, Duration ago) {
        if (probe() == null || ago.compareTo(contact.silent()) < 0) {
            probed(known, ago);
        }
    }

    /**
     * What another node knows of it. Returns whether the sample is news here.
     *
     * @param from that node
     */
    boolean learn(Snapshot heard, NodeRef from) {
        Duration ago = Duration.ofMillis(Math.max(0, heard.silentMillis()));
        if (heard.probe() != null) {
            learnProbe(heard.probe(), ago);
            return false;
        }
        if (heard.linked() != null) {
            tie(heard.linked(), from);
        } else {
            contact.learn(from);
        }
        boolean news = heard.latest() != null && (latest == null || latest.at() < heard.latest().at());
        if (news) {
            measured(heard.latest(), ago);
        } else {
            heard(ago);
        }
        return news;
    }

    /** What this node hears of it, and what it knows of probes, for the others; null when that is nothing. */
    Snapshot heardHere() {
        if (!contact.isHere() && probe() == null) {
            return null;
        }
        LinkRegistry.Tie own = contact.own();
        return new Snapshot(id, own == null ? null : own.linked(id, facts), measured(), contact.silent().toMillis(),
                probe());
    }

    /** Whether it is the one that came last. */
    boolean knows(Sample sample) {
        return latest != null && latest.at() == sample.at();
    }

    /** Finds out anew how it stands. */
    void judge() {
        Alert offline = raised.get(Alerts.Kind.OFFLINE);
        if (contact.isProbed()) {
            changed |= standing.probed(probe, contact.silent());
        } else if (!contact.began() && lacksAgent()) {
            changed |= (lastSeen != null || offline != null) && standing.untried(offline);
        } else if (lastSeen == null) {
            return;
        } else if (!contact.began()) {
            changed |= standing.unheard(contact.silent(), offline);
        } else if (contact.isDown()) {
            changed |= standing.unlinked(contact.downReason());
        } else {
            changed |= standing.silent(contact.silent(), contact.interval());
        }
    }

    /** What is raised of it, as far as others know better. */
    public void setRaised(Map<Alerts.Kind, Alert> others) {
        if (!raised.equals(others)) {
            raised.clear();
            raised.putAll(others);
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

    State state() {
        return new State(id, alias, standing.condition(), standing.since(), lastSeen, standing.reason(), contact.node(),
                facts, latest, List.copyOf(raised.keySet()), probe(), certificateEnd());
    }

    /** Null for one that was never seen, in no run of the portal. */
    public Instant lastSeen() {
        return lastSeen;
    }

    /** Null when there is nothing to keep of this run. */
    public Seen seen() {
        return !contact.began() || lastSeen == null ? null : new Seen(id, lastSeen, facts, latest);
    }
}
