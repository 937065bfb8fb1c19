package io.ftpcluster.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Answers that need no message: what gives them or begins them on the asker's own thread, by address. Thread-safe. */
final class LocalFastPath {

    private final Vertx vertx;
    private final Map<String, Function<Record, Optional<Future<?>>>> local = new ConcurrentHashMap<>();

    LocalFastPath(Vertx vertx) {
        this.vertx = vertx;
    }

    <Q extends Record, R> void put(Address<Q, R> address, Function<Q, Optional<Future<R>>> handler) {
        local.put(address.name(), request -> handler.apply(address.request().cast(request)).map(answer -> answer));
    }

    void remove(Address<?, ?> address) {
        local.remove(address.name());
    }

    @SuppressWarnings("unchecked") // Put for this address, and so of its type.
    <Q extends Record, R> Optional<Future<R>> find(Address<Q, R> address, Q request) {
        Function<Record, Optional<Future<?>>> handler = local.get(address.name());
        return handler == null ? Optional.empty() : handler.apply(request).map(answer -> (Future<R>) answer);
    }

    /** Empty when the address must be asked. What takes time ends on the asker's context and within the deadline. */
    <Q extends Record, R> Optional<Future<R>> answer(Address<Q, R> address, Q request) {
        try {
            return find(address, request).map(answer -> answer.isComplete()
                    ? answer.recover(cause -> failed(address, cause))
                    : await(address, answer));
        } catch (RuntimeException e) {
            return Optional.of(failed(address, e));
        }
    }

    private <R> Future<R> await(Address<?, R> address, Future<R> answer) {
        Context asker = vertx.getOrCreateContext();
        Promise<R> promise = Promise.promise();
        long timer = vertx.setTimer(address.deadline().toMillis(), late -> promise.tryFail(Bus.tooLate(address, null)));
        answer.recover(cause -> failed(address, cause)).onComplete(done -> asker.runOnContext(there -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        }));
        return promise.future();
    }

    private static <R> Future<R> failed(Address<?, R> address, Throwable cause) {
        return Future.failedFuture(Bus.failure(address, cause).causedBy(cause));
    }
}
