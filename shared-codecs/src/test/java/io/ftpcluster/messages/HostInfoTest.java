package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.messages.Telemetry.HostInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostInfoTest {

    @Test
    void whatAnAgentSaysOfItselfIsPrintable() {
        String odd = "a\u202Eb\u0007";
        assertEquals(new HostInfo("a?b?", "a?b?", "a?b?", "a?b?", "a?b?", List.of("a?b?"), "a?b?", "a?b?"),
                new HostInfo(odd, odd, odd, odd, odd, List.of(odd), odd, odd));
        assertEquals(new HostInfo(null, null, null, null, null, List.of(), null, null),
                new HostInfo(null, null, null, null, null, null, null, null));
    }
}
