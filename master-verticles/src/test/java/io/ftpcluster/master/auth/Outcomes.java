package io.ftpcluster.master.auth;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.testing.Eventually;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for futures on the test's thread, at most 20 s. */
final class Outcomes {

    private Outcomes() {}

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static Failure failure(Future<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(future));
        return ((FailureException) failed.getCause()).failure();
    }

    /** Waits until something that another thread brings about is true. */
    static void until(BooleanSupplier condition) throws TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException();
            }
            Eventually.pause();
        }
    }
}
