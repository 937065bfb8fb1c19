package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import io.ftpcluster.master.persistence.DatabaseInspection;
import java.util.Optional;

/** The database, asked once for all checks. Thread-safe. */
final class AskedDatabase {

    private final Config config;
    private Optional<Facts> facts;
    private FailureException refusal;

    AskedDatabase(Config config) {
        this.config = config;
    }

    boolean isElsewhere() {
        return config.database().isElsewhere();
    }

    /** Empty: there is none yet. Blocks; fails with one line for people. */
    synchronized Optional<Facts> facts() {
        if (refusal != null) {
            throw refusal;
        }
        if (facts == null) {
            try {
                facts = DatabaseInspection.of(config.database(), config.dataDir());
            } catch (FailureException e) {
                refusal = e;
                throw e;
            }
        }
        return facts;
    }

    /** For checks that only need it: empty also when it can't be asked, which another one tells. */
    Optional<Facts> known() {
        try {
            return isElsewhere() ? Optional.empty() : facts();
        } catch (FailureException e) {
            return Optional.empty();
        }
    }

    /** Empty: nothing is wrong with its file, or it isn't one. */
    Optional<String> damage() {
        return config.database().url().filter(url -> !url.startsWith("jdbc:sqlite:")).isPresent()
                ? Optional.empty()
                : DatabaseInspection.damage(config.database(), config.dataDir());
    }
}
