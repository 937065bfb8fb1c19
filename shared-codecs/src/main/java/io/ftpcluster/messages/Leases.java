package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
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

    /** @param holder who has it now; empty when it was given back this moment */
    @Wire("leases.taken.v1")
    public record Taken(boolean held, String holder) {
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

    private static void check(String name, String holder) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("name: must have 1 to " + MAX_NAME + " characters");
        }
        if (holder.isEmpty() || holder.length() > MAX_HOLDER) {
            throw new IllegalArgumentException("holder: must have 1 to " + MAX_HOLDER + " characters");
        }
    }
}
