package io.ftpcluster.master.http.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    private static final long MIB = 1 << 20;
    private static final Config.Tls TLS = new Config.Tls(Path.of("c"), Path.of("k"));

    private static ConnectionLimits limits(Config.Limits given, Optional<Config.Tls> tls, long heap, long descriptors) {
        return ConnectionLimits.of(new Config.Http("127.0.0.1", 8080, Optional.empty(), tls, Duration.ofMinutes(2),
                new Config.Edge(List.of(), Duration.ZERO, given)), heap, descriptors);
    }

    /** Agents of a whole fleet and their dashboards, all behind one address. */
    @Test
    void theLaunchersHeapHasRoomForTenThousandAgentsOfOneAddress() {
        ConnectionLimits limits = limits(Config.Limits.DEFAULT, Optional.empty(), 256 * MIB, 1 << 20);
        assertEquals(16_384, limits.connections());
        assertTrue(limits.perAddress() > 10_000, () -> "of one address: " + limits.perAddress());
        assertTrue(limits.perAddress() < limits.connections());
    }

    @Test
    void descriptorsAreLeftForOtherThings() {
        ConnectionLimits limits = limits(Config.Limits.DEFAULT, Optional.empty(), 8192 * MIB, 4_096);
        assertEquals(3_072, limits.connections());
    }

    @Test
    void tlsTakesMore() {
        assertTrue(limits(Config.Limits.DEFAULT, Optional.of(TLS), 256 * MIB, 1 << 20)
                .connections() < limits(Config.Limits.DEFAULT, Optional.empty(), 256 * MIB, 1 << 20).connections());
    }

    @Test
    void whatIsSetHolds() {
        ConnectionLimits limits = limits(new Config.Limits(500, 7, 1), Optional.empty(), 256 * MIB, 1 << 20);
        assertEquals(500, limits.connections());
        assertEquals(7, limits.perAddress());
    }

    @Test
    void theSmallestProcessHasSome() {
        ConnectionLimits limits = limits(Config.Limits.DEFAULT, Optional.of(TLS), MIB, 4);
        assertTrue(limits.connections() > 0 && limits.perAddress() > 0 && limits.waitingEach() > 0);
    }

    @Test
    void anIpv6ClientIsItsNetwork() throws Exception {
        assertEquals(Connections.ofOneClient(InetAddress.getByName("2001:db8:1:2::1")),
                Connections.ofOneClient(InetAddress.getByName("2001:db8:1:2:ffff::9")));
        InetAddress ipv4 = InetAddress.getByName("192.0.2.7");
        assertEquals(ipv4, Connections.ofOneClient(ipv4));
    }
}
