package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.messages.Leases.Token;
import io.ftpcluster.messages.Leases;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps out writes of a node that has lost its lease, however late they come. Each transaction within {@link #run} first
 * locks the lease's row against a change: a take-over waits until it has ended, or has come before it and then it fails
 * SUPERSEDED. A lease that ran out and was taken by nobody still holds.
 */
public final class Fence {

    /** Of the thread that answers a message, so that no transaction behind it can be forgotten. */
    private static final ScopedValue<Token> TOKEN = ScopedValue.newInstance();

    private final String question;

    Fence(Engine engine) {
        question = "SELECT epoch FROM leases WHERE name = ? AND holder = ? AND epoch = ?" + engine.shareLock();
    }

    /** What {@code work} writes on this thread is written while the token holds. */
    public static <T> T run(Token token, Supplier<T> work) {
        return ScopedValue.where(TOKEN, token).call(work::get);
    }

    /** The work as it is to be done in this thread's transaction. */
    <T> Function<Sql, T> around(Function<Sql, T> work) {
        Token token = TOKEN.orElse(Token.NONE);
        if (token.equals(Token.NONE)) {
            return work;
        }
        return sql -> {
            if (sql.first(row -> row.getLong("epoch"), question, token.lease(), token.holder(), token.epoch())
                    .isEmpty()) {
                throw Leases.superseded(token.lease());
            }
            return work.apply(sql);
        };
    }
}
