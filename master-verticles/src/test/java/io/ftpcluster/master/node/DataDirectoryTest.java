package io.ftpcluster.master.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path dir;

    private static Config config(String dataDir, Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(more);
        all.put("FTPCLUSTER_DATA_DIR", dataDir);
        return new ConfigLoader(Optional.empty(), all, Map.of()).load();
    }

    private static String refusal(Path directory) {
        return assertThrows(ConfigException.class, () -> DataDirectory.prepare(config(directory.toString(), Map.of())))
                .getMessage();
    }

    @Test
    void itIsMadeForItsOwnerOnlyAndLeftEmpty() throws IOException {
        Path data = dir.resolve("a/data");
        DataDirectory.prepare(config(data.toString(), Map.of()));
        DataDirectory.prepare(config(data.toString(), Map.of()));

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
        assertEquals(0, data.toFile().list().length);
    }

    @Test
    void whatCantHoldItIsNamed() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "x");
        Path loop = Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));
        for (Path wrong : new Path[]{file, file.resolve("data"), loop, loop.resolve("data"), Path.of("/proc/data")}) {
            String said = refusal(wrong);
            assertTrue(said.startsWith("The data directory " + wrong + " can't be used: "), said);
            assertTrue(said.endsWith("choose another with --data or FTPCLUSTER_DATA_DIR"), said);
            assertFalse(said.contains("Exception"), said);
        }
    }

    @Test
    void whereNothingIsKeptNothingIsMade() {
        Path none = Path.of("/proc/none");
        DataDirectory.prepare(config(none.toString(), Map.of("FTPCLUSTER_DATABASE_URL", "jdbc:postgresql://h/d",
                "SECRET_KEY", "x".repeat(32), "FERNET_KEY", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")));
        assertFalse(Files.exists(none));
    }
}
