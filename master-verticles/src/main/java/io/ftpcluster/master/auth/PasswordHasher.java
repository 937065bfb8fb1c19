package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes and verifies passwords on a few threads of its own, so that a flood of logins takes neither the event loops
 * nor all processors nor the heap. At most 64 wait; the next one fails UNAVAILABLE. Thread-safe; close it after use.
 */
public final class PasswordHasher implements AutoCloseable {

    static final int QUEUE = 64;

    private static final long HASH_MILLIS = 100;
    private static final long BYTES_PER_HASH = Argon2id.MEMORY_KIB * 1024L;

    private final PasswordHash algorithm;
    private final Secret unmatchable;
    private final ThreadPoolExecutor threads;

    public PasswordHasher() {
        this(new DelegatingPasswordHash(new Argon2id()));
    }

    public PasswordHasher(PasswordHash algorithm) {
        this(algorithm, threadsFor(Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory()));
    }

    PasswordHasher(PasswordHash algorithm, int threadCount) {
        this.algorithm = algorithm;
        this.unmatchable = new Secret(algorithm.unmatchable());
        this.threads = new ThreadPoolExecutor(threadCount, threadCount, 0, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE), Thread.ofPlatform().daemon().name("password-", 0).factory());
    }

    /** Half the processors, and no more hashes at once than fit into a quarter of the heap. */
    static int threadsFor(int processors, long heapBytes) {
        return Math.clamp(Math.min(processors / 2, heapBytes / 4 / BYTES_PER_HASH), 1, processors);
    }

    public Future<Secret> hash(Secret password) {
        return run(() -> new Secret(algorithm.hash(password.value())));
    }

    public Future<Boolean> verify(Secret password, Secret hash) {
        return run(() -> algorithm.matches(password.value(), hash.value()));
    }

    /** Whether it should be replaced when its password is known. */
    public boolean isOutdated(Secret hash) {
        return algorithm.isOutdated(hash.value());
    }

    /** What to verify against when there is no such user: the same work, always false. */
    public Secret unmatchable() {
        return unmatchable;
    }

    /** Takes no more; what waits is still answered. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private <T> Future<T> run(Supplier<T> work) {
        Promise<T> result = Promise.promise();
        try {
            threads.execute(RequestContext.carry(() -> complete(result, work)));
        } catch (RejectedExecutionException full) {
            long seconds = Math.ceilDiv(QUEUE * HASH_MILLIS / threads.getMaximumPoolSize(), 1000);
            result.fail(Failure.of(FailureCode.UNAVAILABLE, "Too many logins at once; try again in a few seconds.")
                    .retryAfter(seconds)
                    .causedBy(full));
        }
        return result.future();
    }

    private static <T> void complete(Promise<T> result, Supplier<T> work) {
        T value;
        try {
            value = work.get();
        } catch (RuntimeException | OutOfMemoryError e) {
            result.fail(e);
            return;
        }
        result.complete(value);
    }
}
