package io.ftpcluster.master.leadership;

import io.ftpcluster.messages.Leases.Token;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A lease that the test gives and takes; at first with the token of a node that needs none. */
final class FakeLeadership implements Leadership {

    private final AtomicReference<Token> held = new AtomicReference<>(Token.NONE);

    /** Replaces what was held before. */
    Token gain(String holder, long epoch) {
        Token token = new Token("work", holder, epoch);
        held.set(token);
        return token;
    }

    void lose() {
        held.set(null);
    }

    @Override
    public Optional<Token> token() {
        return Optional.ofNullable(held.get());
    }

    @Override
    public void lost(Token refused) {
        held.compareAndSet(refused, null);
    }
}
