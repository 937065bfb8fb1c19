package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.Samples.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final long NOW = 1_800_000_000_000L;

    private final Backlog backlog = new Backlog();

    private static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Minutes of which each ends at its number, in minutes since the first began. */
    private void keepMinutes(int count) {
        for (int i = 1; i <= count; i++) {
            backlog.add(sample(1, 60, (double) (i % 100), 0), nanos(i * 60L));
        }
    }

    @Test
    void aMinuteIsOneSample() {
        for (int i = 1; i <= 12; i++) {
            assertEquals(0, backlog.size());
            backlog.add(sample(i, 5, i <= 6 ? 20.0 : 40.0, i), nanos(i * 5L));
        }

        Sample minute = backlog.oldest(10, NOW, nanos(60)).get(0);
        assertEquals(2.0, minute.rootInodesPercent());
        assertEquals(97.0, minute.ftpInodesPercent());
        assertEquals(30.0, minute.cpuPercent());
        assertEquals(60, minute.seconds());
        assertEquals(12, minute.ftpSessions());
        assertEquals(NOW, minute.at());
    }

    @Test
    void whatIsNotKnownSometimesIsAveragedOverTheRest() {
        backlog.add(sample(1, 30, null, 0), nanos(30));
        backlog.add(sample(1, 30, 10.0, 0), nanos(60));

        assertEquals(10.0, backlog.oldest(1, NOW, nanos(60)).get(0).cpuPercent());
    }

    @Test
    void theMinuteThatHasBegunEndsWhenThereIsALink() {
        backlog.add(sample(1, 5, 10.0, 0), nanos(5));
        backlog.linked();

        Sample begun = backlog.oldest(1, NOW, nanos(9)).get(0);
        assertEquals(5, begun.seconds());
        assertEquals(NOW - 4000, begun.at());
    }

    @Test
    void samplesOfTwoOutagesAreNotOneMinute() {
        backlog.add(sample(1, 5, 10.0, 0), nanos(5));
        backlog.add(sample(1, 60, 90.0, 0), nanos(7200));

        List<Sample> kept = backlog.oldest(10, NOW, nanos(7200));
        assertEquals(List.of(NOW - 7_195_000, NOW), kept.stream().map(Sample::at).toList());
    }

    @Test
    void aDayIsKeptAndTheOldestGoesFirst() {
        keepMinutes(Protocol.MAX_KEPT + 10);

        assertEquals(Protocol.MAX_KEPT, backlog.size());
        assertEquals(11.0, backlog.oldest(1, NOW, nanos(0)).get(0).cpuPercent());
    }

    @Test
    void timesAreRightThoughTheClockWasWrongThen() {
        backlog.add(sample(7, 60, 1.0, 0), nanos(60));
        backlog.add(sample(8, 60, 2.0, 0), nanos(120));

        List<Long> times = backlog.oldest(10, NOW, nanos(180)).stream().map(Sample::at).toList();
        assertEquals(List.of(NOW - 120_000, NOW - 60_000), times);
    }

    @Test
    void whatIsHandedOverAgainIsTheSame() {
        keepMinutes(3);
        List<Sample> once = backlog.oldest(2, NOW, nanos(200));

        assertEquals(once, backlog.oldest(2, NOW + 99_999, nanos(201)));
    }

    @Test
    void onlyWhatIsStoredIsForgotten() {
        assertFalse(backlog.stored(Long.MAX_VALUE));
        keepMinutes(3);
        List<Sample> batch = backlog.oldest(2, NOW, nanos(200));

        assertFalse(backlog.stored(batch.get(0).at() - 1));
        assertTrue(backlog.stored(batch.get(0).at()));
        assertEquals(2, backlog.size());
        assertTrue(backlog.stored(Long.MAX_VALUE));
        assertEquals(1, backlog.size());
    }
}
