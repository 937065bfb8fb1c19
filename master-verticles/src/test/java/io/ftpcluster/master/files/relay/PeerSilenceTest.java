package io.ftpcluster.master.files.relay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerSilenceTest {

    private static final long PATIENCE = 8000;
    private static final long STEP = 1000;

    private final PeerSilence silence = new PeerSilence(Duration.ofNanos(PATIENCE), 0);
    private long now;
    private long acknowledged;

    private boolean isTooLongAfter(long nanos) {
        boolean tooLong = false;
        for (long left = nanos; left > 0 && !tooLong; left -= STEP) {
            now += STEP;
            tooLong = silence.isTooLong(now, () -> acknowledged);
        }
        return tooLong;
    }

    @Test
    void lastsWhileNothingIsAcknowledged() {
        assertFalse(isTooLongAfter(PATIENCE));
        assertTrue(isTooLongAfter(2 * STEP), "an eighth is the price of not knowing where it stood at first");
    }

    @Test
    void isBrokenByEachByteThatIsAcknowledged() {
        for (int i = 0; i < 10; i++) {
            assertFalse(isTooLongAfter(PATIENCE));
            acknowledged++;
        }
        assertFalse(isTooLongAfter(PATIENCE));
        assertTrue(isTooLongAfter(2 * STEP));
    }

    @Test
    void isBrokenByWhatWasHeardOtherwise() {
        isTooLongAfter(PATIENCE);
        silence.heard(now);
        assertFalse(isTooLongAfter(PATIENCE));
        silence.heard(now - PATIENCE);
        assertTrue(isTooLongAfter(2 * STEP));
    }

    @Test
    void goesByTheClockWhereNobodyTells() {
        acknowledged = PeerSilence.UNKNOWN;
        assertFalse(isTooLongAfter(PATIENCE));
        assertTrue(isTooLongAfter(STEP));
    }
}
