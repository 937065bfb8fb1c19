package io.ftpcluster.messages;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Who asks for a change and from where, for the audit trail.
 *
 * @param userId id of the account, or null when the portal itself acts
 * @param username the account's name, or {@code system}
 * @param remoteAddress the client's IP address, or {@code -}
 */
public record Actor(String userId, String username, String remoteAddress) {

    /** What the trail calls the portal, and would be taken for it: no new account may be called so, in whatever case. */
    private static final Set<String> RESERVED = Set.of("system", "portal", "ftpcluster");

    public static final Actor SYSTEM = new Actor(null, "system", "-");

    static boolean isReserved(String username) {
        return RESERVED.contains(username.toLowerCase(Locale.ROOT));
    }

    public Actor {
        Objects.requireNonNull(username);
        Objects.requireNonNull(remoteAddress);
    }
}
