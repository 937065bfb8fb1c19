package io.ftpcluster.master.telemetry.links;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Servers;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells agents when the interval of their server has changed. Thread-safe. */
public final class Intervals {

    private static final Logger LOG = LoggerFactory.getLogger(Intervals.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 10_000;

    private final Bus bus;
    private final Collection<AgentLink> links;
    private final LongSupplier nanoTime;
    /** The last change of each server, in nanoseconds. */
    private final Cache<String, Long> changedAt = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    /** @param links all that there are at any time */
    Intervals(Bus bus, Collection<AgentLink> links, LongSupplier nanoTime) {
        this.bus = bus;
        this.links = links;
        this.nanoTime = nanoTime;
    }

    /** Of any setting of a server. */
    public void changed(Servers.Changed event) {
        String server = event.serverId();
        changedAt.put(server, nanoTime.getAsLong());
        if (linksOf(server).findAny().isPresent()) {
            tell(server);
        }
    }

    /**
     * For a link that wasn't there when its server changed.
     *
     * @param askedAt nanoseconds before its token, and with that the interval, was looked up
     */
    void check(AgentLink link, long askedAt) {
        String server = link.owner().serverId();
        Long changed = changedAt.getIfPresent(server);
        if (changed != null && changed - askedAt > 0) {
            tell(server);
        }
    }

    private void tell(String server) {
        Long change = changedAt.getIfPresent(server);
        bus.request(Servers.FIND, new Servers.Find(server)).onSuccess(found -> {
            // Of two answers the one to the newer question counts.
            if (change == null || change.equals(changedAt.getIfPresent(server))) {
                linksOf(server).forEach(link -> link.setInterval(found.settings().telemetrySeconds()));
            }
        }).onFailure(cause -> {
            if (linksOf(server).findAny().isPresent()) {
                LOG.warn("Server {} has changed but can't be read: {}", server, cause.getMessage());
            }
        });
    }

    private Stream<AgentLink> linksOf(String server) {
        return links.stream().filter(link -> link.owner().serverId().equals(server));
    }
}
