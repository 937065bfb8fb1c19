package io.ftpcluster.master.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.master.telemetry.TelemetryNodes.One;
import io.ftpcluster.master.telemetry.history.Points;
import io.ftpcluster.master.telemetry.history.PointsCodec;
import io.ftpcluster.master.telemetry.history.TimeBuckets;
import io.ftpcluster.master.telemetry.links.TelemetryFixtures;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Telemetry.HandOver;
import io.ftpcluster.messages.Telemetry.Point;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Resolution;
import io.ftpcluster.messages.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clustered nodes in one process, one of which owns the database. */
class TelemetryClusterTest {

    private static final Duration STEP = Duration.ofSeconds(5);

    @TempDir
    private Path dir;
    private TelemetryNodes nodes;
    private One owner;
    private One second;
    private String alpha;

    @BeforeEach
    void open() throws Exception {
        nodes = new TelemetryNodes();
        owner = nodes.start(dir);
        alpha = nodes.register("alpha");
        second = nodes.start(dir);
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    /**
     * Returns when those others follow this node's words: one that doesn't yet asks for all, and is told the newest sample
     * of each server before it hears of those that came earlier.
     */
    private void link(One node, String link, long order, One... others) throws Exception {
        node.link(alpha, link, order);
        for (One other : others) {
            other.awaitLink(alpha, "n" + node.number);
        }
    }

    /** Reports each 5 s, the memory counting from {@code first} up. */
    private void report(One node, int first, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            node.report(alpha, first + i);
            nodes.time.pass(STEP);
        }
    }

    /** All others have heard this value as the last one. */
    private void awaitHeard(One node, One by, double memory) throws Exception {
        assertEquals("LIVE n" + node.number + " " + memory + " []",
                by.stands(alpha, "LIVE n" + node.number + " " + memory + " []"));
    }

    @Test
    void eachNodeAnswersForTheWholeFleetAndSoDoesOneThatComesLater() throws Exception {
        link(second, "a", 1, owner);
        report(second, 0, 30);
        awaitHeard(second, owner, 29);
        List<Point> points = second.series(alpha, Duration.ofMinutes(5), 0);
        assertEquals(30, points.size());
        assertEquals(points, owner.series(alpha, Duration.ofMinutes(5), 0));

        One third = nodes.start(dir);
        awaitHeard(second, third, 29);
        assertEquals("alpha.example", third.state(alpha).facts().hostName());
        report(second, 30, 1);
        awaitHeard(second, third, 30);
        awaitHeard(second, owner, 30);
        nodes.lead(third);
        third.stopTelemetry();
        assertEquals(31, owner.series(alpha, Duration.ofMinutes(5), 0).size());
        assertEquals(points.getFirst(), owner.series(alpha, Duration.ofMinutes(5), 0).getFirst());
    }

    @Test
    void aServerWhoseMasterDiesHasNoLinkOrAnotherOneAndNoGap() throws Exception {
        String beta = nodes.register("beta");
        second.link(beta, "b", 1);
        link(second, "a", 1, owner);
        report(second, 0, 3);
        awaitHeard(second, owner, 2);
        second.die();
        assertEquals("LIVE null null []", owner.stands(beta, "LIVE null null []"));
        owner.link(alpha, "c", 2);
        report(owner, 3, 3);
        List<Long> gaps = new ArrayList<>();
        List<Point> points = owner.series(alpha, Duration.ofMinutes(2), 5);
        for (int i = 1; i < points.size(); i++) {
            gaps.add(points.get(i).at() - points.get(i - 1).at());
        }
        assertEquals(List.of(5L, 5L, 5L, 5L, 5L), gaps);
        awaitHeard(owner, owner, 5);
    }

    @Test
    void theNewestLinkCountsInWhateverOrderNodesTell() throws Exception {
        BlockingQueue<Agents.TakenOver> outdated = new LinkedBlockingQueue<>();
        owner.bus.listen(Agents.OUTDATED, outdated::add).begun().await(30, TimeUnit.SECONDS);
        owner.link(alpha, "old", 1);
        second.link(alpha, "new", 2);
        assertEquals("LIVE n1 null []", owner.stands(alpha, "LIVE n1 null []"));
        assertEquals(new Agents.TakenOver(alpha, "new", 2), outdated.poll(30, TimeUnit.SECONDS));
        owner.ask(Telemetry.UNLINKED, new Telemetry.Unlinked(alpha, "old", "replaced"));
        owner.report(alpha, 7);
        assertEquals("LIVE n1 7.0 []", second.stands(alpha, "LIVE n1 7.0 []"));
        owner.link(alpha, "older", 0);
        nodes.time.pass(STEP);
        owner.report(alpha, 8);
        assertEquals("LIVE n1 8.0 []", second.stands(alpha, "LIVE n1 8.0 []"));
        second.ask(Telemetry.UNLINKED, new Telemetry.Unlinked(alpha, "new", "reset"));
        assertEquals("LIVE n0 8.0 []", second.stands(alpha, "LIVE n0 8.0 []"), "the agent was quicker than its clock");
    }

    @Test
    void lostWordsAreMadeGood() throws Exception {
        second.link(alpha, "a", 1);
        report(second, 0, 1);
        awaitHeard(second, owner, 0);
        // A message of the second node from a time that the owner believes it has missed: a link that has never been.
        owner.bus.publish(Telemetry.FLEET_EVENTS,
                new Telemetry.FleetEvents(second.id(), 1_000, List.of(TelemetryFixtures.linked(alpha, "ghost", 9)),
                        List.of(new Report(alpha,
                                TelemetryFixtures.sample(nodes.time.instant().minusSeconds(2), 99, 10))),
                        List.of(), 0, null));
        report(second, 1, 1);
        awaitHeard(second, owner, 1);
        second.ask(Telemetry.UNLINKED, new Telemetry.Unlinked(alpha, "a", "reset"));
        assertEquals("LIVE null 1.0 []", owner.stands(alpha, "LIVE null 1.0 []"));
    }

