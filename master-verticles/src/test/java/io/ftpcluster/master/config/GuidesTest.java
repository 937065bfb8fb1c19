package io.ftpcluster.master.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Newcomers copy the settings of the guides as they stand. */
class GuidesTest {

    private static final String INDENT = "    ";
    /** In lines of a file, or as words of a command; not what a command makes up. */
    private static final Pattern SETTING = Pattern
            .compile("(?<![^ '\"])(FTPCLUSTER_[A-Z_]+|MASTER_URL)=([^ '\"$]+)(?=[ '\"]|$)");
    private static final Map<String, String> KEYS = Map.of("SECRET_KEY", "a-signing-key-of-thirty-two-chars",
            "FERNET_KEY", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"docs/cluster.md", "docs/load-balancer.md"})
    void settingsCanBeCopied(String guide) throws IOException {
        // A later example replaces what an earlier one has set.
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(System.getProperty("ftpcluster.root"), guide))) {
            if (line.startsWith(INDENT)) {
                for (MatchResult setting : SETTING.matcher(line).results().toList()) {
                    if (settings.containsKey(setting.group(1))) {
                        load(settings);
                    }
                    settings.put(setting.group(1), setting.group());
                }
            }
        }
        assertTrue(settings.size() > 3, settings::toString);
        load(settings);
    }

    private void load(Map<String, String> settings) throws IOException {
        Path file = Files.write(temp.resolve("master.env"), settings.values());
        assertDoesNotThrow(() -> new ConfigLoader(Optional.of(file), KEYS, Map.of()).load());
    }
}
