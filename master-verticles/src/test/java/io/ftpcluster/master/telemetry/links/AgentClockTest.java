package io.ftpcluster.master.telemetry.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AgentClockTest {

    private static final long NOW = 1_800_000_000_000L;
    /** The agent's clock is an hour behind. */
    private static final long HOUR = 3_600_000;

    private final AgentClock clock = new AgentClock(NOW - HOUR, NOW);

    @Test
    void aSampleThatComesAtOnceCountsAsOfNow() {
        assertEquals(NOW + 5000, clock.measured(NOW - HOUR + 5000, NOW + 5000));
        assertEquals(NOW + 14_000, clock.measured(NOW - HOUR + 10_000, NOW + 14_000));
    }

    @Test
    void whatWasHeldUpCountsAsOfItsOwnTime() {
        for (int i = 1; i <= 6; i++) {
            long at = NOW + i * 5000L;
            long measured = clock.measured(at - HOUR, NOW + 40_000);
            assertTrue(measured >= at && measured <= at + i * 200L, i + ": " + (measured - at));
        }
        // From then on it comes at once again.
        assertEquals(NOW + 45_000, clock.measured(NOW + 45_000 - HOUR, NOW + 45_000));
        assertEquals(NOW + 50_000, clock.measured(NOW + 50_000 - HOUR - 4900, NOW + 50_000));
    }

    @Test
    void aClockThatWasSetBackALittleIsGotUsedTo() {
        long apart = HOUR + 20_000;
        long now = NOW;
        for (int i = 0; i < 100; i++) {
            now += 5000;
            clock.measured(now - apart, now);
        }

        assertEquals(now, clock.measured(now - apart, now));
    }

    @Test
    void aHelloThatWasHeldUpIsForgottenWithTheFirstSampleThatWasNot() {
        AgentClock late = new AgentClock(NOW - 20_000, NOW);
        assertEquals(NOW + 1000, late.measured(NOW + 1000, NOW + 1000));

        assertTrue(late.measured(NOW + 2000, NOW + 12_000) < NOW + 3000);
    }
}
