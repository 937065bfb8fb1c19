package io.ftpcluster.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.link.Attempt.End;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** As much as there can be. */
    private static final RandomGenerator MOST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }
    };

    private static Attempt attempt(End end, int lasted) {
        return new Attempt(end, Duration.ofSeconds(lasted), Duration.ZERO);
    }

    private static Backoff backoff(int masters) {
        return new Backoff(Timings.standard(masters), masters, MOST);
    }

    private static long seconds(Backoff backoff, Attempt attempt) {
        return Math.round(backoff.after(attempt).toMillis() / 1000.0);
    }

    @Test
    void failuresDoubleTheWaitUpToHalfAMinute() {
        Backoff backoff = backoff(1);

        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L),
                IntStream.range(0, 8).mapToObj(i -> seconds(backoff, attempt(End.FAILED, 0))).toList());
    }

    @Test
    void allMastersAreTriedBeforeItDoubles() {
        Backoff backoff = backoff(3);

        assertEquals(List.of(1L, 1L, 1L, 2L),
                IntStream.range(0, 4).mapToObj(i -> seconds(backoff, attempt(End.FAILED, 0))).toList());
    }

    @Test
    void aLinkThatLastedBeginsAnew() {
        Backoff backoff = backoff(1);
        IntStream.range(0, 10).forEach(i -> backoff.after(attempt(End.FAILED, 0)));

        assertEquals(30, seconds(backoff, attempt(End.FAILED, 29)));
        assertEquals(1, seconds(backoff, attempt(End.FAILED, 30)));
    }

    @Test
    void refusalsWaitFromAMinuteToAQuarterOfAnHour() {
        Backoff backoff = backoff(1);

        assertEquals(List.of(90L, 150L, 270L, 510L, 930L, 930L),
                IntStream.range(0, 6).mapToObj(i -> seconds(backoff, attempt(End.REFUSED, 0))).toList());
    }

    @Test
    void aLinkOfAMinuteDoesNotMakeRefusalsQuicker() {
        Backoff backoff = backoff(1);
        backoff.after(attempt(End.REFUSED, 0));

        assertEquals(150, seconds(backoff, attempt(End.REFUSED, 60)));
        assertEquals(90, seconds(backoff, attempt(End.REFUSED, 900)));
    }

    @Test
    void aPortalThatStopsIsFollowedSoonButNotForEver() {
        Backoff backoff = backoff(1);

        assertEquals(2, seconds(backoff, attempt(End.GOING_AWAY, 100)));
        assertEquals(2, seconds(backoff, attempt(End.GOING_AWAY, 1)));
        assertEquals(4, seconds(backoff, attempt(End.GOING_AWAY, 1)));
    }

    @Test
    void whatThePortalAsksForIsTheLeast() {
        Backoff backoff = backoff(1);

        assertEquals(20, seconds(backoff, new Attempt(End.FAILED, Duration.ZERO, Duration.ofSeconds(20))));
        assertEquals(900, seconds(backoff, new Attempt(End.FAILED, Duration.ZERO, Duration.ofDays(20))));
    }

    @Test
    void waitsAreSpreadOverTheWholeTime() {
        SplittableRandom random = new SplittableRandom(1);
        List<Long> waits = IntStream.range(0, 1000)
                .mapToObj(i -> new Backoff(Timings.standard(1), 1, random).after(attempt(End.FAILED, 0)).toMillis())
                .toList();

        assertTrue(waits.stream().anyMatch(wait -> wait < 50) && waits.stream().anyMatch(wait -> wait > 950));
        assertEquals(500, waits.stream().mapToLong(Long::longValue).average().orElseThrow(), 50);
    }
}
