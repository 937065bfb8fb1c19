package io.ftpcluster.master.backup;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a backup when the newest in the folder is old enough, and removes the oldest after a good one. What it knows is in the
 * folder, so a restart or another node goes on with it. One thread at a time.
 */
final class BackupSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);
    private static final Duration RETRY = Duration.ofMinutes(15);

    private final PortalBackup backup;
    private final Config.Backups settings;
    private final BackupFolder folder;
    private final Clock clock;
    private Instant triedAt = Instant.MIN;
    private volatile Status status;

    /**
     * How it stands.
     *
     * @param newest null: there is none, or it isn't known
     * @param since when this node began to look
     * @param problem why the last try failed; null: it didn't
     * @param made the last good one of this node; null: none yet
     * @param failures of this node
     */
    record Status(Instant newest, Instant since, String problem, PortalBackup.Made made, long failures) {

        /** Why somebody should know that the last one is too old; null: it isn't. */
        String tooOld(Instant now, Duration every) {
            Instant from = newest == null ? since : newest;
            if (Duration.between(from, now).compareTo(every.multipliedBy(2)) <= 0) {
                return null;
            }
            return newest == null
                    ? "There is no backup, and there should be one every " + every.toHours() + " h."
                    : "The newest backup is " + Duration.between(from, now).toHours()
                            + " h old, and there should be one every " + every.toHours() + " h.";
        }
    }

    BackupSchedule(PortalBackup backup, Config.Backups settings, Clock clock) {
        this.backup = backup;
        this.settings = settings;
        this.folder = new BackupFolder(settings.folder());
        this.clock = clock;
        this.status = new Status(null, clock.instant(), null, null, 0);
    }

    /** Read by any thread. */
    Status status() {
        return status;
    }

    /** Blocking. */
    void look() {
        try {
            Optional<Instant> newest = folder.newest();
            boolean due = isDue(newest);
            // What failed before is no matter while there is one that is new enough.
            status = new Status(newest.orElse(null), status.since(), due ? status.problem() : null, status.made(),
                    status.failures());
            if (due && hasRested()) {
                triedAt = clock.instant();
                make();
            }
        } catch (FailureException e) {
            failed(e.failure().detail(), e);
        } catch (IOException e) {
            failed("The folder " + settings.folder() + " can't be used: " + FileProblem.text(e), e);
        } catch (RuntimeException e) {
            failed("A defect; the log of the node says more", e);
        }
    }

    /** One of the future was made by a clock that was wrong: it doesn't count. */
    private boolean isDue(Optional<Instant> newest) {
        Instant now = clock.instant();
        return newest.filter(at -> !at.isAfter(now) && at.plus(settings.every()).isAfter(now)).isEmpty();
    }

    /** What failed is tried again, but not all the time. */
    private boolean hasRested() {
        Duration retry = settings.every().compareTo(RETRY) < 0 ? settings.every() : RETRY;
        return status.problem() == null || !triedAt.plus(retry).isAfter(clock.instant());
    }

    private void make() throws IOException {
        PortalBackup.Keys keys = settings.keys() ? new PortalBackup.Keys.Within() : new PortalBackup.Keys.Nowhere();
        PortalBackup.Made made = backup.make(new PortalBackup.Request(folder.fileFor(triedAt), false, keys,
                settings.passphrase(), PostgresPrograms.ON_THE_PATH));
        LOG.info("Backup written and read back: {}", made.text());
        status = new Status(triedAt, status.since(), null, made, status.failures());
        folder.keep(settings.kept());
    }

    private void failed(String why, Exception cause) {
        if (!why.equals(status.problem())) {
            LOG.error("The backup failed: {}", why);
            LOG.debug("The backup failed", cause);
        }
        status = new Status(status.newest(), status.since(), why, status.made(), status.failures() + 1);
    }
}
