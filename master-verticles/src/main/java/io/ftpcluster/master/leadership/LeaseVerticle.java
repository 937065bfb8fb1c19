package io.ftpcluster.master.leadership;

import io.ftpcluster.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keeps one {@link LeaseHolder} for each name that was asked for, before or after its start, on one event loop; until the
 * start, and after the stop, it holds none. Its stop gives all leases back.
 */
public final class LeaseVerticle extends VerticleBase implements Leaderships {

    private final Function<String, LeaseHolder> make;
    private final Map<String, LeaseHolder> holders = new LinkedHashMap<>();
    private boolean started;

    /** @param holder different for each process: not only for each node, which may be started twice */
    public LeaseVerticle(Vertx vertx, Bus bus, String holder) {
        this(vertx, bus, holder, System::nanoTime);
    }

    LeaseVerticle(Vertx vertx, Bus bus, String holder, LongSupplier nanoTime) {
        this.make = lease -> new LeaseHolder(vertx, bus, lease, holder, nanoTime);
    }

    @Override
    public Leadership of(String lease) {
        return holder(lease);
    }

    synchronized LeaseHolder holder(String lease) {
        LeaseHolder known = holders.get(lease);
        if (known != null) {
            return known;
        }
        LeaseHolder made = make.apply(lease);
        holders.put(lease, made);
        if (started) {
            context.runOnContext(now -> made.start());
        }
        return made;
    }

    /** Completes when each lease has been tried once, successfully or not. */
    @Override
    public Future<?> start() {
        return Future.join(begin().stream().map(LeaseHolder::start).toList());
    }

    private synchronized List<LeaseHolder> begin() {
        started = true;
        return List.copyOf(holders.values());
    }

    @Override
    public Future<?> stop() {
        return Future.join(finish().stream().map(LeaseHolder::stop).toList());
    }

    private synchronized List<LeaseHolder> finish() {
        started = false;
        return List.copyOf(holders.values());
    }
}
