package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.messages.Telemetry.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactsTest {

    @Test
    void whatAnAgentSaysOfItselfIsPrintable() {
        String odd = "a\u202Eb\u0007";
        assertEquals(new Facts("a?b?", "a?b?", "a?b?", "a?b?", "a?b?", List.of("a?b?"), "a?b?", "a?b?"),
                new Facts(odd, odd,
                        odd, odd, odd, List.of(odd), odd, odd));
        assertEquals(new Facts(null, null, null, null, null, List.of(), null, null),
                new Facts(null, null, null, null, null,
                        null, null, null));
    }
}
