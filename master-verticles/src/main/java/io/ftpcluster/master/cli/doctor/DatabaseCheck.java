package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import java.util.Optional;

/** Whether the database is there, whole, and of this version. */
final class DatabaseCheck implements Check {

    private final AskedDatabase database;
    private final LocalPortal portal;

    DatabaseCheck(AskedDatabase database, LocalPortal portal) {
        this.database = database;
        this.portal = portal;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Finding look() throws InterruptedException {
        if (database.isElsewhere()) {
            return Finding.skipped("Another node owns it (FTPCLUSTER_DATABASE_URL=none): look there.");
        }
        try {
            Optional<Facts> facts = database.facts();
            return facts.isPresent() ? judge(facts.get()) : Finding.ok("There is none yet: the first start makes it.");
        } catch (FailureException e) {
            return Finding.failure(e.failure().detail(),
                    "Does it run, is it reached from here, and are FTPCLUSTER_DATABASE_URL, _USER and _PASSWORD right?"
                            + " docs/database.md has how it is set up.");
        }
    }

    private Finding judge(Facts facts) throws InterruptedException {
        String what = facts.product() + ", " + facts.place();
        return switch (facts.schema()) {
            case EMPTY -> Finding.ok(what + ". It is empty: the first start makes its tables.");
            case NEWER -> Finding.failure(what + ". A newer version of FTPCluster has used it.",
                    "Start that version, or restore a copy from before.");
            case OLDER -> Finding.warning(what + ". It is of an older version.",
                    "The next start of this version brings it up to date; the older version can't use it then. Make a copy first.");
            case CURRENT -> damage()
                    .map(damage -> Finding.failure(what + " is damaged: " + damage,
                            "Stop the portal, keep the file, and restore a backup."))
                    .orElseGet(() -> Finding.ok(what + "."));
        };
    }

    /** A portal that runs would have to wait with what it must clean up meanwhile. */
    private Optional<String> damage() throws InterruptedException {
        return portal.readiness().isPresent() ? Optional.empty() : database.damage();
    }
}
