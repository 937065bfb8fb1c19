package io.ftpcluster.master.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GcraTest {

    private static final Gcra THREE_EACH_TEN = new Gcra(3, 10);
    private static final int STEPS = 2_000;

    /** A bucket as books describe it: what is in it, in parts of a token, and when that was. */
    private static final class TokenBucket {

        private final Gcra rate;
        private long parts;
        private long at;

        TokenBucket(Gcra rate, long now) {
            this.rate = rate;
            this.parts = rate.burst() * rate.period();
            this.at = now;
        }

        boolean take(long now) {
            for (; at != now && parts < rate.burst() * rate.period(); at++) {
                parts++;
            }
            at = now;
            if (parts < rate.period()) {
                return false;
            }
            parts -= rate.period();
            return true;
        }

        long missing() {
            return rate.period() - parts;
        }

        void giveBack() {
            parts += rate.period();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isATokenBucketWhateverTheClockSays(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            Gcra rate = new Gcra(1 + random.nextInt(6), 1 + random.nextInt(20));
            // Clocks of nanoseconds begin anywhere, and may pass the highest number.
            long now = round % 2 == 0 ? Long.MAX_VALUE - random.nextInt(STEPS) : random.nextLong();
            TokenBucket naive = new TokenBucket(rate, now);
            long fullAt = now;
            for (int step = 0; step < STEPS; step++) {
                String where = "seed " + seed + ", " + rate + ", step " + step;
                now += random.nextInt(4) == 0 ? random.nextLong(2L * rate.burst() * rate.period()) : random.nextInt(4);
                Gcra.Answer answer = rate.take(fullAt, now);
                boolean taken = naive.take(now);
                assertEquals(taken, answer.isTaken(), where);
                if (!taken) {
                    assertEquals(naive.missing(), answer.delay(), where);
                    assertEquals(fullAt, answer.fullAt(), where + ": a refusal costs nothing");
                } else if (random.nextInt(5) == 0) {
                    naive.giveBack();
                    answer = new Gcra.Answer(rate.giveBack(answer.fullAt()), 0);
                }
                fullAt = answer.fullAt();
            }
        }
    }

    @Test
    void letsABurstThroughAndThenOneEachPeriod() {
        long fullAt = 0;
        int taken = 0;
        for (long now = 0; now < 100; now++) {
            Gcra.Answer answer = THREE_EACH_TEN.take(fullAt, now);
            taken += answer.isTaken() ? 1 : 0;
            fullAt = answer.fullAt();
        }
        // 3 at once, and 9 in the 99 that followed.
        assertEquals(12, taken);
    }

    @Test
    void thereIsATokenAfterTheDelayAndNotBefore() {
        long fullAt = 30;
        long delay = THREE_EACH_TEN.take(fullAt, 4).delay();

        assertEquals(6, delay);
        assertFalse(THREE_EACH_TEN.take(fullAt, 4 + delay - 1).isTaken());
        assertTrue(THREE_EACH_TEN.take(fullAt, 4 + delay).isTaken());
    }

    @Test
    void aClockThatWasWrongLocksNobodyOut() {
        Gcra.Answer answer = THREE_EACH_TEN.take(1_000_000, 0);

        assertEquals(new Gcra.Answer(30, 10), answer);
        assertTrue(THREE_EACH_TEN.take(answer.fullAt(), 10).isTaken());
    }

    @Test
    void oneThatWasLeftAloneIsFullAndNoMore() {
        assertEquals(new Gcra.Answer(1_010, 0), THREE_EACH_TEN.take(0, 1_000));
    }

    @Test
    void takesTheUnitOfTheClock() {
        assertEquals(new Gcra(2, 500), Gcra.of(2, Duration.ofMillis(500), TimeUnit.MILLISECONDS));
        assertEquals(new Gcra(2, 500_000_000), Gcra.of(2, Duration.ofMillis(500), TimeUnit.NANOSECONDS));
    }

    @Test
    void refusesWhatIsNoRate() {
        assertThrows(IllegalArgumentException.class, () -> new Gcra(0, 10));
        assertThrows(IllegalArgumentException.class, () -> new Gcra(3, -1));
        assertThrows(IllegalArgumentException.class, () -> new Gcra(3, Long.MAX_VALUE / 3));
        assertThrows(IllegalArgumentException.class, () -> Gcra.of(3, Duration.ofMillis(1), TimeUnit.SECONDS));
    }
}
