package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds guesses of passwords: per account (10 failures, then one each 30 s) and per remote address (30, then one each
 * 10 s; of IPv6 the /64, as a household has one). An attempt is taken before it is tried and given back when it
 * succeeds, so attempts at once don't slip through. Remembers at most 100,000 of each. Thread-safe.
 */
public final class LoginThrottle {

    private static final int MAX_REMEMBERED = 100_000;
    private static final int MAX_NAME_LENGTH = 64;
    private static final int IPV6_PREFIX_BYTES = 8;

    private final Ticker clock;
    private final Buckets accounts;
    private final Buckets addresses;

    public LoginThrottle() {
        this(Ticker.systemTicker());
    }

    LoginThrottle(Ticker clock) {
        this.clock = clock;
        this.accounts = new Buckets(10, Duration.ofSeconds(30), clock);
        this.addresses = new Buckets(30, Duration.ofSeconds(10), clock);
    }

    /** One attempt that was let through and counts as failed until it is given back. Thread-safe. */
    public final class Attempt {

        private final String account;
        private final String address;
        private final AtomicBoolean refunded = new AtomicBoolean();

        private Attempt(String account, String address) {
            this.account = account;
            this.address = address;
        }

        /** It succeeded, or it was never tried. A second call does nothing. */
        public void refund() {
            if (refunded.compareAndSet(false, true)) {
                accounts.refund(account);
                addresses.refund(address);
            }
        }
    }

    /** Fails THROTTLED with the seconds until an attempt is free again. */
    public Attempt reserve(String username, String remoteAddress) {
        String account = account(username);
        String address = network(remoteAddress);
        long now = clock.read();
        long addressWait = addresses.take(address, now);
        if (addressWait > 0) {
            throw throttled(addressWait);
        }
        long accountWait = accounts.take(account, now);
        if (accountWait > 0) {
            addresses.refund(address);
            throw throttled(accountWait);
        }
        return new Attempt(account, address);
    }

    private static RuntimeException throttled(long waitNanos) {
        long seconds = Math.ceilDiv(waitNanos, Duration.ofSeconds(1).toNanos());
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

    /** Token buckets, each kept as the one moment at which it is full again (as GCRA does). */
    private static final class Buckets {

        private final Cache<String, Long> fullAt;
        private final long interval;
        private final long capacity;

        /** @param burst tokens in a full bucket; one more each {@code interval} */
        Buckets(int burst, Duration interval, Ticker clock) {
            this.interval = interval.toNanos();
            this.capacity = burst * this.interval;
            // Untouched for so long it is full, which is what a bucket that isn't there means.
            this.fullAt = Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).ticker(clock)
                    .expireAfterWrite(interval.multipliedBy(burst)).build();
        }

        /** Takes a token, or says how many nanoseconds there is none. */
        long take(String key, long now) {
            long[] wait = new long[1];
            fullAt.asMap().compute(key, (name, old) -> {
                long next = (old == null || old - now < 0 ? now : old) + interval;
                wait[0] = next - now - capacity;
                return wait[0] > 0 ? old : next;
            });
            return Math.max(0, wait[0]);
        }

        void refund(String key) {
            fullAt.asMap().computeIfPresent(key, (name, old) -> old - interval);
        }
    }
}
