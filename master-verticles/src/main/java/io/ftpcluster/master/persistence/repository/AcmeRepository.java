package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.messages.Acme.AccountKey;
import io.ftpcluster.messages.Acme.Certificate;
import io.ftpcluster.messages.Acme.Challenge;
import io.ftpcluster.messages.Acme.Find;
import io.ftpcluster.messages.Acme.FindChallenge;
import io.ftpcluster.messages.Acme.KeepAccountKey;
import io.ftpcluster.messages.Acme.State;
import io.ftpcluster.messages.Acme.StoreCertificate;
import io.ftpcluster.messages.Acme.StoreChallenge;
import io.ftpcluster.messages.Acme.StoreFailure;
import io.ftpcluster.messages.Acme;
import io.ftpcluster.messages.Actor;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The portal's certificate where it is ordered by ACME: one for all nodes. */
public final class AcmeRepository {

    /** The name of its row. */
    public static final String PORTAL = "portal";
    /** Of the signing keys: it signs what the portal tells its CA. */
    private static final String ACCOUNT = "acme";
    /** An order takes minutes. */
    private static final Duration CHALLENGES_KEPT = Duration.ofDays(1);

    private final Database database;
    private final AuditRepository audit;
    private final Clock clock;

    public AcmeRepository(Database database, AuditRepository audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public AccountKey accountKey(KeepAccountKey request) {
        return new AccountKey(SigningKeyRepository.keep(database, ACCOUNT, request.sealed()));
    }

    public State find(Find request) {
        return database.read(sql -> sql.first(AcmeRepository::state,
                "SELECT chain, sealed_key, ordered, tried, failures, problem, next_at FROM acme_certificates WHERE name = ?",
                PORTAL)).orElse(new State(null, null));
    }

    private static State state(Row row) {
        String chain = row.getString("chain");
        String tried = row.getString("tried");
        return new State(
                chain == null
                        ? null
                        : new Certificate(chain, new Secret(row.getString("sealed_key")), row.getString("ordered")),
                tried == null
                        ? null
                        : new Acme.Failure(tried, row.getInteger("failures"), row.getString("problem"),
                                Instant.ofEpochMilli(row.getLong("next_at"))));
    }

    public Done store(StoreCertificate request) {
        Certificate certificate = request.certificate();
        return database.write(sql -> {
            sql.change("INSERT INTO acme_certificates (name, chain, sealed_key, ordered) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET chain = excluded.chain, sealed_key = excluded.sealed_key,"
                    + " ordered = excluded.ordered, tried = NULL, failures = 0, problem = NULL, next_at = NULL", PORTAL,
                    certificate.chain(), certificate.sealedKey().value(), certificate.ordered());
            sql.change("DELETE FROM acme_challenges");
            audit.add(sql, Actor.SYSTEM, "certificate.order", PORTAL, request.text());
            return Done.DONE;
        });
    }

    public Done store(StoreFailure request) {
        Acme.Failure failure = request.failure();
        return database.write(sql -> {
            sql.change(
                    "INSERT INTO acme_certificates (name, tried, failures, problem, next_at) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET tried = excluded.tried, failures = excluded.failures,"
                            + " problem = excluded.problem, next_at = excluded.next_at",
                    PORTAL, failure.ordered(), failure.count(), failure.problem(), failure.next().toEpochMilli());
            return Done.DONE;
        });
    }

    public Done store(StoreChallenge request) {
        long now = clock.millis();
        return database.write(sql -> {
            sql.change("DELETE FROM acme_challenges WHERE made_at < ?", now - CHALLENGES_KEPT.toMillis());
            sql.change(
                    "INSERT INTO acme_challenges (token, answer, made_at) VALUES (?, ?, ?)"
                            + " ON CONFLICT (token) DO UPDATE SET answer = excluded.answer, made_at = excluded.made_at",
                    request.challenge(), request.answer(), now);
            return Done.DONE;
        });
    }

    public Challenge find(FindChallenge request) {
        return database
                .read(sql -> sql.first(row -> new Challenge(row.getString("answer")),
                        "SELECT answer FROM acme_challenges WHERE token = ? AND made_at >= ?", request.challenge(),
                        clock.millis() - CHALLENGES_KEPT.toMillis()))
                .orElseThrow(() -> Failure.notFound("No such challenge.").exception());
    }
}
