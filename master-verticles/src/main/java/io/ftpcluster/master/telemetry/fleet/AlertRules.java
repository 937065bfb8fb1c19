package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.frames.AgentVersion;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Kind;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Telemetry.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/** What raises an alert, and what ends it: well below, so that a value at the limit doesn't raise one after another. */
public final class AlertRules {

    static final double MEMORY_RAISED = 95;
    private static final double MEMORY_ENDED = 92;
    private static final Duration MEMORY_LASTING = Duration.ofMinutes(5);
    private static final double DISK_RAISED = 90;
    private static final double DISK_ENDED = 88;

    private static final Duration USUAL_NOTICE = Duration.ofDays(14);

    private final Consumer<Alert> told;
    private final Duration notice;

    /** @param told of each alert when it is raised and when it ends */
    public AlertRules(Consumer<Alert> told) {
        this(told, USUAL_NOTICE);
    }

    /**
     * @param told of each alert when it is raised and when it ends
     * @param notice how long before the end of a certificate
     */
    public AlertRules(Consumer<Alert> told, Duration notice) {
        this.told = told;
        this.notice = notice;
    }

    private enum Verdict {
        RAISED,
        /** Whatever it was: nothing is known, or the value is between the limits. */
        UNCHANGED,
        ENDED
    }

    /** @param quiet true while being offline may be the portal's own fault */
    void apply(ServerMonitor monitor, Instant now, boolean quiet) {
        for (Kind kind : Kind.values()) {
            Verdict verdict = verdict(kind, monitor, now, quiet);
            Alert raised = monitor.raised().get(kind);
            if (verdict == Verdict.RAISED && raised == null) {
                Alert alert = new Alert(UUID.randomUUID().toString(), monitor.id(), monitor.alias(), kind,
                        text(kind, monitor), now, null);
                monitor.raised().put(kind, alert);
                monitor.touch();
                told.accept(alert);
            } else if (verdict == Verdict.ENDED && raised != null) {
                end(monitor, raised, now);
            }
        }
    }

    /** For a server that is no longer there. */
    void endAll(ServerMonitor monitor, Instant now) {
        for (Alert raised : monitor.raised().values().toArray(Alert[]::new)) {
            end(monitor, raised, now);
        }
    }

    private void end(ServerMonitor monitor, Alert raised, Instant now) {
        monitor.raised().remove(raised.kind());
        monitor.touch();
        told.accept(new Alert(raised.id(), raised.serverId(), raised.alias(), raised.kind(), raised.text(),
                raised.raisedAt(), now));
    }

    private Verdict verdict(Kind kind, ServerMonitor monitor, Instant now, boolean quiet) {
        Sample sample = monitor.condition() == Condition.LIVE ? monitor.measured() : null;
        return switch (kind) {
            case DISK_FULL -> sample == null ? Verdict.UNCHANGED : disk(sample);
            case MEMORY_FULL -> sample == null ? Verdict.UNCHANGED : memory(sample, monitor.memoryHighFor());
            case OFFLINE -> switch (monitor.condition()) {
                // One that was never reached is being set up, or was registered wrongly: nothing has happened to it.
                case OFFLINE -> quiet || monitor.lastSeen() == null ? Verdict.UNCHANGED : Verdict.RAISED;
                case STALE -> monitor.isReachedByProbe() ? Verdict.ENDED : Verdict.UNCHANGED;
                case LIVE, NEVER_SEEN -> Verdict.ENDED;
            };
            case ACCOUNT_FAILED -> accounts(monitor.failures());
            case UPDATE_FAILED -> update(monitor);
            case CERTIFICATE_EXPIRES -> certificate(monitor, now.plus(notice));
            case CERTIFICATE_EXPIRED -> certificate(monitor, now);
            // Of the portal itself, see PortalAlerts.
            case BACKUP_FAILED, BACKUP_TOO_OLD -> Verdict.UNCHANGED;
        };
    }

    private static Verdict accounts(Accounts.Failures failures) {
        if (failures == null) {
            return Verdict.UNCHANGED;
        }
        return failures.count() > 0 ? Verdict.RAISED : Verdict.ENDED;
    }

    private static Verdict disk(Sample sample) {
        double fullest = Math.max(space(sample), inodes(sample));
        if (fullest > DISK_RAISED) {
            return Verdict.RAISED;
        }
        return fullest >= 0 && fullest < DISK_ENDED ? Verdict.ENDED : Verdict.UNCHANGED;
    }

