package io.ftpcluster.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuProbeTest {

    private static final String V2_MOUNT = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    private static final String V1_MOUNTS = """
            32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
            33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct
            """;

    @TempDir
    private Path root;
    private FakeSystem system;
    private final AtomicLong clock = new AtomicLong(1);

    @BeforeEach
    void aMachine() {
        system = new FakeSystem(root).with("/proc/stat", "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 1 1\n");
    }

    private CpuProbe probe() {
        SystemFiles files = system.files();
        return new CpuProbe(files, new Cgroups(files), clock::get);
    }

    private void pass(int seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aMachineIsBusyWhenItNeitherIdlesNorWaits() {
        CpuProbe probe = probe();
        assertNull(probe.read());

        pass(5);
        system.with("/proc/stat", "cpu  120 5 105 750 110 5 5 0 0 0\n");

        assertEquals(40.0, probe.read(), 0.001);
    }

    @Test
    void tooShortATimeSaysNothingAndSpoilsNothing() {
        CpuProbe probe = probe();
        probe.read();
        clock.addAndGet(1000);
        assertNull(probe.read());

        pass(5);
        system.with("/proc/stat", "cpu  150 0 100 750 100 0 0 0\n");

        assertEquals(50.0, probe.read(), 0.001);
    }

    @Test
    void aQuotaIsWhatMayBeUsed() {
        system.with("/proc/self/cgroup", "0::/\n")
                .with("/proc/self/mountinfo", V2_MOUNT)
                .with("/sys/fs/cgroup/cpu.max", "50000 100000\n")
                .with("/sys/fs/cgroup/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
        CpuProbe probe = probe();
        probe.read();

        pass(4);
        system.with("/sys/fs/cgroup/cpu.stat", "usage_usec 1500000\nuser_usec 1\n");

        assertEquals(25.0, probe.read(), 0.001);
    }

    @Test
    void aQuotaOfVersionOneIsAccountedInATreeOfItsOwn() {
        system.with("/proc/self/cgroup", "2:cpuacct:/pod/app\n1:cpu:/pod\n")
                .with("/proc/self/mountinfo", V1_MOUNTS)
                .with("/sys/fs/cgroup/cpu/pod/cpu.cfs_quota_us", "20000\n")
                .with("/sys/fs/cgroup/cpu/pod/cpu.cfs_period_us", "100000\n")
                .with("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
                .with("/sys/fs/cgroup/cpuacct/pod/cpuacct.usage", "0\n");
        CpuProbe probe = probe();
        probe.read();

        pass(5);
        system.with("/sys/fs/cgroup/cpuacct/pod/cpuacct.usage", "500000000\n");

        assertEquals(50.0, probe.read(), 0.001);
    }

    @Test
    void aQuotaThatAppearsIsNotComparedWithTheMachine() {
        system.with("/proc/self/cgroup", "0::/\n").with("/proc/self/mountinfo", V2_MOUNT);
        CpuProbe probe = probe();
        probe.read();

        pass(5);
        system.with("/sys/fs/cgroup/cpu.max", "50000 100000\n").with("/sys/fs/cgroup/cpu.stat", "usage_usec 1\n");

        assertNull(probe.read());
    }
}
