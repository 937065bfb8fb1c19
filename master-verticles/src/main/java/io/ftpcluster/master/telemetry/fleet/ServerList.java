package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.text.LogThrottle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the {@link Fleet} as the servers are registered: all at the start and now and then, one when it changes. */
public final class ServerList {

    private static final Logger LOG = LoggerFactory.getLogger(ServerList.class);

    /** Questions for one server; more would crowd others out at the database. */
    private static final int MOST_AT_ONCE = 32;
    private static final String LIST = "list";

    private final Bus bus;
    private final Fleet fleet;
    private final Consumer<String> forgotten;
    private Future<Void> loading = Future.succeededFuture();
    private Future<Void> next;
    private int finding;
    private final LogThrottle failures = LogThrottle.untilOver();

    /** @param forgotten is told the id of each server that is gone */
    public ServerList(Bus bus, Fleet fleet, Consumer<String> forgotten) {
        this.bus = bus;
        this.fleet = fleet;
        this.forgotten = forgotten;
    }

    public Future<Void> loadAll() {
        return bus.request(Servers.LIST, new Servers.FindAll()).map(found -> {
            fleet.registerAll(found.servers()).forEach(forgotten);
            failures.over(LIST);
            return null;
        });
    }

    /** As {@link #loadAll}; a failure is logged, once until it is over. */
    public void refresh() {
        loadAll().onFailure(cause -> failures.admit(LIST)
                .ifPresent(first -> LOG.error("The list of servers can't be read now: {}", cause.getMessage())));
    }

    public void changed(Servers.Changed event) {
        find(event.serverId()).onFailure(cause -> {
            if (!isNotFound(cause)) {
                LOG.warn("Server {} has changed but can't be read: {}", event.serverId(), cause.getMessage());
            }
        });
    }

    /** From memory, or from the database for one that was registered a moment ago; NOT_FOUND for one that is gone. */
    public Future<ServerMonitor> require(String serverId) {
        return fleet.find(serverId).map(Future::succeededFuture).orElseGet(() -> find(serverId));
    }

    /** Alone, or when many are asked for at once, with all the others. */
    private Future<ServerMonitor> find(String serverId) {
        if (finding >= MOST_AT_ONCE) {
            return loadAllNext().compose(loaded -> fleet.find(serverId)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future
                            .failedFuture(Failure.notFound("There is no server " + serverId + ".").exception())));
        }
        finding++;
        return bus.request(Servers.FIND, new Servers.Find(serverId))
                .onComplete(answer -> finding--)
                .map(fleet::register)
                .onFailure(cause -> {
                    if (isNotFound(cause)) {
                        fleet.forget(serverId);
                        forgotten.accept(serverId);
                    }
                });
    }

    /** The next load that begins after this moment, for all who ask before it does. */
    private Future<Void> loadAllNext() {
        if (next == null) {
            Promise<Void> loaded = Promise.promise();
            next = loaded.future();
            Future<Void> mine = next;
            loading.onComplete(earlier -> {
                next = null;
                loading = loadAll().onComplete(loaded);
            });
            return mine;
        }
        return next;
    }

    private static boolean isNotFound(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() == FailureCode.NOT_FOUND;
    }
}
