package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Users.Credentials;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import java.util.List;
import java.util.Objects;

/** Sets passwords: refuses the common ones and stores hashes. Call it on a virtual thread. */
final class PasswordChanges {

    private final Bus bus;
    private final PasswordHasher hasher;
    private final PasswordCheck passwords;
    private final CommonPasswords common;

    PasswordChanges(Bus bus, PasswordHasher hasher, PasswordCheck passwords, CommonPasswords common) {
        this.bus = bus;
        this.hasher = hasher;
        this.passwords = passwords;
        this.common = common;
    }

    User create(Users.Create request) {
        if (isPerson(request.actor())) {
            common.refuse("password", request.password(), request.username());
        }
        Secret hash = hasher.hash(request.password()).await();
        return bus.request(Users.INSERT, new Users.Insert(request.actor(), request.username(), hash, request.role()))
                .await();
    }

    User update(Users.Update request) {
        if (request.password() != null && isPerson(request.actor())) {
            User user = bus.request(Users.FIND, new Users.Find(request.ref())).await();
            common.refuse("password", request.password(), user.username());
        }
        Secret hash = request.password() == null ? null : hasher.hash(request.password()).await();
        return bus.request(Users.STORE, new Users.Store(request.actor(), request.ref(), hash, request.role())).await();
    }

    Done changeOwn(Auth.ChangePassword request) {
        Actor actor = request.actor();
        Credentials known = confirmed(
                new PasswordCheck.Claim(actor.username(), request.currentPassword(), actor.remoteAddress()));
        // After the check: a stranger at an open session learns nothing of the password.
        if (request.newPassword().equals(request.currentPassword())) {
            throw Failure.invalid("new_password", "must differ from the current one").exception();
        }
        common.refuse("new_password", request.newPassword(), actor.username());
        Secret hash = hasher.hash(request.newPassword()).await();
        return bus.request(Users.STORE_PASSWORD, new Users.StorePassword(actor, known.passwordHash(), hash)).await();
    }

    private Credentials confirmed(PasswordCheck.Claim claim) {
        try {
            return passwords.confirm(claim);
        } catch (FailureException e) {
            if (e.failure().code() != FailureCode.UNAUTHENTICATED) {
                throw e;
            }
            // Not 401: the session is good, and a browser would ask for a login.
            throw new Failure(FailureCode.FORBIDDEN, "current_password: is wrong",
                    List.of(new Failure.FieldError("current_password", "is wrong")), 0).causedBy(e);
        }
    }

    /** What the portal itself sets was configured by whoever runs it, and checked there. */
    private static boolean isPerson(Actor actor) {
        return Objects.nonNull(actor.userId());
    }
}
