package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From where each account has logged in before: guesses from elsewhere must not keep its owner out. Thread-safe. */
final class KnownNetworks {

    private static final Logger LOG = LoggerFactory.getLogger(KnownNetworks.class);
    private static final int MAX_NOTED = 10_000;
    private static final Duration AGAIN = Duration.ofDays(1);

    private final Bus bus;
    /** What needn't be written again today. */
    private final Cache<Users.NoteNetwork, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(MAX_NOTED)
            .expireAfterWrite(AGAIN)
            .build();

    KnownNetworks(Bus bus) {
        this.bus = bus;
    }

    /** Best effort: at the next login again. */
    void note(String userId, String network) {
        Users.NoteNetwork note = new Users.NoteNetwork(userId, network);
        if (noted.asMap().putIfAbsent(note, true) == null) {
            bus.request(Users.NOTE_NETWORK, note).onFailure(e -> {
                noted.invalidate(note);
                LOG.debug("From where a login came could not be noted", e);
            });
        }
    }

    /** Never fails: what can't be asked now is unknown. */
    Future<Boolean> has(String userId, String network) {
        return bus.request(Users.FIND_NETWORK, new Users.FindNetwork(userId, network))
                .map(Users.Network::known)
                .otherwise(false);
    }
}
