package io.ftpcluster.agent.datalink;

import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.text.LogThrottle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether somebody knows the server's token. Wrong ones are counted for all who come: {@value #BURST} at once and one each
 * {@value #SECONDS_EACH} s are looked at; the right one is never held up. Thread-safe.
 */
final class TokenCheck {

    static final int BURST = 10;
    static final int SECONDS_EACH = 6;

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST = 512;
    private static final Duration LOGGED_EACH = Duration.ofMinutes(1);

    private final byte[] digest;
    private final Log log;
    private final LongSupplier nanoTime;
    private final LogThrottle throttle;
    /** When the wrong ones so far will have been worked off. */
    private long busyUntil;

    TokenCheck(Secret token, Log log, LongSupplier nanoTime) {
        this.digest = sha256(token.value());
        this.log = log;
        this.nanoTime = nanoTime;
        this.throttle = new LogThrottle(LOGGED_EACH, nanoTime);
        this.busyUntil = nanoTime.getAsLong();
    }

    /**
     * @param authorization the header's value; null without one
     * @throws DatalinkException unless it is the token
     */
    void require(String authorization, String from) throws DatalinkException {
        boolean shaped = authorization != null && authorization.length() <= LONGEST
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String token = shaped ? authorization.substring(SCHEME.length()).strip() : "";
        // Of digests, so that the time tells nothing of the token, its length neither.
        if (MessageDigest.isEqual(digest, sha256(token))) {
            return;
        }
        throttle.admit("wrong")
                .ifPresent(skipped -> log.write("datalink: somebody at " + from + " came without the token" + skipped));
        int wait = count();
        if (wait > 0) {
            throw new DatalinkException(429, "Too many came without the right token.", wait);
        }
        throw new DatalinkException(401, "This needs the server's token: Authorization: Bearer fca_...");
    }

    /** @return seconds after which the next wrong one is looked at; 0: now */
    private synchronized int count() {
        long now = nanoTime.getAsLong();
        long each = TimeUnit.SECONDS.toNanos(SECONDS_EACH);
        long begin = busyUntil - now > 0 ? busyUntil : now;
        long over = begin + each - now - BURST * each;
        if (over > 0) {
            return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(over) + 1);
        }
        busyUntil = begin + each;
        return 0;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
