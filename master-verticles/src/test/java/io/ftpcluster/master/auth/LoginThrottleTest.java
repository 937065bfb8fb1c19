package io.ftpcluster.master.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private long unlockedAt;
    private final LoginThrottle throttle = LoginThrottle.ofThisNode(nanos::get);

    @Test
    void anAccountHasTenFailuresFromOneAddressThenOneEachHalfMinute() {
        fail(10, "ann", "192.0.2.1");

        assertEquals(30, refused("ann", "192.0.2.1").retryAfterSeconds());
        pass(Duration.ofMillis(29_001));
        assertEquals(1, refused("ann", "192.0.2.1").retryAfterSeconds());
        pass(Duration.ofMillis(999));
        fail(1, "ann", "192.0.2.1");
        assertEquals(30, refused("ann", "192.0.2.1").retryAfterSeconds());
        pass(Duration.ofMinutes(5));
        fail(10, "ann", "192.0.2.1");
        assertEquals(FailureCode.THROTTLED, refused("ann", "192.0.2.1").code());
    }

    @Test
    void nobodyElsewhereKeepsTheOwnerOut() {
        fail(10, "ann", "192.0.2.1");
        refused("ann", "192.0.2.1");
        fail(10, "ann", "192.0.2.2");
    }

    @Test
    void guessesFromManyAddressesAreBoundedButForThoseThatTheAccountKnows() {
        for (int i = 0; i < 50; i++) {
            fail(1, "ann", "198.51.100." + i);
        }

        assertEquals(30, refused("ann", "192.0.2.1").retryAfterSeconds());
        known.add("192.0.2.1");
        fail(10, "ann", "192.0.2.1");
        assertEquals(FailureCode.THROTTLED, refused("ann", "192.0.2.1").code());
        pass(Duration.ofSeconds(30));
        fail(1, "ann", "192.0.2.9");
        refused("ann", "192.0.2.10");
    }

    @Test
    void whatFailedBeforeTheAccountWasUnlockedDoesntCount() {
        fail(10, "ann", "192.0.2.1");
        refused("ann", "192.0.2.1");
        unlockedAt = 1_700_000_000_000L;
        fail(10, "ann", "192.0.2.1");
        refused("ann", "192.0.2.1");
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
        for (int i = 0; i < 5; i++) {
            fail(10, "ann", "192.0.2.1" + i);
        }
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
            LoginThrottle.Attempt attempt = Outcomes.get(reserve("ann", "192.0.2.1"));
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
                    if (reserve("ann", address).succeeded()) {
                        admitted.incrementAndGet();
                    }
                });
            }
        }

        assertEquals(50, admitted.get());
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

    private Future<LoginThrottle.Attempt> reserve(String name, String address) {
        return throttle.reserve(
                new LoginThrottle.Subject(name, unlockedAt, network -> Future.succeededFuture(known.contains(network))),
                address);
    }

    private void fail(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            assertTrue(reserve(name, address).succeeded());
        }
    }

    private Failure refused(String name, String address) {
        return Outcomes.failure(reserve(name, address));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
