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
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At start: refuses a key that doesn't fit the database, and seals again with the newest key what an older one sealed,
 * all in one transaction, so that the older key may be dropped afterwards.
 */
public final class SecretRotation {

    private static final Logger LOG = LoggerFactory.getLogger(SecretRotation.class);
    private static final int PAGE = 500;

    private final Database database;
    private final SecretBox box;
    private final AuditRepository audit;

    public SecretRotation(Database database, SecretBox box, AuditRepository audit) {
        this.database = database;
        this.box = box;
        this.audit = audit;
    }

    /** @param account null: none */
    private record Sealed(String id, Secret password, Secret account) {}

    /**
     * Of an account that an agent makes, or a stored login.
     *
     * @param account null: none
     */
    private record SealedLogin(String serverId, String name, Secret password, Secret account) {}

    /** How many passwords were sealed again; fails UNAVAILABLE when no key fits. */
    public int run() {
        return database.write(sql -> {
            Optional<Secret> check = sql.first(row -> new Secret(row.getString("sealed")),
                    "SELECT sealed FROM key_check WHERE id = 1");
            if (check.isEmpty()) {
                sql.change("INSERT INTO key_check (id, sealed) VALUES (1, ?)", KeyCheck.seal(box).value());
                return 0;
            }
            requireFit(check.get());
            int count = sealAgain(sql) + sealAccountsAgain(sql) + sealLoginsAgain(sql) + sealJobsAgain(sql)
                    + sealProbesAgain(sql);
            if (!box.isCurrent(check.get())) {
                sql.change("UPDATE key_check SET sealed = ? WHERE id = 1", KeyCheck.seal(box).value());
                audit.add(sql, Actor.SYSTEM, "secrets.rotate", "FERNET_KEY", count + " passwords sealed again");
                LOG.info("FERNET_KEY was rotated: {} stored passwords sealed again", count);
            }
            return count;
        });
    }

    private void requireFit(Secret check) {
        if (!KeyCheck.fits(box, check)) {
            throw misfit();
        }
    }

    private int sealAgain(Sql sql) {
        int count = 0;
        List<Sealed> page = page(sql, "");
        while (!page.isEmpty()) {
            List<Tuple> changes = new ArrayList<>();
            for (Sealed old : page) {
                Optional<Secret> password = renewed("permission " + old.id(), old.password());
                Optional<Secret> account = old.account() == null
                        ? Optional.empty()
                        : renewed("permission " + old.id(), old.account());
                if (password.isPresent() || account.isPresent()) {
                    changes.add(Tuple.of(password.orElse(old.password()).value(),
                            account.map(Secret::value).orElse(old.account() == null ? null : old.account().value()),
                            old.id()));
                }
            }
            if (!changes.isEmpty()) {
                sql.changeEach("UPDATE permissions SET encrypted_pass = ?, encrypted_account = ? WHERE id = ?",
                        changes);
            }
            count += changes.size();
            page = page(sql, page.getLast().id());
        }
        return count;
    }

    /** What an agent is to make so may not be what the permission has. */
    private int sealAccountsAgain(Sql sql) {
        int count = 0;
        List<SealedLogin> page = accounts(sql, "", "");
        while (!page.isEmpty()) {
            List<Tuple> changes = new ArrayList<>();
            for (SealedLogin old : page) {
                renewed(old.name() + " on " + old.serverId(), old.password())
                        .ifPresent(sealed -> changes.add(Tuple.of(sealed.value(), old.serverId(), old.name())));
            }
            if (!changes.isEmpty()) {
                sql.changeEach("UPDATE accounts SET sealed_pass = ? WHERE server_id = ? AND name = ?", changes);
            }
            count += changes.size();
            page = accounts(sql, page.getLast().serverId(), page.getLast().name());
        }
        return count;
    }

    /** Credentials of jobs that run; there are few. */
    private int sealJobsAgain(Sql sql) {
        List<Tuple> changes = new ArrayList<>();
        sql.list(row -> new Sealed(row.getString("id"), new Secret(row.getString("sealed")), null),
                "SELECT id, sealed FROM jobs WHERE sealed IS NOT NULL")
                .forEach(old -> renewed("job " + old.id(), old.password())
                        .ifPresent(sealed -> changes.add(Tuple.of(sealed.value(), old.id()))));
        if (!changes.isEmpty()) {
            sql.changeEach("UPDATE jobs SET sealed = ? WHERE id = ?", changes);
        }
        return changes.size();
    }

