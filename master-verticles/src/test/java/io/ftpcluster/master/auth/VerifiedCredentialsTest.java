package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerifiedCredentialsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger checks = new AtomicInteger();
    private final VerifiedCredentials verified = new VerifiedCredentials(nanos::get);

    @Test
    void aYesIsRememberedForAMinute() throws Exception {
        assertTrue(verify("ann", "p", "h", true));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertTrue(verify("ann", "p", "h", false));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertFalse(verify("ann", "p", "h", false));
        assertEquals(2, checks.get());
    }

    @Test
    void aNoIsNotRemembered() throws Exception {
        assertFalse(verify("ann", "p", "h", false));
        assertTrue(verify("ann", "p", "h", true));
    }

    @Test
    void everyPartCounts() throws Exception {
        assertTrue(verify("ann", "p", "h", true));

        assertFalse(verify("ann", "p", "changed", false));
        assertFalse(verify("ann", "q", "h", false));
        assertFalse(verify("bob", "p", "h", false));
        assertFalse(verify("an", "np", "h", false));
        assertFalse(verify("ann", "ph", "", false));
    }

    @Test
    void thoseAtOnceShareOneCheck() throws Exception {
        Promise<Boolean> answer = Promise.promise();
        Future<Boolean> first = verified.verify("ann", new Secret("p"), new Secret("h"), answer::future);
        Future<Boolean> second = verified.verify("ann", new Secret("p"), new Secret("h"),
                () -> Future.failedFuture("checked twice"));

        answer.complete(true);

        assertTrue(get(first));
        assertTrue(get(second));
    }

    @Test
    void aFailedCheckIsToldAndTriedAgain() throws Exception {
        Future<Boolean> failed = verified.verify("ann", new Secret("p"), new Secret("h"), () -> {
            throw new IllegalStateException("full");
        });

        assertThrows(ExecutionException.class, () -> get(failed));
        assertTrue(verify("ann", "p", "h", true));
    }

    private boolean verify(String name, String password, String hash, boolean matches) throws Exception {
        return get(verified.verify(name, new Secret(password), new Secret(hash), () -> {
            checks.incrementAndGet();
            return Future.succeededFuture(matches);
        }));
    }
}
