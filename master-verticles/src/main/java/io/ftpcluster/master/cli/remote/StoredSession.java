package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What a login leaves on this machine. */
record StoredSession(URI portal, String user, Secret token, Instant expiresAt) {

    boolean isOver(Instant now) {
        return !expiresAt.isAfter(now);
    }

    String text() {
        return new JsonObject().put("url", portal.toString())
                .put("user", user)
                .put("token", token.value())
                .put("expires_at", expiresAt.toString())
                .encodePrettily() + "\n";
    }

    /** Empty when it isn't what {@link #text} wrote. */
    static Optional<StoredSession> parse(String text) {
        try {
            JsonObject json = new JsonObject(text);
            String url = json.getString("url");
            String user = json.getString("user");
            String token = json.getString("token");
            String expiry = json.getString("expires_at");
            if (url == null || user == null || token == null || expiry == null
                    || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                return Optional.empty();
            }
            return Optional.of(new StoredSession(URI.create(url), user, new Secret(token), Instant.parse(expiry)));
        } catch (DecodeException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
