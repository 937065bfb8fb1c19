package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.master.secrets.KeyCheck;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Actor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At start: refuses a key that doesn't fit the database, and seals again with the newest key what an older one sealed, so
 * that the older key may be dropped afterwards. In small transactions, between which others read and write: what is sealed
 * with either key is read by every node that has both, and what was interrupted goes on with the next start.
 */
public final class SecretRotation {

    private static final Logger LOG = LoggerFactory.getLogger(SecretRotation.class);
    /** Some 50 ms of the writers' turn. */
    private static final int PAGE = 500;

    private final Database database;
    private final SecretBox box;
    private final AuditRepository audit;

    public SecretRotation(Database database, SecretBox box, AuditRepository audit) {
        this.database = database;
        this.box = box;
        this.audit = audit;
    }

    /**
     * What the start before left.
     *
     * @param fingerprints of its keys
     * @param unreadable how many secrets none of them opened
     */
    private record Check(Secret sealed, List<String> fingerprints, int unreadable) {}

    /** @param next null: there is nothing more */
    private record Page(List<String> next, int renewed, int unreadable) {}

    /** How many rows were sealed again; fails UNAVAILABLE when no key fits, or one was dropped that is needed. */
    public int run() {
        Optional<Check> found = database.write(this::check);
        if (found.isEmpty()) {
            return 0;
        }
        Check check = found.get();
        requireFit(check.sealed());
        long begin = System.nanoTime();
        int renewed = 0;
        int unreadable = 0;
        for (SealedColumns columns : SealedColumns.ALL) {
            List<String> after = columns.beginning();
            while (after != null) {
                List<String> from = after;
                Page page = database.write(sql -> renew(sql, columns, from));
                renewed += page.renewed();
                unreadable += page.unreadable();
                after = page.next();
            }
        }
        requireDroppedKeys(check, unreadable);
        finish(check, renewed, unreadable, Duration.ofNanos(System.nanoTime() - begin));
        return renewed;
    }

    private Optional<Check> check(Sql sql) {
        Optional<Check> check = sql.first(
                row -> new Check(new Secret(row.getString("sealed")), list(row.getString("fingerprints")),
                        row.getInteger("unreadable")),
                "SELECT sealed, fingerprints, unreadable FROM key_check WHERE id = 1");
        if (check.isEmpty()) {
            sql.change("INSERT INTO key_check (id, sealed, fingerprints) VALUES (1, ?, ?)", KeyCheck.seal(box).value(),
                    String.join(",", box.fingerprints()));
        }
        return check;
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(",")).filter(part -> !part.isEmpty()).toList();
    }

    private void requireFit(Secret check) {
        if (!KeyCheck.fits(box, check)) {
            throw misfit();
        }
    }

    /** Rows that were spoilt before must not keep all others from working; those that a key was dropped for must. */
    private void requireDroppedKeys(Check check, int unreadable) {
        List<String> dropped = new ArrayList<>(check.fingerprints());
        dropped.removeAll(box.fingerprints());
        if (unreadable > check.unreadable() && !dropped.isEmpty()) {
            throw Failure.of(FailureCode.UNAVAILABLE,
                    "FERNET_KEY lacks a key that is still needed: " + (unreadable - check.unreadable())
                            + " stored passwords can't be decrypted without it. Put the key with the fingerprint "
                            + String.join(" or ", dropped) + " behind the others (new,old), and start this node"
                            + " again; what needs it is then encrypted anew.")
                    .exception();
        }
    }

    private void finish(Check check, int renewed, int unreadable, Duration took) {
        String fingerprints = String.join(",", box.fingerprints());
        boolean rotated = !box.isCurrent(check.sealed());
        boolean same = list(fingerprints).equals(check.fingerprints()) && unreadable == check.unreadable();
        if (!rotated && same) {
            return;
        }
        database.write(sql -> {
            sql.change("UPDATE key_check SET sealed = ?, fingerprints = ?, unreadable = ? WHERE id = 1",
                    rotated ? KeyCheck.seal(box).value() : check.sealed().value(), fingerprints, unreadable);
            if (rotated) {
                audit.add(sql, Actor.SYSTEM, "secrets.rotate", "FERNET_KEY", renewed + " passwords sealed again");
            }
            return renewed;
        });
        if (rotated) {
            LOG.info("FERNET_KEY was rotated: {} stored passwords sealed again in {} ms", renewed, took.toMillis());
        }
    }

    private Page renew(Sql sql, SealedColumns columns, List<String> after) {
        List<SealedColumns.Entry> entries = columns.page(sql, after, PAGE);
        List<SealedColumns.Entry> changes = new ArrayList<>();
        int unreadable = 0;
        for (SealedColumns.Entry entry : entries) {
            List<Secret> values = new ArrayList<>();
            for (Secret value : entry.values()) {
                Optional<Secret> renewed = isDue(value) ? renewed(value) : Optional.ofNullable(value);
                if (renewed.isEmpty() && value != null) {
                    unreadable++;
                    LOG.warn("The password of {} {} can't be decrypted with any FERNET_KEY; set it anew",
                            columns.what(), String.join(" ", entry.key()));
                }
                values.add(renewed.orElse(value));
            }
            if (!Objects.equals(values, entry.values())) {
                changes.add(new SealedColumns.Entry(entry.key(), values));
            }
        }
        if (!changes.isEmpty()) {
            columns.store(sql, changes);
        }
        return new Page(entries.size() < PAGE ? null : entries.getLast().key(), changes.size(), unreadable);
    }

    private boolean isDue(Secret value) {
        return value != null && !value.value().isEmpty() && !box.isCurrent(value);
    }

    private Optional<Secret> renewed(Secret old) {
        try {
            return Optional.of(box.seal(box.open(old)));
        } catch (FailureException e) {
            return Optional.empty();
        }
    }

    private static FailureException misfit() {
        return Failure.of(FailureCode.UNAVAILABLE, "FERNET_KEY doesn't fit this database: the passwords in it were"
                + " encrypted with another key. Give the one that the portal had before, or that its other nodes have;"
                + " new,old changes it.").exception();
    }
}
