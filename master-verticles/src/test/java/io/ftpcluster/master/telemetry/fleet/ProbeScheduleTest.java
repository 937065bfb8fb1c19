package io.ftpcluster.master.telemetry.fleet;

import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.linked;
import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** When servers without an agent are tried, by a clock that the test moves. */
class ProbeScheduleTest {

    private final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
    private final Timeline timeline = new Timeline(time, time);
    private final Fleet fleet = new Fleet(new NodeRef("w", "west"), timeline, new AlertRules(alert -> {}));
    private ProbeSchedule schedule = new ProbeSchedule(timeline);

    private List<String> second() {
        time.pass(Duration.ofSeconds(1));
        fleet.tick();
        return schedule.start(fleet.all());
    }

    private void register(int first, int last) {
        for (int i = first; i <= last; i++) {
            fleet.register(server("id-" + i, "s" + i));
        }
    }

    private void answer(String id) {
        assertTrue(schedule.ended(id, true));
        fleet.find(id).orElseThrow().probed(new Probed(id, time.instant(), 1, null, null, 0));
    }

    private void fail(String id) {
        assertTrue(schedule.ended(id, true));
        ServerMonitor monitor = fleet.find(id).orElseThrow();
        int before = monitor.probe() == null ? 0 : monitor.probe().failures();
        monitor.probed(new Probed(id, time.instant(), 1, Name.CONNECT, "Nothing came back.", before + 1));
    }

    @Test
    void aNewOneIsTriedAtOnceAndThenOnceAMinuteInASecondOfItsOwn() {
        register(1, 200);
        Map<String, List<Integer>> tries = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            int now = i;
            second().forEach(id -> {
                tries.computeIfAbsent(id, unknown -> new ArrayList<>()).add(now);
                answer(id);
            });
        }
        Set<Integer> seconds = new TreeSet<>();
        tries.forEach((id, at) -> {
            assertTrue(at.getFirst() <= 200 / ProbeSchedule.AT_ONCE + 1, id + " " + at);
            int second = at.get(1) - at.getFirst();
            assertTrue(second >= 29 && second <= 91, id + " " + at);
            for (int i = 2; i < at.size(); i++) {
                int apart = at.get(i) - at.get(i - 1);
                assertTrue(apart >= 59 && apart <= 61, id + " " + at);
            }
            seconds.add(at.getLast() % 60);
        });
        assertEquals(200, tries.size());
        assertTrue(seconds.size() > 40, "spread over the minute: " + seconds);
    }

    @Test
    void thoseThatDoNotAnswerLeaveHalfOfThePlacesToOthers() {
        register(1, 100);
        // Each of these takes ten seconds, as where packets are dropped.
        for (int i = 0; i < 100; i++) {
            List<String> started = second();
            assertTrue(started.size() <= ProbeSchedule.AT_ONCE);
            time.pass(Duration.ofSeconds(4));
            started.forEach(this::fail);
        }
        List<String> running = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            running.addAll(second());
            assertTrue(running.size() <= ProbeSchedule.UNANSWERED_AT_ONCE, running.toString());
        }
        assertEquals(ProbeSchedule.UNANSWERED_AT_ONCE, running.size());
        register(101, 108);
        assertEquals(8, second().size(), "who is new waits for none of them");
        running.forEach(this::fail);
        assertEquals(ProbeSchedule.UNANSWERED_AT_ONCE, second().size());
    }

    @Test
    void aChangeIsTriedAtOnceAndWhatWasUnderWayDoesNotCount() {
        register(1, 1);
        assertEquals(List.of("id-1"), second());
        answer("id-1");
        second();
        schedule.changed("id-1");
        assertEquals(List.of("id-1"), second());
        schedule.changed("id-1");
        assertEquals(List.of(), second(), "one at a time");
        assertFalse(schedule.ended("id-1", true));
        assertEquals(List.of("id-1"), second());
        answer("id-1");
        schedule.changed("unknown");
        assertEquals(List.of(), second());
    }

    @Test
    void whatThePortalCouldNotDoIsDoneSoon() {
        register(1, 1);
        second();
        assertFalse(schedule.ended("id-1", false));
        assertEquals(List.of(), second());
        assertEquals(List.of("id-1"), second());
    }

    @Test
    void anAgentEndsIt() {
        register(1, 2);
        assertEquals(2, second().size());
        answer("id-1");
        fleet.find("id-2").orElseThrow().linked(linked("id-2", "a"));
        schedule.ended("id-2", true);
        Set<String> tried = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            tried.addAll(second());
        }
        assertEquals(Set.of("id-1"), tried);
        fleet.registerAll(List.of());
        schedule.ended("id-1", true);
        assertEquals(List.of(), second());
    }

    @Test
    void theNextNodeGoesOnWhereTheOtherStopped() {
        register(1, 16);
        second().forEach(this::answer);
        Map<String, Integer> usual = new HashMap<>();
        for (int i = 0; i < 120; i++) {
            int now = i;
            second().forEach(id -> {
                usual.put(id, now % 60);
                answer(id);
            });
        }
        schedule = new ProbeSchedule(timeline);
        Map<String, Integer> here = new HashMap<>();
        for (int i = 0; i < 91; i++) {
            int now = i;
            second().forEach(id -> {
                here.putIfAbsent(id, now % 60);
                answer(id);
            });
        }
        assertEquals(usual, here);
    }
}
