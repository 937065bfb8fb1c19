package io.ftpcluster.master.telemetry.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Telemetry.FindSeries;
import io.ftpcluster.messages.Telemetry.Resolution;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesPlanTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:34:56Z");

    /** From so long ago until then. */
    private static SeriesPlan plan(String from, String to, int step) {
        return SeriesPlan.of(new FindSeries("1", NOW.minus(Duration.parse(from)), NOW.minus(Duration.parse(to)), step),
                NOW);
    }

    @ParameterizedTest
    @CsvSource({"PT1H, PT0S, 0, SECONDS, 5", "PT24H, PT0S, 0, MINUTES, 60", "P7D, PT0S, 0, MINUTES, 900",
            "P30D, PT0S, 0, HOURS, 3600", "P730D, PT0S, 0, HOURS, 86400", "PT2H, PT1H, 0, MINUTES, 60",
            "P40D, P39D, 0, HOURS, 3600", "PT1H, PT0S, 30, SECONDS, 30", "PT1H, PT0S, 7, SECONDS, 10",
            "PT1H, PT0S, 1, SECONDS, 5", "PT1H, PT0S, 90, MINUTES, 120", "PT24H, PT0S, 5, MINUTES, 60",
            "PT24H, PT0S, 3600, HOURS, 3600", "P60D, PT0S, 60, HOURS, 3600", "P30D, PT0S, 1800, MINUTES, 1800"})
    void choosesWhatTheTimeAndTheStepNeed(String from, String to, int step, Resolution resolution, int expected) {
        SeriesPlan plan = plan(from, to, step);
        assertEquals(resolution + " " + expected, plan.resolution() + " " + plan.step());
        assertEquals(0, plan.from() % plan.step());
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1H, 0", "PT1H, PT1H, 0", "PT1H, PT0S, -1", "PT72H, PT0S, 60", "P3650D, PT0S, 3600"})
    void refusesWhatIsEmptyOrTooMuch(String from, String to, int step) {
        FailureException refused = assertThrows(FailureException.class, () -> plan(from, to, step));
        assertEquals(FailureCode.INVALID, refused.failure().code());
    }

    @Test
    void doesNotOverflow() {
        assertThrows(FailureException.class,
                () -> SeriesPlan.of(new FindSeries("1", Instant.EPOCH, Instant.MAX, 5), NOW));
        assertThrows(FailureException.class, () -> SeriesPlan.of(new FindSeries("1", Instant.MIN, NOW, 0), NOW));
        assertThrows(FailureException.class,
                () -> SeriesPlan.of(new FindSeries("1", Instant.EPOCH, Instant.MAX, 0), NOW));
    }
}
