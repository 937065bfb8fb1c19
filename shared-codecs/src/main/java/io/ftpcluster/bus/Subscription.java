package io.ftpcluster.bus;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Somebody's ear at an address or a topic.
 *
 * @param begun completes when it is known everywhere
 */
public record Subscription(Future<Void> begun, Supplier<Future<Void>> ending) {

    /** Completes when nothing will come any more. */
    public Future<Void> end() {
        return ending.get();
    }
}
