package io.ftpcluster.master.telemetry.metrics;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry.Tick;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The fleet for Prometheus, made when it is asked for: a meter per server and value would cost more memory than all that
 * is known of the servers. What isn't known, or not of a live server, has no sample. Thread-safe.
 */
public final class FleetMetrics implements MultiCollector {

    private static final String PREFIX = "ftpcluster_server_";

    private final Map<String, State> states = new ConcurrentHashMap<>();

    public void update(Tick tick) {
        tick.gone().forEach(states::remove);
        tick.changed().forEach(state -> states.put(state.serverId(), state));
    }

    @Override
    public MetricSnapshots collect() {
        // By alias: for a moment two servers may seem to have the same, which a registry refuses.
        Map<String, State> byAlias = new TreeMap<>();
        states.values().forEach(state -> byAlias.put(state.alias(), state));
        Collection<State> all = byAlias.values();
        return MetricSnapshots.of(
                gauge("up", "1 while the server is live, by its agent or by the portal's probe; else 0.", all,
                        state -> state.condition() == Condition.LIVE ? 1.0 : 0.0),
                gauge("last_seen_timestamp_seconds",
                        "When the server's agent was heard or a probe was answered last, in seconds since 1970.", all,
                        state -> state.lastSeen() == null ? null : state.lastSeen().toEpochMilli() / 1000.0),
                gauge("probe_seconds", "How long a server without an agent took to answer the last probe.", all,
                        state -> state.probe() == null || !state.probe().answers()
                                ? null
                                : state.probe().millis() / 1000.0),
                gauge("certificate_not_after_timestamp_seconds",
                        "When the certificate that the server showed last ends, in seconds since 1970.", all,
                        state -> state.certificateEnd() == null
                                ? null
                                : (double) state.certificateEnd().getEpochSecond()),
                gauge("memory_used_ratio", "Used memory of the server, 0 to 1.", all,
                        live(sample -> ratio(sample.memPercent()))),
                gauge("cpu_used_ratio", "Used processor time of the server, 0 to 1.", all,
                        live(sample -> ratio(sample.cpuPercent()))),
                gauge("ftp_sessions", "FTP sessions that are open on the server.", all,
                        live(sample -> sample.ftpSessions() == null ? null : sample.ftpSessions().doubleValue())),
                fileSystems("disk_used_ratio",
                        "Used space of the server's file system, 0 to 1: of / and of the FTP users' files.", all,
                        Sample::rootDiskPercent, Sample::ftpDiskPercent),
                fileSystems("inodes_used_ratio",
                        "Taken inodes of the server's file system, 0 to 1: of / and of the FTP users' files.", all,
                        Sample::rootInodesPercent, Sample::ftpInodesPercent));
    }

    private static GaugeSnapshot fileSystems(String name, String help, Collection<State> all,
            Function<Sample, Double> rootPercent, Function<Sample, Double> ftpPercent) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>(2 * all.size());
        Function<State, Double> root = live(sample -> ratio(rootPercent.apply(sample)));
        Function<State, Double> ftp = live(sample -> ratio(ftpPercent.apply(sample)));
        for (State state : all) {
            add(points, root.apply(state), Labels.of("server", state.alias(), "filesystem", "root"));
            add(points, ftp.apply(state), Labels.of("server", state.alias(), "filesystem", "ftp"));
        }
        return new GaugeSnapshot(new MetricMetadata(PREFIX + name, help), points);
    }

    private static GaugeSnapshot gauge(String name, String help, Collection<State> all, Function<State, Double> value) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>(all.size());
        for (State state : all) {
            add(points, value.apply(state), Labels.of("server", state.alias()));
        }
        return new GaugeSnapshot(new MetricMetadata(PREFIX + name, help), points);
    }

    private static void add(List<GaugeDataPointSnapshot> points, Double value, Labels labels) {
        if (value != null) {
            points.add(new GaugeDataPointSnapshot(value, labels, null));
        }
    }

    private static Function<State, Double> live(Function<Sample, Double> value) {
        return state -> state.condition() == Condition.LIVE && state.latest() != null
                ? value.apply(state.latest())
                : null;
    }

    private static Double ratio(Double percent) {
        return percent == null ? null : percent / 100;
    }
}
