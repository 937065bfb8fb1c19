package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.telemetry.history.History;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Telemetry.Linked;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry.Unlinked;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Consumer;

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
    private final NodeRef self;
    private final Consumer<String> answered;

    /**
     * @param self this node
     * @param answered is told the id of each server without an agent that answered a probe
     */
    public FleetUpdater(Bus bus, Fleet fleet, ServerList servers, History history, Timeline time, NodeRef self,
            Consumer<String> answered) {
        this.bus = bus;
        this.fleet = fleet;
        this.servers = servers;
        this.history = history;
        this.time = time;
        this.self = self;
        this.answered = answered;
    }

    public Future<Void> linked(Linked link, NodeRef from) {
        return servers.require(link.serverId()).map(monitor -> {
            monitor.linked(link, from);
            endOutdated(monitor);
            return null;
        });
    }

    public Future<Void> unlinked(Unlinked link) {
        return servers.require(link.serverId()).map(monitor -> {
            monitor.unlinked(link);
            return null;
        });
    }

    /** What another node tells twice counts once. */
    public Future<Void> reported(Report report, NodeRef from) {
        return servers.require(report.serverId()).map(monitor -> {
            if (from.equals(self) || !monitor.knows(report.sample())) {
                monitor.reported(report.sample(), from);
                history.add(report.serverId(), now(), report.sample());
            }
            return null;
        });
    }

    public Future<Void> probed(Probed outcome) {
        return servers.require(outcome.serverId()).map(monitor -> {
            monitor.probed(outcome);
            if (outcome.isReached()) {
                answered.accept(outcome.serverId());
            }
            return null;
        });
    }

    /** What another node has heard before. */
    Future<Void> learned(Snapshot heard, NodeRef from) {
        return servers.require(heard.serverId()).map(monitor -> {
            if (monitor.learn(heard, from)) {
                history.add(heard.serverId(), now(), heard.latest());
            }
            endOutdated(monitor);
            return null;
        });
    }

    /** All links of that node but these are over. */
    void onlyLinks(NodeRef of, Set<String> linkIds) {
        fleet.all()
                .forEach(monitor -> monitor.untie(tie -> tie.master().equals(of) && !linkIds.contains(tie.linkId()),
                        "its master says so"));
    }

    /** A node that was cut off may hold links of which it doesn't know that they are dead. */
    private void endOutdated(ServerMonitor monitor) {
        Agents.TakenOver newer = monitor.outdatedBy();
        if (newer != null) {
            bus.publish(Agents.OUTDATED, newer);
        }
    }

    private long now() {
        return time.instant().getEpochSecond();
    }
}