    @Test
    void theDeathOfTheLeaderLosesNoMinute() throws Exception {
        One third = nodes.start(dir);
        nodes.lead(second);
        link(third, "a", 1, owner, second);
        for (int heard = 0; heard < 90; heard += 30) {
            report(third, heard, 30);
            awaitHeard(third, second, heard + 29);
            awaitHeard(third, owner, heard + 29);
        }
        long start = nodes.time.instant().getEpochSecond() - 90 * 5;
        second.ask(Telemetry.HAND_OVER, new HandOver(alpha,
                List.of(TelemetryFixtures.sample(nodes.time.instant().minus(Duration.ofMinutes(30)), 60, 55, 40, 1))));
        second.die();
        nodes.lead(owner);
        report(third, 90, 2);
        awaitHeard(third, owner, 91);
        owner.stopTelemetry();
        nodes.leader.set(-1);
        assertEquals(92, stored(Resolution.SECONDS, start).size());
        List<Double> minutes = stored(Resolution.MINUTES, start);
        // To nodes whose clock jumps like this one they may be incomplete: such a minute is made of what two have heard.
        assertArrayEquals(new double[]{5.5, 17.5, 29.5, 41.5, 53.5, 65.5, 77.5, 87.5},
                minutes.stream().mapToDouble(value -> value).toArray(), 1);
        assertEquals(List.of(55.0), stored(Resolution.MINUTES, start - 3600).subList(0, 1));
    }

    /** All alerts in the database, as soon as this is among them: they are stored in the background. */
    private List<Alerts.Alert> kept(Alerts.Alert wanted) throws Exception {
        List<Alerts.Alert> kept = List.of();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!kept.contains(wanted) && System.nanoTime() - end < 0) {
            kept = owner.ask(Alerts.LIST, new Alerts.Find(null, false, 10)).alerts();
            owner.await();
        }
        return kept;
    }

    /** From the database alone. */
    private List<Double> stored(Resolution resolution, long from) throws Exception {
        List<Double> values = new ArrayList<>();
        try (PointsCodec codec = new PointsCodec()) {
            for (var chunk : owner.ask(Telemetry.LOAD, new Telemetry.FindChunks(alpha, resolution, 0, Long.MAX_VALUE))
                    .chunks()) {
                Points points = codec.decode(chunk.points(), resolution);
                for (int i = 0; i < points.size(); i++) {
                    if (chunk.start() + (long) i * TimeBuckets.step(resolution) >= from
                            && !Float.isNaN(points.mean(i, 0))) {
                        values.add((double) points.mean(i, 0));
                    }
                }
            }
        }
        return values;
    }

    @Test
    void aNewLeaderKeepsWhatItHasNotHeardItself() throws Exception {
        link(owner, "a", 1, second);
        report(owner, 0, 20);
        awaitHeard(owner, second, 19);
        owner.stopTelemetry();
        One third = nodes.start(dir);
        nodes.leader.set(-1);
        owner.startTelemetry();
        link(owner, "b", 2, third);
        report(owner, 20, 4);
        awaitHeard(owner, third, 23);
        nodes.lead(third);
        third.stopTelemetry();
        nodes.leader.set(-1);
        List<Double> all = stored(Resolution.SECONDS, 0);
        assertEquals(24, new HashSet<>(all).size(), all.toString());
        assertEquals(24, all.size());
    }

    @Test
    void alertsAreKnownEverywhereAndNeitherRepeatedNorForgottenWhenTheLeadMoves() throws Exception {
        BlockingQueue<Alerts.Alert> told = new LinkedBlockingQueue<>();
        owner.bus.listen(Alerts.CHANGED, told::add).begun().await(30, TimeUnit.SECONDS);
        second.link(alpha, "a", 1);
        second.ask(Telemetry.REPORT, new Report(alpha, TelemetryFixtures.sample(nodes.time.instant(), 50, 95)));
        String full = "LIVE n1 50.0 [DISK_FULL]";
        assertEquals(full, owner.stands(alpha, full));
        assertEquals(full, second.stands(alpha, full));
        nodes.lead(second);
        One third = nodes.start(dir);
        assertEquals(full, third.stands(alpha, full));
        nodes.time.pass(STEP);
        second.ask(Telemetry.REPORT, new Report(alpha, TelemetryFixtures.sample(nodes.time.instant(), 51, 96)));
        assertEquals("LIVE n1 51.0 [DISK_FULL]", third.stands(alpha, "LIVE n1 51.0 [DISK_FULL]"));
        nodes.time.pass(STEP);
        second.ask(Telemetry.REPORT, new Report(alpha, TelemetryFixtures.sample(nodes.time.instant(), 52, 10)));
        for (One node : nodes.nodes) {
            assertEquals("LIVE n1 52.0 []", node.stands(alpha, "LIVE n1 52.0 []"));
        }
        Alerts.Alert raised = told.poll(30, TimeUnit.SECONDS);
        Alerts.Alert ended = told.poll(30, TimeUnit.SECONDS);
        assertEquals(raised.id(), ended.id());
        assertNull(raised.endedAt());
        assertNotNull(ended.endedAt());
        second.die();
        nodes.lead(third);
        assertEquals(List.of(ended), kept(ended));
        assertEquals(List.of(), List.copyOf(told), "told again");
    }
}
