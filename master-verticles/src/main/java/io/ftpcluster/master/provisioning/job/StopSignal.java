package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.provisioning.ssh.SshOperationException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a job's waiting at once, whatever it waits for. Thread-safe. */
final class StopSignal {

    private final CompletableFuture<Void> given = new CompletableFuture<>();
    private final List<Runnable> hooks = new ArrayList<>();
    /** A thread that is to be interrupted; guarded by the hooks. */
    private Thread blocked;

    /** What blocks its thread. */
    interface Blocking<T> {
        T call() throws SshOperationException;
    }

    void give() {
        given.complete(null);
        List<Runnable> all;
        synchronized (hooks) {
            all = List.copyOf(hooks);
            if (blocked != null) {
                blocked.interrupt();
            }
        }
        all.forEach(Runnable::run);
    }

    boolean isGiven() {
        return given.isDone();
    }

    void check() throws JobStoppedException {
        if (isGiven()) {
            throw new JobStoppedException();
        }
    }

    /** Is run when the signal is given, or now if it was; must not block. */
    void onStop(Runnable hook) {
        synchronized (hooks) {
            hooks.add(hook);
        }
        if (isGiven()) {
            hook.run();
        }
    }

    /** Does what can't be ended but by an interrupt of its thread, which comes only meanwhile. */
    <T> T interruptibly(Blocking<T> work) throws SshOperationException, JobStoppedException {
        synchronized (hooks) {
            check();
            blocked = Thread.currentThread();
        }
        try {
            return work.call();
        } finally {
            synchronized (hooks) {
                blocked = null;
                // The flag is for that alone.
                Thread.interrupted();
            }
        }
    }

    /** Returns early when the signal is given. */
    void pause(Duration time) {
        try {
            given.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // As long as it should be.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it fails with is thrown when that is for people. */
    <T> T await(Future<T> future) throws JobStoppedException {
        CompletableFuture<T> result = future.toCompletionStage().toCompletableFuture();
        try {
            CompletableFuture.anyOf(given, result).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FailureException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobStoppedException();
        }
        if (!result.isDone()) {
            throw new JobStoppedException();
        }
        return result.join();
    }
}
