package io.ftpcluster.messages;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Who asks, from where and how they came: what a part of the portal needs to decide whether they may, and for the audit
 * trail.
 *
 * @param userId id of the account, or null when the portal itself acts, and for strangers
 * @param username the account's name, or {@code system}
 * @param role the account's when the request came; null for strangers
 * @param remoteAddress the client's IP address, or {@code -}
 */
public record Actor(String userId, String username, Users.Role role, String remoteAddress,
        AuthenticationMethod method) {

    /** What the trail calls the portal, and would be taken for it: no new account may be called so, in whatever case. */
    private static final Set<String> RESERVED = Set.of("system", "portal", "ftpcluster");

    public static final Actor SYSTEM = new Actor(null, "system", Users.Role.ADMIN, "-", AuthenticationMethod.SYSTEM);

    public static boolean isReserved(String username) {
        return RESERVED.contains(username.toLowerCase(Locale.ROOT));
    }

    public Actor {
        Objects.requireNonNull(username);
        Objects.requireNonNull(remoteAddress);
        Objects.requireNonNull(method);
    }

    public static Actor of(Users.User user, String remoteAddress, AuthenticationMethod method) {
        return new Actor(user.id(), user.username(), user.role(), remoteAddress, method);
    }

    /** Somebody who has not been recognized. */
    public static Actor stranger(String remoteAddress) {
        return new Actor(null, "-", null, remoteAddress, AuthenticationMethod.NONE);
    }
}
