package io.ftpcluster.messages;

import java.util.Objects;

/**
 * Who asks for a change and from where, for the audit trail.
 *
 * @param userId id of the account, or null when the portal itself acts
 * @param username the account's name, or {@code system}
 * @param remoteAddress the client's IP address, or {@code -}
 */
public record Actor(String userId, String username, String remoteAddress) {

    public static final Actor SYSTEM = new Actor(null, "system", "-");

    public Actor {
        Objects.requireNonNull(username);
        Objects.requireNonNull(remoteAddress);
    }
}
