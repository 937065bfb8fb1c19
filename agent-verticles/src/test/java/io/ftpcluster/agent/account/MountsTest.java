package io.ftpcluster.agent.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {

    @Test
    void whereSomethingIsMounted(@TempDir Path folder) throws Exception {
        assertEquals("/proc", Mounts.at(Path.of("/proc")));
        assertNull(Mounts.at(folder));
        assertNull(Mounts.at(Path.of("/pro")));
    }

    @Test
    void blanksAreEscaped() {
        assertEquals("/a b\\c\n", Mounts.unescape("/a\\040b\\134c\\012"));
        assertEquals("\\9\\", Mounts.unescape("\\9\\"));
    }
}
