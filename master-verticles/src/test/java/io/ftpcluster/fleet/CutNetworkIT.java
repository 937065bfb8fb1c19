package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.fleet.Fleet.Member;
import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.FaultyHost;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents on hosts whose network or life breaks off, each in its own way, all at the same time. */
class CutNetworkIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** The usual one. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** Two intervals and a grace of 2 s; and some for a busy machine, as below. */
    private static final Duration STALE = Duration.ofSeconds(40);
    /** 30 s without a frame, or 10 s without a link. */
    private static final Duration OFFLINE = Duration.ofSeconds(60);
    /** An agent that pings tries again after at most a minute or so. */
    private static final Duration BACK = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    /** What happens to a host, and how it ends. */
    private enum NetworkFault {
        CUT {
            @Override
            void begin(FaultyHost host) {
                host.cut();
            }

            @Override
            void end(FaultyHost host) {
                host.mendCable();
            }
        },
        LOSS {
            @Override
            void begin(FaultyHost host) {
                host.loseAll();
            }

            @Override
            void end(FaultyHost host) {
                host.hurry();
            }
        },
        FREEZE {
            @Override
            void begin(FaultyHost host) {
                host.freeze();
            }

            @Override
            void end(FaultyHost host) {
                host.thaw();
            }
        };

        abstract void begin(FaultyHost host);

        abstract void end(FaultyHost host);
    }

    @Test
    void whoWasCutOffComesBackWithWhatItMeasuredMeanwhile() throws Exception {
        try (Fleet fleet = new Fleet(directory.resolve("data"), INTERVAL);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> runs = new ArrayList<>();
            for (NetworkFault trouble : NetworkFault.values()) {
                runs.add(threads.submit(played(fleet, trouble)));
            }
            for (Future<?> run : runs) {
                run.get(10, TimeUnit.MINUTES);
            }
        }
    }

    private Callable<Void> played(Fleet fleet, NetworkFault trouble) {
        return () -> {
            Path own = Files.createDirectories(directory.resolve(trouble.name()));
            try (FaultyHost host = new FaultyHost(own)) {
                Member member = fleet.register(trouble.name(), 21);
                try (AgentProcess agent = AgentProcess.start(own.resolve("agent.env"),
                        Map.of("MASTER_URL", fleet.urlFrom(host.gateway()), "AGENT_TOKEN", member.token()), host)) {
                    fleet.awaitState(member, SOON, "live");
                    play(fleet, member, host, trouble);
                    assertTrue(agent.isAlive(), agent.said().toString());
                }
            }
            return null;
        };
    }

    private static void play(Fleet fleet, Member member, FaultyHost host, NetworkFault trouble)
            throws IOException, InterruptedException {
        trouble.begin(host);
        Instant begun = Instant.now();
        JsonObject stale = fleet.awaitState(member, STALE, "stale");
        JsonObject offline = fleet.awaitState(member, OFFLINE, "offline");
        assertEquals(stale.getString("last_seen"), offline.getString("last_seen"));
        // What was on its way when it began may count a moment later.
        Instant minute = begun.plusSeconds(2).truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1));
        if (trouble == NetworkFault.LOSS) {
            // Only a minute that nobody has told anything of yet shows what comes later.
            awaitTime(minute.plus(Duration.ofMinutes(1)).plusSeconds(2));
            assertEquals(List.of(), fleet.minutes(member, minute, minute.plusSeconds(59)));
        }
        trouble.end(host);
        Instant mended = Instant.now();
        JsonObject back = fleet.awaitState(member, BACK, "live");
        System.out.println(trouble + ": stale " + since(stale, begun) + ", offline " + since(offline, begun)
                + " after it began; live " + since(back, mended) + " after its end");
        if (trouble == NetworkFault.LOSS) {
            List<JsonObject> told = fleet.awaitMinutes(member, SOON, minute, minute.plusSeconds(59));
            assertEquals(1, told.size(), told.toString());
            assertNotNull(told.getFirst().getDouble("mem_percent"), told.toString());
        }
    }

    private static void awaitTime(Instant time) {
        while (Instant.now().isBefore(time)) {
            LockSupport.parkUntil(time.toEpochMilli());
        }
    }

    private static Duration since(JsonObject state, Instant then) {
        return Duration.between(then, Instant.parse(state.getString("since")));
    }
}