    /** Passwords of the accounts that servers without an agent are tried with. */
    private int sealProbesAgain(Sql sql) {
        int count = 0;
        List<Sealed> page = probes(sql, "");
        while (!page.isEmpty()) {
            List<Tuple> changes = new ArrayList<>();
            for (Sealed old : page) {
                renewed("the probe account of " + old.id(), old.password())
                        .ifPresent(sealed -> changes.add(Tuple.of(sealed.value(), old.id())));
            }
            if (!changes.isEmpty()) {
                sql.changeEach("UPDATE servers SET probe_pass = ? WHERE id = ?", changes);
            }
            count += changes.size();
            page = probes(sql, page.getLast().id());
        }
        return count;
    }

    private static List<Sealed> probes(Sql sql, String afterId) {
        return sql.list(row -> new Sealed(row.getString("id"), new Secret(row.getString("probe_pass")), null),
                "SELECT id, probe_pass FROM servers WHERE probe_pass IS NOT NULL AND id > ? ORDER BY id LIMIT ?",
                afterId, PAGE);
    }

    private int sealLoginsAgain(Sql sql) {
        int count = 0;
        List<SealedLogin> page = logins(sql, "", "");
        while (!page.isEmpty()) {
            List<Tuple> changes = new ArrayList<>();
            for (SealedLogin old : page) {
                String whose = "the stored login " + old.name() + " on " + old.serverId();
                Optional<Secret> password = renewed(whose, old.password());
                Optional<Secret> account = old.account() == null ? Optional.empty() : renewed(whose, old.account());
                if (password.isPresent() || account.isPresent()) {
                    changes.add(Tuple.of(password.orElse(old.password()).value(),
                            account.map(Secret::value).orElse(old.account() == null ? null : old.account().value()),
                            old.serverId(), old.name()));
                }
            }
            if (!changes.isEmpty()) {
                sql.changeEach("UPDATE server_logins SET encrypted_pass = ?, encrypted_account = ? WHERE server_id = ?"
                        + " AND name = ?", changes);
            }
            count += changes.size();
            page = logins(sql, page.getLast().serverId(), page.getLast().name());
        }
        return count;
    }

    private static List<SealedLogin> logins(Sql sql, String afterServer, String afterName) {
        return sql.list(row -> {
            String account = row.getString("encrypted_account");
            return new SealedLogin(row.getString("server_id"), row.getString("name"),
                    new Secret(row.getString("encrypted_pass")), account == null ? null : new Secret(account));
        }, "SELECT server_id, name, encrypted_pass, encrypted_account FROM server_logins WHERE server_id > ? OR"
                + " (server_id = ? AND name > ?) ORDER BY server_id, name LIMIT ?", afterServer, afterServer, afterName,
                PAGE);
    }

    private static List<SealedLogin> accounts(Sql sql, String afterServer, String afterName) {
        return sql.list(
                row -> new SealedLogin(row.getString("server_id"), row.getString("name"),
                        new Secret(row.getString("sealed_pass")), null),
                "SELECT server_id, name, sealed_pass FROM accounts WHERE sealed_pass <> '' AND (server_id > ? OR"
                        + " (server_id = ? AND name > ?)) ORDER BY server_id, name LIMIT ?",
                afterServer, afterServer, afterName, PAGE);
    }

    private static List<Sealed> page(Sql sql, String afterId) {
        return sql.list(SecretRotation::sealed,
                "SELECT id, encrypted_pass, encrypted_account FROM permissions WHERE id > ? ORDER BY id LIMIT ?",
                afterId, PAGE);
    }

    private static Sealed sealed(Row row) {
        String account = row.getString("encrypted_account");
        return new Sealed(row.getString("id"), new Secret(row.getString("encrypted_pass")),
                account == null ? null : new Secret(account));
    }

    private Optional<Secret> renewed(String whose, Secret old) {
        if (box.isCurrent(old)) {
            return Optional.empty();
        }
        try {
            return Optional.of(box.seal(box.open(old)));
        } catch (FailureException e) {
            // One spoilt row must not keep all others from working.
            LOG.warn("The password of {} can't be decrypted with any FERNET_KEY; set it anew", whose);
            return Optional.empty();
        }
    }

    private static FailureException misfit() {
        return Failure.of(FailureCode.UNAVAILABLE, "FERNET_KEY doesn't fit this database: the passwords in it were"
                + " encrypted with another key. Give the one that the portal had before, or that its other nodes have;"
                + " new,old changes it.").exception();
    }
}
