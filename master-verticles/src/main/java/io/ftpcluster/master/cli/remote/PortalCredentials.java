package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Who asks, and what proves it.
 *
 * @param authorization the header's value
 * @param password empty for a session, whose password nobody keeps
 */
record PortalCredentials(String user, Secret authorization, Optional<Secret> password) {

    static PortalCredentials of(String user, Secret password) {
        String both = user + ":" + password.value();
        return new PortalCredentials(user,
                new Secret("Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))),
                Optional.of(password));
    }

    static PortalCredentials ofSession(String user, Secret token) {
        return new PortalCredentials(user, new Secret("Bearer " + token.value()), Optional.empty());
    }

    boolean isSession() {
        return password.isEmpty();
    }
}
