package io.ftpcluster.master.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final LoginThrottle throttle = LoginThrottle.ofThisNode(nanos::get);

    @Test
    void anAccountHasTenFailuresThenOneEachHalfMinute() {
        fail(10, "ann", "192.0.2.1");

        assertEquals(30, refused("ann", "192.0.2.2").retryAfterSeconds());
        pass(Duration.ofMillis(29_001));
        assertEquals(1, refused("ann", "192.0.2.2").retryAfterSeconds());
        pass(Duration.ofMillis(999));
        fail(1, "ann", "192.0.2.2");
        assertEquals(30, refused("ann", "192.0.2.2").retryAfterSeconds());
        pass(Duration.ofMinutes(5));
        fail(10, "ann", "192.0.2.2");
        assertEquals(FailureCode.THROTTLED, refused("ann", "192.0.2.2").code());
    }

    @Test
    void anAddressHasThirtyFailuresThenOneEachTenSeconds() {
        for (int i = 0; i < 30; i++) {
            fail(1, "user" + i, "192.0.2.1");
        }

        assertEquals(10, refused("another", "192.0.2.1").retryAfterSeconds());
        fail(1, "another", "192.0.2.2");
        pass(Duration.ofSeconds(10));
        fail(1, "another", "192.0.2.1");
        refused("another", "192.0.2.1");
    }

    @Test
    void namesDifferInMoreThanCase() {
        fail(5, "Ann", "192.0.2.1");
        fail(5, "aNN", "192.0.2.1");

        refused("ann", "192.0.2.1");
    }

    @Test
    void aRefusedAccountCostsTheAddressNothing() {
        fail(10, "ann", "192.0.2.1");
        for (int i = 0; i < 100; i++) {
            refused("ann", "192.0.2.2");
        }

        for (int i = 0; i < 30; i++) {
            fail(1, "user" + i, "192.0.2.2");
        }
    }

    @Test
    void successGivesBackOnce() throws Exception {
        fail(9, "ann", "192.0.2.1");
        for (int i = 0; i < 100; i++) {
            LoginThrottle.Attempt attempt = Outcomes.get(throttle.reserve("ann", "192.0.2.1"));
            attempt.refund();
            attempt.refund();
        }

        fail(1, "ann", "192.0.2.1");
        refused("ann", "192.0.2.1");
    }

    @Test
    void attemptsAtOnceDontSlipThrough() {
        AtomicInteger admitted = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 1000; i++) {
                String address = "10.0." + i / 250 + "." + i % 250;
                threads.execute(() -> {
                    if (throttle.reserve("ann", address).succeeded()) {
                        admitted.incrementAndGet();
                    }
                });
            }
        }

        assertEquals(10, admitted.get());
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::1, 2001:db8::ffff:1", "2001:db8::1%eth0, 2001:db8:0:0:1::", "::ffff:192.0.2.1, 192.0.2.1",
            "192.0.2.1, 192.0.2.1", "no:address, no:address"})
    void aHouseholdIsOneNetwork(String one, String other) {
        assertEquals(LoginThrottle.network(one), LoginThrottle.network(other));
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::1, 2001:db8:0:1::1", "192.0.2.1, 192.0.2.2", "::ffff:192.0.2.1, ::ffff:192.0.2.2"})
    void neighboursAreNot(String one, String other) {
        assertNotEquals(LoginThrottle.network(one), LoginThrottle.network(other));
    }

    private void fail(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            assertTrue(throttle.reserve(name, address).succeeded());
        }
    }

    private Failure refused(String name, String address) {
        return Outcomes.failure(throttle.reserve(name, address));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
