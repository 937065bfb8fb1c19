package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.auth.Buckets.Outcome;
import io.ftpcluster.master.auth.Buckets.Size;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.SharedData;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Bounds guesses of passwords: per account (10 failures, then one each 30 s) and per remote address (30, then one each
 * 10 s; of IPv6 the /64, as a household has one). An attempt is taken before it is tried and given back when it
 * succeeds, so attempts at once don't slip through. Remembers 100,000 of each, for {@link #MEMORY}. Thread-safe.
 */
public final class LoginThrottle {

    /** After so long without an attempt nothing is left to remember. */
    public static final Duration MEMORY = Duration.ofMinutes(5);

    private static final Size PER_ACCOUNT = new Size(10, Duration.ofSeconds(30));
    private static final Size PER_ADDRESS = new Size(30, Duration.ofSeconds(10));
    private static final int MAX_NAME_LENGTH = 64;
    private static final int IPV6_PREFIX_BYTES = 8;

    private final Buckets accounts;
    private final Buckets addresses;

    private LoginThrottle(Buckets accounts, Buckets addresses) {
        this.accounts = accounts;
        this.addresses = addresses;
    }

    /** For a node that is alone. */
    public static LoginThrottle ofThisNode() {
        return ofThisNode(Ticker.systemTicker());
    }

    static LoginThrottle ofThisNode(Ticker clock) {
        return new LoginThrottle(new LocalBuckets(PER_ACCOUNT, clock), new LocalBuckets(PER_ADDRESS, clock));
    }

    /**
     * What fails on one node counts on all.
     *
     * @param maps how the names of two cluster-wide maps begin, whose entries vanish {@link #MEMORY} after they were
     *            written
     */
    public static LoginThrottle ofTheCluster(Vertx vertx, String maps) {
        return ofTheCluster(vertx, maps, Ticker.systemTicker(), System::currentTimeMillis);
    }

    static LoginThrottle ofTheCluster(Vertx vertx, String maps, Ticker own, LongSupplier shared) {
        SharedData data = vertx.sharedData();
        return new LoginThrottle(
                new SharedBuckets(PER_ACCOUNT, new LocalBuckets(PER_ACCOUNT, own), data.getClusterWideMap(maps
                        + "accounts"), shared),
                new SharedBuckets(PER_ADDRESS, new LocalBuckets(PER_ADDRESS, own), data.getClusterWideMap(maps
                        + "addresses"), shared));
    }

    /** One attempt that was let through and counts as failed until it is given back. Thread-safe. */
    public static final class Attempt {

        private final Runnable back;
        private final AtomicBoolean refunded = new AtomicBoolean();

        private Attempt(Outcome.Taken address, Outcome.Taken account) {
            this.back = () -> {
                account.back().run();
                address.back().run();
            };
        }

        /** It succeeded, or it was never tried. A second call does nothing. */
        public void refund() {
            if (refunded.compareAndSet(false, true)) {
                back.run();
            }
        }
    }

    /** Fails THROTTLED with the seconds until an attempt is free again. */
    public Future<Attempt> reserve(String username, String remoteAddress) {
        return taken(addresses, network(remoteAddress)).compose(address -> taken(accounts, account(username))
                .onFailure(throttled -> address.back().run())
                .map(account -> new Attempt(address, account)));
    }

    private static Future<Outcome.Taken> taken(Buckets buckets, String name) {
        return buckets.take(name).map(outcome -> switch (outcome) {
            case Outcome.Taken taken -> taken;
            case Outcome.Empty empty -> throw throttled(empty.freeIn());
        });
    }

    private static RuntimeException throttled(Duration wait) {
        long seconds = Math.ceilDiv(wait.toNanos(), Duration.ofSeconds(1).toNanos());
        return Failure.of(FailureCode.THROTTLED, "Too many failed logins; try again in " + seconds + " s.")
                .retryAfter(seconds).exception();
    }

    private static String account(String username) {
        String name = username.toLowerCase(Locale.ROOT);
        return name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) : name;
    }

    static String network(String remoteAddress) {
        if (remoteAddress == null || remoteAddress.indexOf(':') < 0) {
            return String.valueOf(remoteAddress);
        }
        try {
            String withoutZone = remoteAddress.replaceFirst("%.*", "");
            InetAddress address = InetAddress.ofLiteral(withoutZone);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_PREFIX_BYTES))
                    : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            return remoteAddress;
        }
    }
}
