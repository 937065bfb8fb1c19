package io.ftpcluster.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateStatementTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    /** As docs/agent.md has it: agents in other languages check this very text. */
    @Test
    void isThisText() {
        assertEquals(
                "ftpcluster agent update 1\nproduct ftpcluster-agent\nversion 0.2.0\nsha256 " + DIGEST
                        + "\nsize 812345\nreplaces older\n",
                new String(new UpdateStatement("0.2.0", DIGEST, 812_345, null).signedBytes(), StandardCharsets.UTF_8));
        assertTrue(new String(new UpdateStatement("0.2.0", DIGEST, 1, "0.3.0").signedBytes(), StandardCharsets.UTF_8)
                .endsWith("\nreplaces 0.3.0\n"));
    }

    @Test
    void crossesAsArguments() {
        for (String replaces : new String[]{null, "0.3.0"}) {
            UpdateStatement statement = new UpdateStatement("0.2.0-rc1", DIGEST, 812_345, replaces);
            assertEquals(statement, UpdateStatement.of(statement.toArguments()));
        }
    }

    @Test
    void replacesOlderOnesAndTheOneThatItNames() {
        UpdateStatement update = new UpdateStatement("0.2.0", DIGEST, 1, null);
        assertTrue(update.mayReplace("0.1.9"));
        assertFalse(update.mayReplace("0.2.0"));
        assertFalse(update.mayReplace("0.2.1"));
        assertFalse(update.mayReplace("development"));
        UpdateStatement back = new UpdateStatement("0.2.0", DIGEST, 1, "0.3.0");
        assertTrue(back.mayReplace("0.3.0"));
        assertFalse(back.mayReplace("0.3.1"));
    }

    @ParameterizedTest
    @CsvSource({"version,1.0 x", "version,../1", "version,", "sha256,abc", "sha256,", "size,0", "size,67108865",
            "size,-1", "size,1e3", "replaces,older"})
    void whatCanNotBeIsRefused(String field, String value) {
        Map<String, String> arguments = new HashMap<>(new UpdateStatement("0.2.0", DIGEST, 1, null).toArguments());
        if (value == null) {
            arguments.remove(field);
        } else {
            arguments.put(field, value);
        }
        FrameException refused = assertThrows(FrameException.class, () -> UpdateStatement.of(arguments));
        assertTrue(refused.getMessage().startsWith(field), refused.getMessage());
    }
}
