package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.telemetry.history.Points;
import io.ftpcluster.master.telemetry.history.PointsCodec;
import io.ftpcluster.master.telemetry.links.TelemetryFixtures;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.FindChunks;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry.Series;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry.Tick;
import io.ftpcluster.messages.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verticle on the bus, with a real database, over restarts. */
class TelemetryVerticleTest {

    private static final int PATIENCE_SECONDS = 30;

    private TelemetryStack stack;
    private String alpha;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        stack = new TelemetryStack(dir, Config.Telemetry.DEFAULT);
        alpha = stack.register("alpha");
    }

    @AfterEach
    void close() throws Exception {
        stack.close();
    }

    private List<Double> memory(List<Point> points) {
        return points.stream().map(point -> point.means().getFirst()).toList();
    }

    /** Minute samples of the memory given, the last of which ends at {@code end}. */
    private static List<Sample> minutes(Instant end, double... memory) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < memory.length; i++) {
            Instant at = end.minus(Duration.ofMinutes(memory.length - 1L - i));
            samples.add(TelemetryFixtures.sample(at, 60, memory[i], 40, 2));
        }
        return samples;
    }

    /** A tick may come before all that it is to tell. */
    private static State nextMeasured(BlockingQueue<Tick> ticks) throws InterruptedException {
        for (Tick tick = next(ticks);; tick = next(ticks)) {
            for (State state : tick.changed()) {
                if (state.latest() != null) {
                    return state;
                }
            }
        }
    }

    private static Tick next(BlockingQueue<Tick> ticks) throws InterruptedException {
        Tick tick = ticks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(tick);
        return tick;
    }

    @Test
    void tellsOnceASecondWhatChangedAndKnowsAllStates() throws Exception {
        BlockingQueue<Tick> ticks = new LinkedBlockingQueue<>();
        stack.bus.listen(Telemetry.TICK, ticks::add).begun().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stack.ask(Telemetry.LINKED, TelemetryFixtures.linked(alpha, "a"));
        stack.report(alpha, 41, 3);
        State told = nextMeasured(ticks);
        assertEquals("alpha LIVE 41.0 west",
                told.alias() + " " + told.condition() + " " + told.latest().memPercent() + " " + told.node());
        assertEquals(told, stack.state(alpha));
        assertEquals(stack.time.instant(), told.lastSeen());

        stack.ask(Servers.DELETE, new Servers.Delete(TelemetryStack.ROOT, alpha));
        stack.bus.publish(Servers.CHANGED, new Servers.Changed(alpha));
        assertEquals(alpha, next(ticks).gone().iterator().next());
        FailureException refused = assertThrows(FailureException.class, () -> stack.report(alpha, 41, 3));
        assertEquals(FailureCode.NOT_FOUND, refused.failure().code());
    }

    @Test
    void whatCameAMomentAgoIsInTheSeriesAndStaysThereAfterARestart() throws Exception {
        stack.reportFor(alpha, Duration.ofMinutes(12), Duration.ofSeconds(5));
        Series before = stack.all(alpha, Duration.ofMinutes(13), 0);
        assertEquals(5, before.step());
        assertEquals(144, before.points().size());
        assertEquals(Instant.parse("2026-03-01T12:00:00Z").getEpochSecond(), before.points().getFirst().at());
        assertEquals(List.of(0.0, 12.5, 40.0, 40.0, 0.25, 1000.0, 2000.0, 1.0, 5.0, 25.0),
                before.points().getFirst().means());

        stack.stop();
        stack.start();

        State restored = stack.state(alpha);
        assertEquals(Condition.STALE, restored.condition());
        assertEquals(43.0, restored.latest().memPercent());
        Series after = stack.all(alpha, Duration.ofMinutes(13), 0);
        assertEquals(before, after);
        stack.reportFor(alpha, Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertEquals(156, stack.series(alpha, Duration.ofMinutes(14), 0).size());
        assertEquals(13, stack.series(alpha, Duration.ofMinutes(14), 60).size());
    }

    @Test
    void minutesAndHoursAreSumsOfWhatCame() throws Exception {
        stack.report(alpha, 10, 4);
        stack.time.pass(Duration.ofSeconds(20));
        stack.report(alpha, 20, 8);
        stack.time.pass(Duration.ofSeconds(40));
        stack.report(alpha, 60, 0);
        stack.time.pass(Duration.ofSeconds(1));
        List<Point> minutes = stack.series(alpha, Duration.ofMinutes(2), 60);
        assertEquals(List.of(15.0, 60.0), memory(minutes));
        assertEquals(20.0, minutes.getFirst().highest().getFirst());
        assertEquals(8.0, minutes.getFirst().highest().get(7));
        List<Point> hour = stack.series(alpha, Duration.ofMinutes(2), 3600);
        assertEquals(List.of(37.5), memory(hour), "the hour that goes on");
        assertEquals(60.0, hour.getFirst().highest().getFirst());
    }

    @Test
    void anHourIsSummedUpOverARestartWithinIt() throws Exception {
        stack.reportFor(alpha, Duration.ofMinutes(30), Duration.ofMinutes(1));
        stack.stop();
        stack.start();
        stack.reportFor(alpha, Duration.ofMinutes(30), Duration.ofMinutes(1));
        stack.report(alpha, 50, 1);
        stack.stop();
        stack.time.pass(Duration.ofHours(5));
        stack.start();
        long noon = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond();
        List<Double> rolled = hours(noon, 2);
        assertEquals(List.of(14.5, 50.0), rolled);
        assertEquals(rolled, memory(stack.series(alpha, Duration.ofHours(24), 3600)));
    }

    /** From the rows of hours alone, as soon as that many are there: they are made in the background. */
    private List<Double> hours(long from, int count) throws Exception {
        try (PointsCodec codec = new PointsCodec()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (System.nanoTime() - end < 0) {
                List<Double> found = new ArrayList<>();
                for (var chunk : stack.ask(Telemetry.LOAD, new FindChunks(alpha, Resolution.HOURS, 0, Long.MAX_VALUE))
                        .chunks()) {
                    Points points = codec.decode(chunk.points(), Resolution.HOURS);
                    for (int i = 0; i < points.size(); i++) {
                        if (chunk.start() + i * 3600L >= from && !Float.isNaN(points.mean(i, 0))) {
                            found.add((double) points.mean(i, 0));
                        }
                    }
                }
                if (found.size() >= count) {
                    return found;
                }
            }
        }
        throw new AssertionError("No " + count + " hours");
    }

    @Test
    void minutesFromAnOutageAreAddedOnceHoweverOftenTheyCome() throws Exception {
        stack.report(alpha, 10, 1);
        stack.time.pass(Duration.ofMinutes(90));
        Instant now = stack.time.instant();
        HandOver first = new HandOver(alpha, minutes(now.minus(Duration.ofMinutes(31)), 20, 30, 40));
        HandOver second = new HandOver(alpha, minutes(now, 50, 60));
        stack.ask(Telemetry.HAND_OVER, first);
        assertEquals(List.of(10.0, 20.0, 30.0, 40.0), memory(stack.series(alpha, Duration.ofMinutes(91), 60)));
        stack.report(alpha, 90, 1);
        stack.ask(Telemetry.HAND_OVER, second);
        stack.ask(Telemetry.HAND_OVER, second);
        stack.ask(Telemetry.HAND_OVER, first);
        List<Double> expected = List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 90.0);
        assertEquals(expected, memory(stack.series(alpha, Duration.ofMinutes(91), 60)));
        assertEquals(List.of(25.0), hours(now.minus(Duration.ofMinutes(90)).getEpochSecond(), 1));
        stack.stop();
        stack.start();
        assertEquals(expected, memory(stack.series(alpha, Duration.ofMinutes(91), 60)));
    }

    @Test
    void minutesOfTheHourThatGoesOnAreStoredWhenTheyAreAnswered() throws Exception {
        stack.time.pass(Duration.ofMinutes(20));
        stack.report(alpha, 10, 1);
        stack.ask(Telemetry.HAND_OVER, new HandOver(alpha, minutes(stack.time.instant(), 1, 2, 3)));
        var chunks = stack.ask(Telemetry.LOAD, new FindChunks(alpha, Resolution.MINUTES, 0, Long.MAX_VALUE)).chunks();
        assertEquals(1, chunks.size());
        assertEquals(List.of(1.0, 2.0, 3.0, 10.0), memory(stack.series(alpha, Duration.ofMinutes(30), 60)));
    }

    @Test
    void whatIsTooOldOrOfTheFutureIsLeftOut() throws Exception {
        Instant now = stack.time.instant();
        stack.ask(Telemetry.HAND_OVER, new HandOver(alpha, minutes(now.minus(Duration.ofDays(40)), 1, 2)));
        stack.ask(Telemetry.HAND_OVER, new HandOver(alpha, minutes(now.plus(Duration.ofHours(1)), 3)));
        assertEquals(List.of(),
                stack.ask(Telemetry.LOAD, new FindChunks(alpha, Resolution.MINUTES, 0, Long.MAX_VALUE)).chunks());
    }

    @Test
    void aClockThatIsSetBackLosesOnlyWhatIsMeasuredTwice() throws Exception {
        stack.reportFor(alpha, Duration.ofMinutes(10), Duration.ofSeconds(5));
        stack.time.jump(Duration.ofMinutes(-7));
        stack.reportFor(alpha, Duration.ofMinutes(9), Duration.ofSeconds(5));
        assertEquals(144, stack.series(alpha, Duration.ofMinutes(13), 5).size());
        stack.stop();
        stack.start();
        assertEquals(144, stack.series(alpha, Duration.ofMinutes(13), 5).size());
    }

    @Test
    void whatWasNotMeasuredIsNull() throws Exception {
        stack.ask(Telemetry.REPORT, new Report(alpha,
                new Sample(1, 5, null, null, 3.0, null, null, null, null, null, null, null, null, null, null, null)));
        stack.time.pass(Duration.ofSeconds(1));
        Point point = stack.series(alpha, Duration.ofMinutes(1), 0).getFirst();
        assertNull(point.means().getFirst());
        assertEquals(3.0, point.means().get(1));
        assertNull(point.highest().get(2));
    }

    @Test
    void refusesSeriesOfNobodyAndOfTooMuch() {
        Instant now = stack.time.instant();
        FailureException nobody = assertThrows(FailureException.class,
                () -> stack.ask(Telemetry.SERIES, new FindSeries("nobody", now.minusSeconds(60), now, 0)));
        assertEquals(FailureCode.NOT_FOUND, nobody.failure().code());
        FailureException tooMuch = assertThrows(FailureException.class,
                () -> stack.ask(Telemetry.SERIES, new FindSeries(alpha, now.minus(Duration.ofDays(10)), now, 60)));
        assertEquals(FailureCode.INVALID, tooMuch.failure().code());
    }

    @Test
    void countsAndShowsTheFleetToPrometheus() throws Exception {
        BlockingQueue<Tick> ticks = new LinkedBlockingQueue<>();
        stack.bus.listen(Telemetry.TICK, ticks::add).begun().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stack.ask(Telemetry.LINKED, TelemetryFixtures.linked(alpha, "a"));
        stack.report(alpha, 41, 3);
        nextMeasured(ticks);
        List<String> lines = stack.metrics.scrape().lines().toList();
        for (String expected : List.of("ftpcluster_server_up{server=\"alpha\"} 1.0",
                "ftpcluster_server_memory_used_ratio{server=\"alpha\"} 0.41",
                "ftpcluster_server_cpu_used_ratio{server=\"alpha\"} 0.125",
                "ftpcluster_server_disk_used_ratio{filesystem=\"ftp\",server=\"alpha\"} 0.4",
                "ftpcluster_server_disk_used_ratio{filesystem=\"root\",server=\"alpha\"} 0.4",
                "ftpcluster_server_inodes_used_ratio{filesystem=\"ftp\",server=\"alpha\"} 0.25",
                "ftpcluster_server_inodes_used_ratio{filesystem=\"root\",server=\"alpha\"} 0.05",
                "ftpcluster_server_ftp_sessions{server=\"alpha\"} 3.0", "ftpcluster_telemetry_frames_total 1.0",
                "ftpcluster_alerts_raised_total{kind=\"offline\"} 0.0",
                "ftpcluster_telemetry_dropped_total{queue=\"chunks\"} 0.0",
                "ftpcluster_telemetry_queue_length{queue=\"chunks\"} 0.0")) {
            assertTrue(lines.contains(expected), expected + " is not in " + lines);
        }
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("ftpcluster_server_last_seen_timestamp_seconds")));
    }
}
