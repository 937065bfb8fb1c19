package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.telemetry.history.History;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Telemetry.Linked;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry.Unlinked;
import io.vertx.core.Future;
import java.util.Set;

/**
 * What servers say, whichever node heard it, goes into the states and the history of this one. Each completes when it counts
 * here, and fails NOT_FOUND for a server that is gone.
 */
public final class FleetUpdater {

    private final Bus bus;
    private final Fleet fleet;
    private final ServerList servers;
    private final History history;
    private final Timeline time;
    private final Master self;

    /** @param self this node */
    public FleetUpdater(Bus bus, Fleet fleet, ServerList servers, History history, Timeline time, Master self) {
        this.bus = bus;
        this.fleet = fleet;
        this.servers = servers;
        this.history = history;
        this.time = time;
        this.self = self;
    }

    public Future<Void> linked(Linked link, Master from) {
        return servers.require(link.serverId()).map(watch -> {
            watch.linked(link, from);
            endOutdated(watch);
            return null;
        });
    }

    public Future<Void> unlinked(Unlinked link) {
        return servers.require(link.serverId()).map(watch -> {
            watch.unlinked(link);
            return null;
        });
    }

    /** What another node tells twice counts once. */
    public Future<Void> reported(Report report, Master from) {
        return servers.require(report.serverId()).map(watch -> {
            if (from.equals(self) || !watch.knows(report.sample())) {
                watch.reported(report.sample(), from);
                history.add(report.serverId(), now(), report.sample());
            }
            return null;
        });
    }

    /** What another node has heard before. */
    Future<Void> learned(Snapshot heard, Master from) {
        return servers.require(heard.serverId()).map(watch -> {
            if (watch.learn(heard, from)) {
                history.add(heard.serverId(), now(), heard.latest());
            }
            endOutdated(watch);
            return null;
        });
    }

    /** All links of that node but these are over. */
    void onlyLinks(Master of, Set<String> linkIds) {
        fleet.all()
                .forEach(watch -> watch.untie(tie -> tie.master().equals(of) && !linkIds.contains(tie.linkId()),
                        "its master says so"));
    }

    /** A node that was cut off may hold links of which it doesn't know that they are dead. */
    private void endOutdated(ServerMonitor watch) {
        Agents.TakenOver newer = watch.outdatedBy();
        if (newer != null) {
            bus.publish(Agents.OUTDATED, newer);
        }
    }

    private long now() {
        return time.instant().getEpochSecond();
    }
}