    private static Verdict memory(Sample sample, Duration high) {
        if (high.compareTo(MEMORY_LASTING) >= 0) {
            return Verdict.RAISED;
        }
        return sample.memPercent() != null && sample.memPercent() < MEMORY_ENDED ? Verdict.ENDED : Verdict.UNCHANGED;
    }

    private static String text(Kind kind, ServerMonitor monitor) {
        Sample sample = monitor.measured();
        return switch (kind) {
            case DISK_FULL -> inodes(sample) > space(sample) ? inodesText(sample) : spaceText(sample);
            case MEMORY_FULL -> "Memory has been over " + percent(MEMORY_RAISED) + " for " + MEMORY_LASTING.toMinutes()
                    + " minutes, now " + percent(sample.memPercent()) + ".";
            case OFFLINE -> monitor.reason();
            case ACCOUNT_FAILED -> accountsText(monitor.failures());
            case UPDATE_FAILED -> updateText(monitor);
            case CERTIFICATE_EXPIRES -> "The certificate of its FTP server ends on " + end(monitor)
                    + ". Renew it, and where its fingerprint is set as tls_fingerprint, set that of the new one.";
            case CERTIFICATE_EXPIRED -> "The certificate of its FTP server ended on " + end(monitor)
                    + ". Clients that look at that refuse it, the portal too, unless its fingerprint is set as"
                    + " tls_fingerprint.";
            case BACKUP_FAILED, BACKUP_TOO_OLD -> throw new IllegalArgumentException(kind + " is of no server");
        };
    }

    /** Whoever has that version by now, or a newer one, got it some other way. */
    private static Verdict update(ServerMonitor monitor) {
        if (!monitor.knowsUpdates()) {
            return Verdict.UNCHANGED;
        }
        Rollouts.UpdateFailure failure = monitor.updateFailure();
        return failure != null && !failure.version().equals(monitor.agentVersion())
                && !AgentVersion.isNewer(monitor.agentVersion(), failure.version()) ? Verdict.RAISED : Verdict.ENDED;
    }

    /** What was seen of it before counts until another one is seen. */
    private static Verdict certificate(ServerMonitor monitor, Instant limit) {
        if (!monitor.isSecure()) {
            return Verdict.ENDED;
        }
        if (monitor.certificateEnd() == null) {
            return Verdict.UNCHANGED;
        }
        return monitor.certificateEnd().isAfter(limit) ? Verdict.ENDED : Verdict.RAISED;
    }

    private static String end(ServerMonitor monitor) {
        return CertificateText.moment(monitor.certificateEnd());
    }

    private static String updateText(ServerMonitor monitor) {
        Rollouts.UpdateFailure failure = monitor.updateFailure();
        return "The agent could not be updated to version " + failure.version() + ": " + failure.reason()
                + (failure.stopped()
                        ? " No further server is updated until an admin begins that anew (/agents/rollouts)."
                        : "");
    }

    private static String accountsText(Accounts.Failures failures) {
        int more = failures.count() - failures.names().size();
        return (failures.count() == 1 ? "One account has" : failures.count() + " accounts have")
                + " failed for more than a minute: " + String.join(", ", failures.names())
                + (more > 0 ? " and " + more + " more" : "") + ". The server's page says why, and what to do.";
    }

    private static double space(Sample sample) {
        return Math.max(orMinus(sample.rootDiskPercent()), orMinus(sample.ftpDiskPercent()));
    }

    private static double inodes(Sample sample) {
        return Math.max(orMinus(sample.rootInodesPercent()), orMinus(sample.ftpInodesPercent()));
    }

    private static String spaceText(Sample sample) {
        return fileSystem(orMinus(sample.ftpDiskPercent()) > orMinus(sample.rootDiskPercent())) + " is "
                + percent(space(sample)) + " full.";
    }

    private static String inodesText(Sample sample) {
        return fileSystem(orMinus(sample.ftpInodesPercent()) > orMinus(sample.rootInodesPercent())) + " has "
                + percent(inodes(sample)) + " of its inodes taken: without a free one no file can be made, however much"
                + " space is left.";
    }

    private static String fileSystem(boolean ofFtpUsers) {
        return ofFtpUsers ? "The file system of the FTP users' files" : "The file system of /";
    }

    private static double orMinus(Double value) {
        return value == null ? -1 : value;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.0f %%", value);
    }
}
