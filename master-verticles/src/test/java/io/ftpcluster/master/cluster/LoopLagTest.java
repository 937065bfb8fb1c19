package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopLagTest {

    private final AtomicLong time = new AtomicLong();
    private final LoopLag lag = new LoopLag(time::get);

    private void pass(long seconds) {
        time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aLoopThatIsNotHeardAnyMoreIsSilentForEver() {
        LoopLag.Beat lives = lag.begin();
        LoopLag.Beat dies = lag.begin();
        pass(20);
        lives.note(0);
        dies.note(0);
        assertEquals(Duration.ZERO, lag.silence());
        pass(20);
        lives.note(0);
        pass(20);
        lives.note(0);
        assertEquals(Duration.ofSeconds(40), lag.silence());
        lag.end(dies);
        assertEquals(Duration.ZERO, lag.silence());
    }

    @Test
    void withoutLoopsNobodyIsMissed() {
        assertEquals(Duration.ZERO, lag.silence());
    }
}
