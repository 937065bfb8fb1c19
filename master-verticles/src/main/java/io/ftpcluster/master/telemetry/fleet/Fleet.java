package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Certificates;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Telemetry.Seen;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All registered servers, how each stands, and what is to be told of them. Not thread-safe: one event loop owns it. */
public final class Fleet {

    private final NodeRef self;
    private final Timeline time;
    private final AlertRules alerts;
    private final Map<String, ServerMonitor> watches = new LinkedHashMap<>();
    private final Set<String> gone = new HashSet<>();
    private long quietUntil;
    private boolean alerting = true;
    private boolean paused;

    /** @param self this node */
    public Fleet(NodeRef self, Timeline time, AlertRules alerts) {
        this.self = self;
        this.time = time;
        this.alerts = alerts;
        beQuiet();
    }

    /** A server that is registered, new or changed. */
    ServerMonitor register(Server server) {
        gone.remove(server.id());
        ServerMonitor monitor = watches.computeIfAbsent(server.id(),
                id -> new ServerMonitor(id, server.alias(), time, self));
        monitor.rename(server.alias());
        monitor.setSecure(server.settings().ftpSecurity() != FtpSecurity.NONE);
        return monitor;
    }

    /** All that are registered. Returns the ids of those that no longer are. */
    Set<String> registerAll(Collection<Server> servers) {
        servers.forEach(this::register);
        Set<String> there = servers.stream().map(Server::id).collect(Collectors.toSet());
        Set<String> missing = new HashSet<>(watches.keySet());
        missing.removeAll(there);
        missing.forEach(this::forget);
        return missing;
    }

    void forget(String serverId) {
        ServerMonitor monitor = watches.remove(serverId);
        if (monitor != null) {
            if (alerting) {
                alerts.endAll(monitor, time.instant());
            }
            gone.add(serverId);
        }
    }

    /** What earlier runs of the portal knew; of servers that are gone, nothing. */
    public void restore(List<Seen> seen, List<Alert> raised) {
        seen.forEach(one -> find(one.serverId()).ifPresent(monitor -> monitor.restore(one)));
        raised.forEach(alert -> find(alert.serverId()).ifPresent(monitor -> monitor.restore(alert)));
        watches.values().forEach(ServerMonitor::judge);
    }

    public Optional<ServerMonitor> find(String serverId) {
        return Optional.ofNullable(watches.get(serverId));
    }

    public Collection<ServerMonitor> all() {
        return watches.values();
    }

    /** To whichever node. */
    public void shown(Certificates.Shown certificate) {
        find(certificate.serverId()).ifPresent(monitor -> monitor.shown(certificate));
    }

    /** Of which accounts have not worked for some time; of no others they have. */
    public void setFailures(List<Accounts.Failures> servers) {
        Map<String, Accounts.Failures> found = servers.stream()
                .collect(Collectors.toMap(Accounts.Failures::serverId, failures -> failures));
        watches.values()
                .forEach(monitor -> monitor.setFailures(
                        found.getOrDefault(monitor.id(), new Accounts.Failures(monitor.id(), 0, List.of()))));
    }

    /** Whose last update failed; no others' did. */
    public void setUpdateFailures(List<Rollouts.UpdateFailure> failures) {
        Map<String, Rollouts.UpdateFailure> found = failures.stream()
                .collect(Collectors.toMap(Rollouts.UpdateFailure::serverId, failure -> failure, (one, other) -> one));
        watches.values().forEach(monitor -> monitor.setUpdateFailure(found.get(monitor.id()), true));
    }

    /** What was known of accounts and updates may be old. */
    public void forgetFailures() {
        watches.values().forEach(monitor -> {
            monitor.setFailures(null);
            monitor.setUpdateFailure(null, false);
        });
    }

    /** In the order of their aliases. */
    public List<State> states(Set<String> serverIds) {
        return watches.values()
                .stream()
                .filter(monitor -> serverIds == null || serverIds.contains(monitor.id()))
                .map(ServerMonitor::state)
                .sorted((a, b) -> String.CASE_INSENSITIVE_ORDER.compare(a.alias(), b.alias()))
                .toList();
    }

    /** Whether this node is the one that raises and ends alerts. */
    public void setAlerting(boolean ours) {
        alerting = ours;
    }

    /** A node is gone, and with it its links; their agents have some time to come to another one. */
    void ended(NodeRef master) {
        beQuiet();
        watches.values()
                .forEach(monitor -> monitor.untie(tie -> tie.master().equals(master),
                        "the master that held it, " + master.name() + ", is gone"));
    }

    /** For a while nobody who is offline raises an alert: it may be the portal's own fault. */
    private void beQuiet() {
        quietUntil = time.nanos() + ServerStatus.RETURN.toNanos();
    }

    /** Whether this process stood still before the last {@link #tick}. */
    public boolean hasPaused() {
        return paused;
    }

    /** To be called about once a second: judges all and tells what has changed since the last time. */
    public Tick tick() {
        paused = time.tick();
        if (paused) {
            beQuiet();
        }
        boolean quiet = time.nanos() < quietUntil;
        List<State> changed = new ArrayList<>();
        for (ServerMonitor monitor : watches.values()) {
            monitor.judge();
            if (alerting) {
                alerts.apply(monitor, time.instant(), quiet);
            }
            if (monitor.takeChanged()) {
                changed.add(monitor.state());
            }
        }
        Tick tick = new Tick(changed, gone);
        gone.clear();
        return tick;
    }
}
