package io.ftpcluster.testing;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers for telemetry what a test has told it, and publishes what changes at once. Safe for any thread. */
public final class FakeTelemetry {

    public static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    private final Bus bus;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    public FakeTelemetry(Bus bus) {
        this.bus = bus;
        bus.answer(Telemetry.STATES, this::answer);
    }

    private Telemetry.States answer(Telemetry.FindStates request) {
        asked.incrementAndGet();
        return new Telemetry.States(states.values()
                .stream()
                .filter(state -> request.serverIds() == null || request.serverIds().contains(state.serverId()))
                .toList());
    }

    /** How often somebody wanted to know all states. */
    public int asked() {
        return asked.get();
    }

    /** Without telling anybody. */
    public void know(State state) {
        states.put(state.serverId(), state);
    }

    public void publish(State... changed) {
        List.of(changed).forEach(this::know);
        bus.publish(Telemetry.TICK, new Telemetry.Tick(List.of(changed), Set.of()));
    }

    public void forget(String serverId) {
        states.remove(serverId);
        bus.publish(Telemetry.TICK, new Telemetry.Tick(List.of(), Set.of(serverId)));
    }

    /** One that is well; its id is its alias with {@code id-} before it. */
    public static State live(String alias, double memPercent) {
        return state(alias, Condition.LIVE, null, sample(memPercent), List.of());
    }

    public static State offline(String alias, String reason) {
        return state(alias, Condition.OFFLINE, reason, sample(96.5), List.of(Alerts.Kind.DISK_FULL));
    }

    public static State neverSeen(String alias) {
        return new State("id-" + alias, alias, Condition.NEVER_SEEN, null, null, "No agent has reported yet.", null,
                null, null, List.of());
    }

    public static State withId(String id, State state) {
        return new State(id, state.alias(), state.condition(), state.since(), state.lastSeen(), state.reason(),
                state.node(), state.facts(), state.latest(), state.alerts());
    }

    private static State state(String alias, Condition condition, String reason, Sample sample,
            List<Alerts.Kind> alerts) {
        return new State("id-" + alias, alias, condition, NOW, NOW, reason, "node-1",
                new HostInfo("0.1.0", "Debian GNU/Linux 12 (bookworm)", "6.1.0", "amd64", alias + ".example",
                        List.of("192.0.2.7"), "vsftpd", "3.0.3"),
                sample, alerts);
    }

    private static Sample sample(double memPercent) {
        return new Sample(NOW.toEpochMilli(), 5, memPercent, 8L << 30, 12.34, 40.0, 20L << 30, 71.5, 500L << 30, 0.42,
                1_234_567.8, 98_765.4, 86_400L, 3, Map.of("anna", 2, "bob", 1), FtpState.RUNNING, 12.34, 33.3);
    }
}
