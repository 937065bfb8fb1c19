package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Diagnosis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Has the servers tried of whose certificate nothing was seen for a day, as nobody used them: its time may be over soon all the same. What
 * they show comes as from any other session. Not thread-safe: the owner of the fleet owns it.
 */
public final class CertificateProber {

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration AGE = Duration.ofDays(1);
    /** Until one that shows nothing is tried again. */
    private static final Duration RETRY = Duration.ofHours(1);
    /** In one look: 10,000 servers within 14 hours. */
    private static final int AT_ONCE = 2;

    private final Bus bus;
    private final Fleet fleet;
    private final Timeline time;
    private final LeaderScope scope;
    /** When each was tried, by its id; of {@link Timeline#nanos()}. */
    private final Map<String, Long> tried = new HashMap<>();

    /** @param probing of the lease for probes */
    public CertificateProber(Vertx vertx, Bus bus, Leadership probing, Fleet fleet, Timeline time) {
        this.bus = bus;
        this.fleet = fleet;
        this.time = time;
        this.scope = new LeaderScope(vertx, probing).every(LOOK, "Looking at certificates", this::look);
    }

    public Future<?> start() {
        return scope.start();
    }

    public Future<Void> stop(Duration limit) {
        return scope.stop(limit);
    }

    /** Doesn't wait for what it starts. */
    private Future<?> look(Leadership term) {
        long now = time.nanos();
        tried.values().removeIf(at -> now - at > RETRY.toNanos());
        fleet.all()
                .stream()
                // Those without an agent are probed each minute anyway.
                .filter(server -> !server.lacksAgent() && server.lacksCertificateOf(AGE))
                .map(ServerMonitor::id)
                .filter(id -> !tried.containsKey(id))
                .limit(AT_ONCE)
                .toList()
                .forEach(id -> {
                    tried.put(id, now);
                    // Whether it answers is for others to tell.
                    bus.request(Diagnosis.PROBE, new Diagnosis.Probe(id));
                });
        return Future.succeededFuture();
    }
}
