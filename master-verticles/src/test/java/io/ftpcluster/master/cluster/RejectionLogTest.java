package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectionLogTest {

    private final ManualTime time = new ManualTime(Instant.EPOCH);
    private final RejectionLog refusals = new RejectionLog(time);

    @Test
    void theSameIsToldOnceAMinuteWithItsNumber() {
        assertEquals(Optional.of("10.0.0.1: noise"), refusals.refused("10.0.0.1", "noise"));
        assertEquals(Optional.empty(), refusals.refused("10.0.0.1", "noise"));
        assertEquals(Optional.of("10.0.0.1: no key"), refusals.refused("10.0.0.1", "no key"));
        time.pass(Duration.ofSeconds(59));
        assertEquals(Optional.empty(), refusals.refused("10.0.0.1", "noise"));
        time.pass(Duration.ofSeconds(1));

        assertEquals(Optional.of("10.0.0.1: noise (and 2 times before this)"), refusals.refused("10.0.0.1", "noise"));
        time.pass(Duration.ofMinutes(2));
        assertEquals(Optional.of("10.0.0.1: noise"), refusals.refused("10.0.0.1", "noise"));
    }

    @Test
    void manyDifferentOnesMakeFewLines() {
        int lines = 0;
        for (int i = 0; i < 1000; i++) {
            lines += refusals.refused("2001:db8::" + i, "noise").isPresent() ? 1 : 0;
        }
        assertEquals(20, lines);

        time.pass(Duration.ofMinutes(1));
        assertEquals(Optional.of("10.0.0.1: noise (and 980 others before this)"),
                refusals.refused("10.0.0.1", "noise"));
    }
}
