package io.ftpcluster.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimingsTest {

    @Test
    void whoHasAnotherMasterIsLessPatient() {
        assertEquals(Duration.ofSeconds(15), Timings.standard(1).pingAfter());
        assertEquals(Duration.ofSeconds(5), Timings.standard(2).pingAfter());
        assertEquals(Duration.ofSeconds(5), Timings.standard(3).pingAfter());
    }
}
