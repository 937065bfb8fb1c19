package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.telemetry.links.TelemetryFixtures;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent hands over after an outage, beside what came live. */
class OutageTest {

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

    private void live(Duration span, double memory) throws Exception {
        for (long i = 0; i < span.toSeconds() / 5; i++) {
            stack.report(alpha, memory, 1);
            stack.time.pass(Duration.ofSeconds(5));
        }
    }

    private void handOver(Sample... samples) throws Exception {
        stack.ask(Telemetry.HAND_OVER, new HandOver(alpha, List.of(samples)));
    }

    private static Sample kept(Instant end, int seconds, double memory) {
        return TelemetryFixtures.sample(end, seconds, memory, 40, 2);
    }

    private static List<Double> memory(List<Point> points) {
        return points.stream().map(point -> point.means().getFirst()).toList();
    }

    private static List<Double> highest(List<Point> points) {
        return points.stream().map(point -> point.highest().getFirst()).toList();
    }

    @Test
    void aMinuteThatCameLiveIsNotCountedAgain() throws Exception {
        live(Duration.ofMinutes(3), 50);
        Instant now = stack.time.instant();
        handOver(kept(now.minusSeconds(60), 60, 20), kept(now, 30, 80));
        List<Point> points = stack.series(alpha, Duration.ofMinutes(4), 60);

        assertEquals(List.of(50.0, 50.0, 50.0), memory(points));
        assertEquals(List.of(50.0, 50.0, 80.0), highest(points));
    }

    @Test
    void aMinuteThatCameLiveOnAnotherRunOfThePortalIsNotEither() throws Exception {
        live(Duration.ofMinutes(3), 50);
        Instant now = stack.time.instant();
        stack.stop();
        stack.start();
        handOver(kept(now.minusSeconds(60), 60, 20), kept(now, 60, 20));

        assertEquals(List.of(50.0, 50.0, 50.0), memory(stack.series(alpha, Duration.ofMinutes(4), 60)));
    }

    @Test
    void anOutageWithinMinutesLeavesNoneOut() throws Exception {
        stack.time.pass(Duration.ofSeconds(20));
        live(Duration.ofSeconds(25), 10);
        Instant cut = stack.time.instant();
        stack.time.pass(Duration.ofSeconds(200));
        live(Duration.ofSeconds(60), 70);
        handOver(kept(cut.plusSeconds(60), 60, 20), kept(cut.plusSeconds(120), 60, 30),
                kept(cut.plusSeconds(180), 60, 40), kept(cut.plusSeconds(200), 20, 50));
        List<Point> points = stack.series(alpha, Duration.ofMinutes(10), 60);

        // Of the last minute but one, what came live; the minute of its 20 s before counts as the one before.
        assertEquals(List.of(10.0, 20.0, 30.0, 40.0, 70.0, 70.0).subList(0, points.size()), memory(points));
        assertEquals(List.of(0L, 60L, 120L, 180L, 240L, 300L).subList(0, points.size()), fromNoon(points));
    }

    @Test
    void samplesThatAreLongerThanAMinuteLeaveNoneOut() throws Exception {
        Instant noon = stack.time.instant();
        stack.time.pass(Duration.ofMinutes(60));
        List<Sample> samples = new ArrayList<>();
        for (int end = 75; end <= 3600; end += 75) {
            samples.add(kept(noon.plusSeconds(end), 75, 20));
        }
        stack.ask(Telemetry.HAND_OVER, new HandOver(alpha, samples));

        assertEquals(LongStream.range(0, 60).map(minute -> minute * 60).boxed().toList(),
                fromNoon(stack.series(alpha, Duration.ofMinutes(60), 60)));
    }

    private List<Long> fromNoon(List<Point> points) {
        long noon = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond();
        return points.stream().map(point -> point.at() - noon).toList();
    }

    @Test
    void whatWasHeldUpCountsWhenItWasMeasured() throws Exception {
        live(Duration.ofMinutes(1), 10);
        Instant cut = stack.time.instant();
        stack.time.pass(Duration.ofSeconds(80));
        for (int i = 0; i < 6; i++) {
            stack.ask(Telemetry.REPORT, new Report(alpha, kept(cut.plusSeconds(5L * i), 5, 30)));
        }
        handOver(kept(cut.plusSeconds(60), 60, 40));
        live(Duration.ofSeconds(20), 70);

        assertEquals(List.of(10.0, 30.0, 70.0), memory(stack.series(alpha, Duration.ofMinutes(5), 60)));
        assertEquals(List.of(30.0, 30.0, 30.0, 30.0, 30.0, 30.0),
                memory(stack.series(alpha, Duration.ofMinutes(5), 5)).subList(12, 18));
    }

    @Test
    void whatWasHeldUpCountsInItsOwnMinuteEvenAfterTheHour() throws Exception {
        stack.time.pass(Duration.ofMinutes(59));
        live(Duration.ofMinutes(1), 10);
        live(Duration.ofSeconds(10), 20);
        stack.ask(Telemetry.REPORT, new Report(alpha, kept(stack.time.instant().minusSeconds(15), 5, 20)));

        // Twelve samples of 10 and the late one of 20.
        assertEquals(List.of(10.769, 20.0), memory(stack.series(alpha, Duration.ofMinutes(5), 60)));
    }
}
