package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Users;
import io.ftpcluster.messages.Users.Role;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Makes the account {@code admin} when there are no accounts at all, which is so at the first start only. */
public final class FirstAdmin {

    public static final String USERNAME = "admin";
    private static final int PASSWORD_BYTES = 15;

    private final Bus bus;

    public FirstAdmin(Bus bus) {
        this.bus = bus;
    }

    /** The password that was made up because none was configured, to be shown once; else empty. */
    public Future<Optional<Secret>> ensure(Optional<Secret> configured) {
        return bus.request(Users.LIST, new Users.FindAll())
                .compose(all -> all.users().isEmpty() ? create(configured) : Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<Secret>> create(Optional<Secret> configured) {
        Secret password = configured.orElseGet(FirstAdmin::madeUp);
        return bus.request(Users.CREATE, new Users.Create(Actor.SYSTEM, USERNAME, password, Role.ADMIN))
                .map(admin -> configured.isPresent() ? Optional.<Secret>empty() : Optional.of(password))
                // Another node starts for the first time too, and was quicker: its password is the one.
                .recover(e -> e instanceof FailureException refused && refused.failure()
                        .code() == FailureCode.CONFLICT
                                ? Future.succeededFuture(Optional.empty())
                                : Future.failedFuture(e));
    }

    private static Secret madeUp() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
