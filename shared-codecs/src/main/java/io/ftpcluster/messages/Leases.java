package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Wire;
import java.time.Duration;
import java.util.Objects;

/** Who does what only one node at a time may do. Answered by persistence; the database's clock decides. */
public final class Leases {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Takes a lease that is free or has run out, and renews one's own. */
    public static final Address<Take, Taken> TAKE = Address.inDatabase("leases.take", Take.class, Taken.class)
            .within(DEADLINE);
    /** Gives one's own back before it runs out; of another's, or of none, it does nothing. */
    public static final Address<Release, Done> RELEASE = Address.inDatabase("leases.release", Release.class, Done.class)
            .within(DEADLINE);

    private static final int MAX_NAME = 64;
    private static final int MAX_HOLDER = 128;

    private Leases() {}

    /**
     * @param name of the work, at most 64 characters
     * @param holder different for each process, at most 128 characters
     * @param seconds until it runs out, from now
     */
    @Wire("leases.take.v1")
    public record Take(String name, String holder, int seconds) {
        public Take {
            check(name, holder);
            if (seconds < 1 || seconds > 3600) {
                throw new IllegalArgumentException("seconds: must be 1 to 3600");
            }
        }
    }

    /**
     * @param holder who has it now; empty when it was given back this moment
     * @param epoch counts how often it was taken over; a renewal changes nothing
     */
    @Wire("leases.taken.v1")
    public record Taken(boolean held, String holder, long epoch) {
        public Taken {
            Objects.requireNonNull(holder);
        }
    }

    @Wire("leases.release.v1")
    public record Release(String name, String holder) {
        public Release {
            check(name, holder);
        }
    }

    /**
     * What writes carry that only the holder of a lease may do: they are done while nobody else has taken it since, else they
     * fail SUPERSEDED and change nothing.
     *
     * @param lease empty for work that needs none
     */
    @Wire("leases.token.v1")
    public record Token(String lease, String holder, long epoch) {
        /** Of a node that has the database for itself. */
        public static final Token NONE = new Token("", "", 0);

        public Token {
            Objects.requireNonNull(lease);
            Objects.requireNonNull(holder);
        }

        /** For messages of nodes that know no tokens. */
        public static Token orNone(Token token) {
            return token == null ? NONE : token;
        }
    }

    /** A message that is answered only while its token holds. */
    public interface Timed {
        Token token();
    }

    public static FailureException superseded(String lease) {
        return Failure.of(FailureCode.SUPERSEDED, "Another node has taken over the lease " + lease + ".").exception();
    }

    public static boolean isSuperseded(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() == FailureCode.SUPERSEDED;
    }

    private static void check(String name, String holder) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("name: must have 1 to " + MAX_NAME + " characters");
        }
        if (holder.isEmpty() || holder.length() > MAX_HOLDER) {
            throw new IllegalArgumentException("holder: must have 1 to " + MAX_HOLDER + " characters");
        }
    }
}
