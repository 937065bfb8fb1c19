package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Users.Credentials;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a password is its user's, at the same cost and with the same answer when there is no such user. Call it on a
 * virtual thread. Fails UNAUTHENTICATED, THROTTLED, or UNAVAILABLE when too many come at once.
 */
final class PasswordCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final int MAX_NAME_LENGTH = 64;

    private final Bus bus;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;
    private final VerifiedCredentials verified;
    private final KnownNetworks networks;

    /** Who claims to be whom, from where. */
    record Claim(String username, Secret password, String remoteAddress) {}

    PasswordCheck(Bus bus, PasswordHasher hasher, LoginThrottle throttle, VerifiedCredentials verified) {
        this.bus = bus;
        this.hasher = hasher;
        this.throttle = throttle;
        this.verified = verified;
        this.networks = new KnownNetworks(bus);
    }

    /** Hashes each time. */
    User login(Claim claim) {
        Optional<Credentials> known = find(claim.username());
        User user = decide(known, attempt(claim, known));
        // The hash may have waited for seconds: a password that was changed meanwhile must not open a session.
        Optional<Credentials> now = find(claim.username());
        if (now.equals(known)) {
            upgrade(claim, known);
            return user;
        }
        // Of two logins at once the other one may have upgraded the hash.
        if (hasher.isOutdated(stored(known)) && !hasher.isOutdated(stored(now))) {
            return login(claim);
        }
        throw wrong();
    }

    /** Who changes the own password must know it, whatever session or cached answer there is. */
    Credentials confirm(Claim claim) {
        Optional<Credentials> known = find(claim.username());
        decide(known, attempt(claim, known));
        return known.orElseThrow();
    }

    /** For each request with HTTP Basic: hashes only when it hasn't done so of late. */
    User request(Claim claim) {
        // Read each time, so that a changed password or a deleted user ends it at once.
        Optional<Credentials> known = find(claim.username());
        Secret hash = stored(known);
        User user = decide(known,
                verified.verify(claim.username(), claim.password(), hash, () -> attempt(claim, known)));
        upgrade(claim, known);
        return user;
    }

    private Optional<Credentials> find(String username) {
        try {
            return Optional.of(bus.request(Users.CREDENTIALS, new Users.FindCredentials(username)).await());
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Best effort: the old hash is as good for the next login. */
    private void upgrade(Claim claim, Optional<Credentials> known) {
        if (known.isEmpty() || !hasher.isOutdated(stored(known))) {
            return;
        }
        User user = known.get().user();
        try {
            Secret hash = hasher.hash(claim.password()).await();
            bus.request(Users.UPGRADE_HASH, new Users.UpgradeHash(user.id(), stored(known), hash)).await();
            LOG.info("The imported password hash of {} was replaced by a new one", user.username());
        } catch (FailureException e) {
            LOG.warn("The imported password hash of {} stays for now: {}", user.username(), e.failure().detail());
        }
    }

    private Secret stored(Optional<Credentials> known) {
        return known.map(Credentials::passwordHash).orElse(hasher.unmatchable());
    }

    private static User decide(Optional<Credentials> known, Future<Boolean> matches) {
        if (!matches.await() || known.isEmpty()) {
            throw wrong();
        }
        return known.get().user();
    }

    private static FailureException wrong() {
        return Failure.of(FailureCode.UNAUTHENTICATED, "The user name or the password is wrong.").exception();
    }

    /** One guess: counted before the hash, given back unless the hash says no. */
    private Future<Boolean> attempt(Claim claim, Optional<Credentials> known) {
        String network = LoginThrottle.network(claim.remoteAddress());
        return throttle.reserve(subject(claim, known), claim.remoteAddress())
                .compose(attempt -> hasher.verify(claim.password(), stored(known)).onComplete(outcome -> {
                    if (outcome.failed() || outcome.result()) {
                        attempt.refund();
                    } else {
                        recordRefusal(claim);
                    }
                    if (outcome.succeeded() && outcome.result()) {
                        known.ifPresent(account -> networks.note(account.user().id(), network));
                    }
                }));
    }

    private LoginThrottle.Subject subject(Claim claim, Optional<Credentials> known) {
        return new LoginThrottle.Subject(claim.username(), known.map(Credentials::unlockedAt).orElse(0L),
                network -> known.map(account -> networks.has(account.user().id(), network))
                        .orElse(Future.succeededFuture(false)));
    }

    /** Best effort: a trail that can't be written doesn't change the answer. */
    private void recordRefusal(Claim claim) {
        String name = claim.username().length() > MAX_NAME_LENGTH
                ? claim.username().substring(0, MAX_NAME_LENGTH)
                : claim.username();
        String address = claim.remoteAddress() == null ? "-" : claim.remoteAddress();
        Audit.Entry entry = new Audit.Entry(Actor.stranger(address), "session.refused", name, "");
        bus.request(Audit.RECORD, entry)
                .onFailure(e -> LOG.warn("A refused login from {} could not be recorded", address, e));
    }
}
