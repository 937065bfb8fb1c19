package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Wire;
import java.time.Instant;

/** Who is there. Answered by auth on the same node, so that passwords and tokens stay inside the process. */
public final class Auth {

    /** UNAUTHENTICATED with the same text and cost for an unknown user and a wrong password; THROTTLED. */
    public static final Address<Login, LoggedIn> LOGIN = Address.onThisNode("auth.login", Login.class, LoggedIn.class);
    /** UNAUTHENTICATED for a token that is forged, expired or revoked. */
    public static final Address<VerifyToken, Principal> VERIFY_TOKEN = Address.onThisNode("auth.verify-token",
            VerifyToken.class, Principal.class);
    /** For HTTP Basic: as {@link #LOGIN}, but without a session. */
    public static final Address<VerifyPassword, Principal> VERIFY_PASSWORD = Address.onThisNode("auth.verify-password",
            VerifyPassword.class, Principal.class);
    public static final Address<Logout, Done> LOGOUT = Address.onThisNode("auth.logout", Logout.class, Done.class);
    /** FORBIDDEN for a wrong current password; THROTTLED, as that can be guessed too. Ends the user's other sessions. */
    public static final Address<ChangePassword, Done> CHANGE_PASSWORD = Address.onThisNode("auth.change-password",
            ChangePassword.class, Done.class);

    /** Encrypts a secret for the database, so that it is in clear between two parts of one node only. */
    public static final Address<Seal, Sealed> SEAL = Address.onThisNode("auth.seal", Seal.class, Sealed.class);

    private Auth() {}

    /** @param kind how the session's token will be handed over */
    @Wire("auth.login.v2")
    public record Login(String username, Secret password, String remoteAddress, String userAgent, Sessions.Kind kind) {
        public Login {
            required("username", username);
            required("password", password);
            required("kind", kind);
        }
    }

    @Wire("auth.logged-in.v1")
    public record LoggedIn(Secret token, Instant expiresAt, Users.User user) {}

    @Wire("auth.verify-token.v1")
    public record VerifyToken(Secret token) {}

    @Wire("auth.verify-password.v1")
    public record VerifyPassword(String username, Secret password, String remoteAddress) {}

    /** @param method with Basic each request stands alone */
    @Wire("auth.principal.v2")
    public record Principal(Users.User user, AuthenticationMethod method) {
        public Principal {
            required("user", user);
            required("method", method);
        }

        public boolean isAdmin() {
            return user.role() == Users.Role.ADMIN;
        }

        public Actor actor(String remoteAddress) {
            return Actor.of(user, remoteAddress, method);
        }
    }

    /** @param field what the API calls it */
    @Wire("auth.seal.v1")
    public record Seal(String field, Secret plain) {
        public Seal {
            required(field, plain);
            Checks.line(field, plain.value(), 256);
        }
    }

    /** @param secret a Fernet token */
    @Wire("auth.sealed.v1")
    public record Sealed(Secret secret) {}

    /** @param actor whose password it is; the session that they came with goes on */
    @Wire("auth.change-password.v2")
    public record ChangePassword(Actor actor, Secret currentPassword, Secret newPassword) {
        public ChangePassword {
            required("current_password", currentPassword);
            Passwords.check("new_password", newPassword);
        }
    }

    /** @param actor whose session ends, if they came with one */
    @Wire("auth.logout.v2")
    public record Logout(Actor actor) {}
}
