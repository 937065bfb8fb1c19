package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Auth.LoggedIn;
import io.ftpcluster.messages.Auth.Principal;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.StoredLogins;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Answers who is there, and hashes or encrypts what persistence stores. Deploy it on virtual threads. */
public final class AuthVerticle extends VerticleBase {

    private static final int MAX_USER_AGENT_LENGTH = 256;

    private final Bus bus;
    private final PasswordCheck passwords;
    private final PasswordChanges changes;
    private final Tokens tokens;
    private final AccountPasswords accountPasswords;
    private final LoginSealer logins;

    /** @param hasher stays the caller's to close */
    public AuthVerticle(Bus bus, PasswordHasher hasher, LoginThrottle throttle, VerifiedCredentials verified,
            Tokens tokens, SecretBox box) {
        this.bus = bus;
        this.passwords = new PasswordCheck(bus, hasher, throttle, verified);
        this.changes = new PasswordChanges(bus, hasher, passwords, CommonPasswords.load());
        this.tokens = tokens;
        this.accountPasswords = new AccountPasswords(box);
        this.logins = new LoginSealer(bus, box, accountPasswords);
    }

    @Override
    public Future<?> start() {
        return Future
                .all(List.of(bus.answer(Auth.LOGIN, this::login), bus.answerLater(Auth.VERIFY_TOKEN, this::verifyToken),
                        bus.answer(Auth.VERIFY_PASSWORD, this::verifyPassword), bus.answer(Auth.LOGOUT, this::logout),
                        bus.answer(Auth.CHANGE_PASSWORD, changes::changeOwn), bus.answer(Users.CREATE, changes::create),
                        bus.answer(Users.UPDATE, changes::update), bus.answer(Permissions.CREATE, logins::create),
                        bus.answer(Permissions.UPDATE, logins::update), bus.answer(StoredLogins.CREATE, logins::create),
                        bus.answer(StoredLogins.UPDATE, logins::update), bus.answer(Accounts.ROTATE, this::rotate),
                        bus.answer(Auth.SEAL, logins::seal)))
                .onSuccess(answering -> bus.answerLocally(Auth.VERIFY_TOKEN, this::knownPrincipal));
    }

    @Override
    public Future<?> stop() {
        bus.endLocally(Auth.VERIFY_TOKEN);
        return Future.succeededFuture();
    }

    private LoggedIn login(Auth.Login login) {
        User user = passwords.login(new PasswordCheck.Claim(login.username(), login.password(), login.remoteAddress()));
        Actor actor = Actor.of(user, Objects.requireNonNullElse(login.remoteAddress(), "-"),
                AuthenticationMethod.PASSWORD);
        Session session = bus
                .request(Sessions.INSERT, new Sessions.Insert(actor, tokens.expiry(), userAgent(login), login.kind()))
                .await();
        return new LoggedIn(tokens.issue(session), session.expiresAt(), session.user());
    }

    private static String userAgent(Auth.Login login) {
        String given = Objects.requireNonNullElse(login.userAgent(), "");
        return given.length() > MAX_USER_AGENT_LENGTH ? given.substring(0, MAX_USER_AGENT_LENGTH) : given;
    }

    /** Every request asks this, so it goes on from answer to answer: a thread that waits costs more than the work. */
    private Future<Principal> verifyToken(Auth.VerifyToken request) {
        return tokens.verify(request.token())
                .compose(claims -> bus.request(Sessions.FIND, new Sessions.Find(claims.sessionId()))
                        .recover(AuthVerticle::refused)
                        .map(session -> principal(session, claims)));
    }

    private Optional<Principal> knownPrincipal(Auth.VerifyToken request) {
        return tokens.known(request.token())
                .flatMap(claims -> bus.askLocally(Sessions.FIND, new Sessions.Find(claims.sessionId()))
                        .map(session -> principal(session, claims)));
    }

    private static Future<Session> refused(Throwable cause) {
        boolean missing = cause instanceof FailureException e && e.failure().code() == FailureCode.NOT_FOUND;
        return Future.failedFuture(missing ? Tokens.refused(cause) : cause);
    }

    private static Principal principal(Session session, Tokens.Claims claims) {
        if (!session.user().id().equals(claims.userId())) {
            throw Tokens.refused(null);
        }
        return new Principal(session.user(), AuthenticationMethod.session(session.id()));
    }

    private Principal verifyPassword(Auth.VerifyPassword request) {
        return new Principal(
                passwords.request(
                        new PasswordCheck.Claim(request.username(), request.password(), request.remoteAddress())),
                AuthenticationMethod.PASSWORD);
    }

    private Done logout(Auth.Logout request) {
        // With Basic there is no session to end.
        request.actor().method().sessionId().ifPresent(id -> revoke(request.actor(), id));
        return Done.DONE;
    }

    private void revoke(Actor actor, String sessionId) {
        try {
            bus.request(Sessions.REVOKE, new Sessions.Revoke(actor, sessionId)).await();
        } catch (FailureException e) {
            // Another tab was quicker.
            if (e.failure().code() != FailureCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    private Accounts.Account rotate(Accounts.Rotate request) {
        return bus
                .request(Accounts.STORE_PASSWORD,
                        new Accounts.StorePassword(request.actor(), request.serverRef(), request.name(),
                                accountPasswords.make()))
                .await();
    }
}
