package io.ftpcluster.master.http.files.transfer;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The virtual thread on which one client's answer is written, by code that waits for both ends. None of its waits outlives
 * the client, and what it fails with becomes the answer, or breaks it off.
 */
public final class ClientThread {

    /** What it does. */
    public interface Work {
        void run() throws IOException;
    }

    /** Behind the deadlines of what is asked. */
    private static final long SECONDS = 600;

    private final Client client;
    private volatile boolean gone;
    private volatile Promise<?> asked = Promise.promise();
    private final AtomicReference<Runnable> whenWoken = new AtomicReference<>();

    /** To be made on the client's event loop. */
    public ClientThread(Client client) {
        this.client = client;
        client.whenGone(this::leave);
        if (client.isGone()) {
            leave();
        }
    }

    /** The client has left, or counts as if it had. */
    public void leave() {
        gone = true;
        wake();
    }

    /** Ends what it waits for, with a failure there. Any thread may call. */
    public void wake() {
        asked.tryFail(Failure.of(FailureCode.UNAVAILABLE, "Nobody waits for it any more.").exception());
        Runnable end = whenWoken.getAndSet(null);
        if (end != null) {
            end.run();
        }
    }

    /** @param failure what the client is told of an error of ours */
    public void start(String name, String failure, Work work) {
        Thread.ofVirtual().name(name).start(RequestContext.carry(() -> run(failure, work)));
    }

    private void run(String failure, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            fail(e);
        } catch (Error e) {
            // Whoever waits gets an answer first; the log, or what watches for memory, gets the error.
            fail(Failure.of(FailureCode.INTERNAL, failure).causedBy(e));
            throw e;
        }
    }

    private void fail(Throwable cause) {
        client.context().runOnContext(v -> client.fail(cause));
    }

    /** Any thread may ask. */
    public boolean isClientGone() {
        return gone;
    }

    /** How to end what it is about to wait for otherwise than by {@link #await}; at once when the client has left. */
    public void whenWoken(Runnable action) {
        whenWoken.set(action);
        if (gone) {
            wake();
        }
    }

    /** It waits for nothing. */
    public void goesOn() {
        whenWoken.set(null);
    }

    /**
     * Waits for what is begun. Fails as it does, when the client has left, and when somebody {@link #wake wakes} this.
     *
     * @param beginning is called on the client's event loop
     * @param unwanted gets what comes when nobody waits any more
     */
    public <R> R await(Supplier<Future<R>> beginning, Consumer<R> unwanted) {
        Promise<R> answer = Promise.promise();
        asked = answer;
        if (gone) {
            wake();
        }
        client.context()
                .runOnContext(v -> Future.succeededFuture().compose(start -> beginning.get()).onSuccess(result -> {
                    if (!answer.tryComplete(result)) {
                        unwanted.accept(result);
                    }
                }).onFailure(answer::tryFail));
        try {
            return answer.future().await(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            answer.tryFail(e);
            throw Failure.of(FailureCode.TIMEOUT, "Nothing was answered for " + SECONDS + " s.").causedBy(e);
        } finally {
            asked = Promise.promise();
        }
    }
}
