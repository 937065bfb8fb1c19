package io.ftpcluster.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.text.LogThrottle.Skipped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Optional<Skipped> NOTHING_SKIPPED = Optional.of(new Skipped(0, 0));

    /** Where it overflows, as such clocks may. */
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE);

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    @Test
    void theFirstHasALineThenOneInEachPeriodWithItsNumber() {
        LogThrottle throttle = new LogThrottle(PERIOD, time::get);
        assertEquals(NOTHING_SKIPPED, throttle.admit("a"));
        assertEquals(Optional.empty(), throttle.admit("a"));
        assertEquals(NOTHING_SKIPPED, throttle.admit("b"));
        pass(PERIOD.minusNanos(1));
        assertEquals(Optional.empty(), throttle.admit("a"));
        pass(Duration.ofNanos(1));
        assertEquals(Optional.of(new Skipped(2, 0)), throttle.admit("a"));
        pass(PERIOD);
        assertEquals(NOTHING_SKIPPED, throttle.admit("a"));
    }

    @Test
    void manyDifferentOnesHaveFewLines() {
        LogThrottle throttle = new LogThrottle(PERIOD, 2, 100, time::get);
        assertEquals(NOTHING_SKIPPED, throttle.admit(1));
        assertEquals(NOTHING_SKIPPED, throttle.admit(2));
        assertEquals(Optional.empty(), throttle.admit(3));
        assertEquals(Optional.empty(), throttle.admit(4));
        pass(PERIOD);
        assertEquals(Optional.of(new Skipped(0, 2)), throttle.admit(5));
        assertEquals(NOTHING_SKIPPED, throttle.admit(3));
    }

    @Test
    void theOneThatCameLongestAgoIsForgottenFirst() {
        LogThrottle throttle = new LogThrottle(PERIOD, 100, 2, time::get);
        throttle.admit("a");
        throttle.admit("b");
        throttle.admit("a");
        assertEquals(NOTHING_SKIPPED, throttle.admit("c"), "b is forgotten, of which nothing was skipped");
        assertEquals(Optional.empty(), throttle.admit("a"));
        assertEquals(Optional.empty(), throttle.admit("c"));
        assertEquals(Optional.of(new Skipped(0, 2)), throttle.admit("b"), "a is forgotten, with two of it");
    }

    @Test
    void whatIsOverHasALineWhenItBeginsAgain() {
        LogThrottle throttle = LogThrottle.untilOver();
        assertFalse(throttle.over("a"));
        assertEquals(NOTHING_SKIPPED, throttle.admit("a"));
        assertEquals(Optional.empty(), throttle.admit("a"));
        assertTrue(throttle.over("a"));
        assertFalse(throttle.over("a"));
        assertEquals(NOTHING_SKIPPED, throttle.admit("a"));
    }

    @Test
    void whatWasSkippedStandsAtTheEndOfALine() {
        assertEquals("", new Skipped(0, 0).toString());
        assertEquals(" (and 2 times before this) (and 3 others before this)", new Skipped(2, 3).toString());
    }
}
