package io.ftpcluster.master.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }

    private static InetAddress address(String text) {
        return Network.address(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7,10.0.0.7", "10.0.0.0/8,10.255.255.255", "10.1.2.128/25,10.1.2.129", "0.0.0.0/0,192.0.2.1",
            "2001:db8::/32,2001:db8:ffff::1", "::1,::1", "fe80::/10,fe80::1%eth0", "10.0.0.0/8,::ffff:10.1.2.3",
            "::/0,2001:db8::1", "2001:db8:0:8000::/49,2001:db8:0:8001::"})
    void itHasAddresses(String network, String inside) {
        assertTrue(network(network).contains(address(inside)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7,10.0.0.8", "10.0.0.0/8,11.0.0.0", "10.1.2.128/25,10.1.2.127", "0.0.0.0/0,2001:db8::1",
            "::/0,192.0.2.1", "2001:db8::/32,2001:db9::", "2001:db8:0:8000::/49,2001:db8:0:7fff::"})
    void othersAreOutside(String network, String outside) {
        assertFalse(network(network).contains(address(outside)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.1/8",
            "2001:db8::1/32", "10.0.0", "256.0.0.1", "010.0.0.1", "1.2.3.4.5", "balancer", "localhost", "[::1]", ":::",
            "10.0.0.0/8 10.1.0.0/16", "1", "0x7f.0.0.1"})
    void whatIsNoNetwork(String text) {
        assertEquals(Optional.empty(), Network.parse(text));
    }

    @Test
    void itChecksItself() {
        assertThrows(IllegalArgumentException.class, () -> new Network(address("10.0.0.1"), 8));
        assertThrows(IllegalArgumentException.class, () -> new Network(address("10.0.0.0"), 33));
    }
}
