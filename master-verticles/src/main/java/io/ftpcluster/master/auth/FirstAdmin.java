package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.util.Optional;

/** Makes the account {@code admin} when there are no accounts at all, which is so at the first start only. */
public final class FirstAdmin {

    public static final String USERNAME = "admin";

    private final Bus bus;

    /**
     * What came of it.
     *
     * @param madePassword made up because none was configured, to be shown once; else empty
     * @param existed there were accounts already, so that a configured password means nothing
     */
    public record Outcome(Optional<Secret> madePassword, boolean existed) {}

    public FirstAdmin(Bus bus) {
        this.bus = bus;
    }

    /** Fails INVALID for a configured password that is guessed first. */
    public Future<Outcome> ensure(Optional<Secret> configured) {
        return bus.request(Users.LIST, new Users.FindAll())
                .compose(all -> all.users().isEmpty()
                        ? create(configured)
                        : Future.succeededFuture(new Outcome(Optional.empty(), true)));
    }

    private Future<Outcome> create(Optional<Secret> configured) {
        Optional<String> objection = configured.flatMap(given -> CommonPasswords.load().objection(given, USERNAME));
        if (objection.isPresent()) {
            return Future.failedFuture(
                    Failure.of(FailureCode.INVALID, "FTPCLUSTER_ADMIN_PASSWORD " + objection.get()).exception());
        }
        Secret password = configured.orElseGet(GeneratedPassword::make);
        return bus.request(Users.CREATE, new Users.Create(Actor.SYSTEM, USERNAME, password, Role.ADMIN))
                .map(admin -> new Outcome(configured.isPresent() ? Optional.empty() : Optional.of(password), false))
                // Another node starts for the first time too, and was quicker: its password is the one.
                .recover(e -> e instanceof FailureException refused && refused.failure().code() == FailureCode.CONFLICT
                        ? Future.succeededFuture(new Outcome(Optional.empty(), true))
                        : Future.failedFuture(e));
    }
}
