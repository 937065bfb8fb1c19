package io.ftpcluster.master.leadership;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** By what right this node does the work of one lease, as far as it knows. Asked by any thread. */
public interface Leadership {

    /** What its writes carry at this moment; empty while another node does the work. */
    Optional<Token> token();

    /** The database has refused a write with this token. */
    void lost(Token refused);

    default boolean isHeld() {
        return token().isPresent();
    }

    /** A write, if this node may; fails UNAVAILABLE without one, and SUPERSEDED when the database knows better. */
    default <T> Future<T> write(Function<Token, Future<T>> request) {
        Optional<Token> held = token();
        if (held.isEmpty()) {
            return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "Another node does this now.").exception());
        }
        return request.apply(held.get()).onFailure(cause -> {
            if (Leases.isSuperseded(cause)) {
                lost(held.get());
            }
        });
    }

    /** Of a node that has the database for itself, while it has. */
    static Leadership when(BooleanSupplier ours) {
        return new Leadership() {
            @Override
            public Optional<Token> token() {
                return ours.getAsBoolean() ? Optional.of(Token.NONE) : Optional.empty();
            }

            @Override
            public void lost(Token refused) {}
        };
    }
}
