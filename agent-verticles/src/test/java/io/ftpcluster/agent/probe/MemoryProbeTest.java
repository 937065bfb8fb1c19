package io.ftpcluster.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.agent.probe.MemoryProbe.Memory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryProbeTest {

    private static final long MB = 1024 * 1024;
    private static final String V2_MOUNT = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String V1_MOUNT = """
            31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
            35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro,nosuid master:18 - cgroup cgroup rw,memory
            """;

    @TempDir
    private Path root;
    private FakeSystem system;

    @BeforeEach
    void aMachineWithAGigabyte() {
        system = new FakeSystem(root).with("/proc/meminfo", """
                MemTotal:        1048576 kB
                MemFree:          102400 kB
                MemAvailable:     524288 kB
                Buffers:           10240 kB
                Cached:           204800 kB
                """);
    }

    private Memory read() {
        SystemFiles files = system.files();
        return new MemoryProbe(files, new Cgroups(files)).read();
    }

    @Test
    void aMachineIsMeasuredByWhatIsAvailable() {
        assertEquals(new Memory(50, 1024 * MB), read());
    }

    @Test
    void anOldKernelDoesNotSayWhatIsAvailable() {
        system.with("/proc/meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 350 kB\n");

        assertEquals(new Memory(50, 1000 * 1024), read());
    }

    @Test
    void aContainerIsMeasuredByItsLimitWithoutWhatIsOnlyCache() {
        system.with("/proc/self/cgroup", "0::/\n")
                .with("/proc/self/mountinfo", V2_MOUNT)
                .with("/sys/fs/cgroup/memory.max", 200 * MB + "\n")
                .with("/sys/fs/cgroup/memory.current", 150 * MB + "\n")
                .with("/sys/fs/cgroup/memory.stat", "anon 1\ninactive_file " + 100 * MB + "\nactive_file 5\n");

        assertEquals(new Memory(25, 200 * MB), read());
    }

    @Test
    void theTightestOfNestedGroupsCounts() {
        system.with("/proc/self/cgroup", "0::/pod/app\n")
                .with("/proc/self/mountinfo", V2_MOUNT)
                .with("/sys/fs/cgroup/pod/app/memory.max", "max\n")
                .with("/sys/fs/cgroup/pod/memory.max", 100 * MB + "\n")
                .with("/sys/fs/cgroup/pod/memory.current", 75 * MB + "\n")
                .with("/sys/fs/cgroup/memory.max", 400 * MB + "\n")
                .with("/sys/fs/cgroup/memory.current", 80 * MB + "\n");

        assertEquals(new Memory(75, 100 * MB), read());
    }

    @Test
    void theLimitOfTheAgentsOwnUnitIsNotTheServers() {
        system.with("/proc/self/cgroup", "0::/system.slice/ftpcluster-agent.service\n")
                .with("/proc/self/mountinfo", V2_MOUNT)
                .with("/sys/fs/cgroup/system.slice/ftpcluster-agent.service/memory.max", 64 * MB + "\n")
                .with("/sys/fs/cgroup/system.slice/ftpcluster-agent.service/memory.current", 60 * MB + "\n");

        assertEquals(new Memory(50, 1024 * MB), read());
    }

    @Test
    void aContainerOfVersionOneSeesItsOwnGroupAsTheTop() {
        system.with("/proc/self/cgroup", "4:memory:/docker/abc\n0::/\n")
                .with("/proc/self/mountinfo", V1_MOUNT)
                .with("/sys/fs/cgroup/memory/memory.limit_in_bytes", 100 * MB + "\n")
                .with("/sys/fs/cgroup/memory/memory.usage_in_bytes", 90 * MB + "\n")
                .with("/sys/fs/cgroup/memory/memory.stat", "inactive_file 0\ntotal_inactive_file " + 40 * MB + "\n");

        assertEquals(new Memory(50, 100 * MB), read());
    }

    @Test
    void aLimitOfVersionOneThatIsNoneIsPassedOver() {
        system.with("/proc/self/cgroup", "4:memory:/\n")
                .with("/proc/self/mountinfo", V1_MOUNT)
                .with("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        assertEquals(new Memory(50, 1024 * MB), read());
    }

    @Test
    void whatCannotBeReadIsNotKnown() {
        system.with("/proc/meminfo", "nonsense\n");

        assertNull(read());
    }
}
