package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.failure;
import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Auth.LoggedIn;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thousand logins at once, none of which gets its hash before the test says so. */
class LoginFloodTest {

    private static final int LOGINS = 1000;
    private static final int ADMITTED = PasswordHasher.QUEUE + AuthFixture.HASH_THREADS;

    private AuthFixture auth;

    @BeforeEach
    void start() throws Exception {
        auth = new AuthFixture();
        auth.hash.closeGate();
    }

    @AfterEach
    void stop() throws Exception {
        auth.close();
    }

    @Test
    void fromEverywhereFillsTheQueueAndNoMore() throws Exception {
        List<Future<LoggedIn>> logins = flood(i -> auth.login("user" + i, "guess", "10.0." + i / 250 + "." + i % 250));
        Outcomes.until(() -> answered(logins) == LOGINS - ADMITTED);
        theEventLoopTicks();
        // A user who has a session works on while the hashes wait.
        assertEquals(FailureCode.UNAUTHENTICATED, failure(auth.verify(AuthFixture.SIGNING_KEY)).code());
        auth.hash.openGate();

        Map<FailureCode, Long> codes = codes(logins);
        assertEquals(
                Map.of(FailureCode.UNAUTHENTICATED, (long) ADMITTED, FailureCode.UNAVAILABLE, (long) LOGINS - ADMITTED),
                codes);
        assertEquals(ADMITTED, auth.hash.verifications.get());
    }

    @Test
    void onOneAccountIsThrottledWithNothingSlippingThrough() throws Exception {
        List<Future<LoggedIn>> logins = flood(i -> auth.login("ann", "guess" + i, "10.0." + i / 250 + "." + i % 250));
        Outcomes.until(() -> answered(logins) == LOGINS - 50);
        theEventLoopTicks();
        auth.hash.openGate();

        assertEquals(Map.of(FailureCode.UNAUTHENTICATED, 50L, FailureCode.THROTTLED, LOGINS - 50L), codes(logins));
        assertEquals(50, auth.hash.verifications.get());
    }

    @Test
    void fromOneAddressIsThrottledWithNothingSlippingThrough() throws Exception {
        List<Future<LoggedIn>> logins = flood(i -> auth.login("user" + i, "guess", "2001:db8::" + i));
        Outcomes.until(() -> answered(logins) == LOGINS - 30);
        auth.hash.openGate();

        assertEquals(Map.of(FailureCode.UNAUTHENTICATED, 30L, FailureCode.THROTTLED, LOGINS - 30L), codes(logins));
        assertEquals(30, auth.hash.verifications.get());
    }

    @Test
    void whatWasNotTriedDoesNotCount() throws Exception {
        List<Future<LoggedIn>> others = flood(i -> auth.login("user" + i, "guess", "10.0." + i / 250 + "." + i % 250));
        Outcomes.until(() -> answered(others) == LOGINS - ADMITTED);

        for (int i = 0; i < 40; i++) {
            Failure refused = failure(auth.login("ann", "right"));
            assertEquals(FailureCode.UNAVAILABLE, refused.code());
            assertTrue(refused.retryAfterSeconds() > 0);
        }

        auth.hash.openGate();
        codes(others);
        auth.persistence.add("ann", "fake:right");
        assertEquals("ann", get(auth.login("ann", "right")).user().username());
    }

    private static List<Future<LoggedIn>> flood(IntFunction<Future<LoggedIn>> login) {
        return IntStream.range(0, LOGINS).mapToObj(login).toList();
    }

    private static long answered(List<Future<LoggedIn>> logins) {
        return logins.stream().filter(Future::isComplete).count();
    }

    private void theEventLoopTicks() throws InterruptedException {
        CountDownLatch ticks = new CountDownLatch(10);
        auth.vertx.setPeriodic(1, timer -> ticks.countDown());
        assertTrue(ticks.await(30, TimeUnit.SECONDS));
    }

    private static Map<FailureCode, Long> codes(List<Future<LoggedIn>> logins) {
        return logins.stream()
                .map(login -> failure(login).code())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
