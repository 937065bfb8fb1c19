package io.ftpcluster.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentVersionTest {

    @ParameterizedTest
    @CsvSource({"0.2,0.1", "0.10,0.9", "1,0.9.9.9", "1.0.1,1.0", "1.0,1.0-SNAPSHOT", "1.1-SNAPSHOT,1.0",
            "1.0-rc2,1.0-rc1"})
    void theFirstIsTheNewerOne(String newer, String older) {
        assertTrue(AgentVersion.isNewer(newer, older));
        assertFalse(AgentVersion.isNewer(older, newer));
    }

    @Test
    void theSameIsNotNewer() {
        assertFalse(AgentVersion.isNewer("1.0", "1.0.0"));
        assertFalse(AgentVersion.isNewer("1.0-SNAPSHOT", "1.0-SNAPSHOT"));
        assertEquals(AgentVersion.find("1.0"), AgentVersion.find("1.0.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "development", "1.", "v1", "1.2.3.4.5", "1.0-", "1.0 ", "1.0/../2", "1234567890",
            "1.0-a\n"})
    void whatIsNoneIsNeitherNewerNorOlder(String text) {
        assertEquals(Optional.empty(), AgentVersion.find(text));
        assertFalse(AgentVersion.isNewer(text, "0.1"));
        assertFalse(AgentVersion.isNewer("9.9", text));
    }
}
