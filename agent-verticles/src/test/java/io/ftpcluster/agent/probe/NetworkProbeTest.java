package io.ftpcluster.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkProbeTest {

    private static final String RECORDED = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 9999999    100    0    0    0     0          0         0  9999999    100    0    0    0     0       0          0
              eth0:%d     20    0    0    0     0          0         0     %d     30    0    0    0     0       0          0
            """;

    @Test
    void ratesAreOfAllInterfacesButLoopback(@TempDir Path root) {
        AtomicLong clock = new AtomicLong(1);
        FakeSystem system = new FakeSystem(root).with("/proc/net/dev", RECORDED.formatted(1000, 5000));
        NetworkProbe probe = new NetworkProbe(system.files(), clock::get);
        assertNull(probe.read());

        clock.addAndGet(TimeUnit.SECONDS.toNanos(5));
        system.with("/proc/net/dev", RECORDED.formatted(2000, 15000));
        assertEquals(new NetworkProbe.Rates(200, 2000), probe.read());

        clock.addAndGet(TimeUnit.SECONDS.toNanos(5));
        system.with("/proc/net/dev", RECORDED.formatted(10, 10));
        assertNull(probe.read());
    }
}
