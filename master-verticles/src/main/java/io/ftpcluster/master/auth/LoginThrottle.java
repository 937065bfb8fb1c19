package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.auth.Buckets.Outcome;
import io.ftpcluster.master.auth.Buckets.Size;
import io.ftpcluster.master.rate.ClientNetwork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Bounds guesses of passwords, in three ways at once: for each remote address 30 failures, then one each 10 s (of IPv6 the
 * /64, as a household has one); for each account from one address 10, then one each 30 s; and for each account from all
 * addresses together 50, then one each 30 s, except from where the account has logged in before. So nobody elsewhere keeps
 * an account's owner out. An attempt is taken before it is tried and given back when it succeeds, so attempts at once don't
 * slip through. Remembers 100,000 of each, for {@link #MEMORY}. Thread-safe.
 */
public final class LoginThrottle {

    /** After so long without an attempt nothing is left to remember. */
    public static final Duration MEMORY = Duration.ofMinutes(25);

    private static final Size PER_ADDRESS = new Size(30, Duration.ofSeconds(10));
    private static final Size PER_ACCOUNT_THERE = new Size(10, Duration.ofSeconds(30));
    private static final Size PER_ACCOUNT = new Size(50, Duration.ofSeconds(30));
    private static final int MAX_NAME_LENGTH = 64;

    private final Buckets addresses;
    private final Buckets accountsThere;
    private final Buckets accounts;

    /** Makes the buckets of one kind. */
    private interface Maker {
        Buckets make(Size size, String kind);
    }

    private LoginThrottle(Maker maker) {
        this.addresses = maker.make(PER_ADDRESS, "addresses");
        this.accountsThere = maker.make(PER_ACCOUNT_THERE, "accounts-there");
        this.accounts = maker.make(PER_ACCOUNT, "accounts-anywhere");
    }

    /** For a node that is alone. */
    public static LoginThrottle ofThisNode() {
        return ofThisNode(Ticker.systemTicker());
    }

    static LoginThrottle ofThisNode(Ticker clock) {
        return new LoginThrottle((size, kind) -> new LocalBuckets(size, clock));
    }

    /**
     * What fails on one node counts on all.
     *
     * @param maps how the names of the cluster-wide maps begin, whose entries vanish {@link #MEMORY} after they were
     *            written
     */
    public static LoginThrottle ofTheCluster(Vertx vertx, String maps) {
        return ofTheCluster(vertx, maps, SharedBuckets.DEADLINE);
    }

    /** @param deadline for an answer of the cluster, after which this node decides for itself */
    static LoginThrottle ofTheCluster(Vertx vertx, String maps, Duration deadline) {
        return new LoginThrottle((size, kind) -> new SharedBuckets(size, new LocalBuckets(size, Ticker.systemTicker()),
                vertx.sharedData().getClusterWideMap(maps + kind), System::currentTimeMillis, deadline));
    }

    /**
     * Who is guessed at.
     *
     * @param unlockedAt when the account was unlocked; what failed before doesn't count
     * @param known whether it has logged in from this network; asked only when much has failed
     */
    record Subject(String username, long unlockedAt, Function<String, Future<Boolean>> known) {

        /** Another name is another bucket, on all nodes at once; no name of an account holds a blank. */
        private String bucket() {
            String name = username.toLowerCase(Locale.ROOT);
            String cut = name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) : name;
            return unlockedAt == 0 ? cut : cut + " " + unlockedAt;
        }
    }

    /** One attempt that was let through and counts as failed until it is given back. Thread-safe. */
    public static final class Attempt {

        private final Runnable back;
        private final AtomicBoolean refunded = new AtomicBoolean();

        private Attempt(Runnable back) {
            this.back = back;
        }

        /** It succeeded, or it was never tried. A second call does nothing. */
        public void refund() {
            if (refunded.compareAndSet(false, true)) {
                back.run();
            }
        }
    }

    /** Fails THROTTLED with the seconds until an attempt is free again. */
    Future<Attempt> reserve(Subject subject, String remoteAddress) {
        String network = network(remoteAddress);
        String account = subject.bucket();
        return addresses.take(network)
                .compose(address -> taken(address).compose(first -> accountsThere.take(account + " from " + network)
                        .compose(LoginThrottle::taken)
                        .compose(second -> anywhere(subject, account, network)
                                .map(third -> new Attempt(() -> List.of(third, second, first).forEach(Runnable::run)))
                                .onFailure(throttled -> second.run()))
                        .onFailure(throttled -> first.run())));
    }

    private Future<Runnable> anywhere(Subject subject, String account, String network) {
        return accounts.take(account).compose(outcome -> switch (outcome) {
            case Outcome.Taken taken -> Future.succeededFuture(taken.back());
            case Outcome.Empty empty -> subject.known()
                    .apply(network)
                    .compose(known -> known
                            ? Future.succeededFuture(() -> {})
                            : Future.failedFuture(throttled(empty.freeIn())));
        });
    }

    private static Future<Runnable> taken(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Taken taken -> Future.succeededFuture(taken.back());
            case Outcome.Empty empty -> Future.failedFuture(throttled(empty.freeIn()));
        };
    }

    private static RuntimeException throttled(Duration wait) {
        long seconds = Math.ceilDiv(wait.toNanos(), Duration.ofSeconds(1).toNanos());
        return Failure.of(FailureCode.THROTTLED, "Too many failed logins; try again in " + seconds + " s.")
                .retryAfter(seconds)
                .exception();
    }

    static String network(String remoteAddress) {
        return ClientNetwork.of(remoteAddress);
    }
}
