package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ftpcluster.bus.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for 60 s that a password fitted a stored hash, so that HTTP Basic with many requests doesn't hash for each;
 * those that come at once share one check. The stored hash is part of the key, so a changed password never matches. At
 * most 10,000; holds no password, only HMACs under a key of this process. Thread-safe.
 */
public final class VerifiedCredentials {

    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final int KEY_BYTES = 32;

    private final Cache<ByteBuffer, Future<Boolean>> checks;
    private final SecretKeySpec key;

    public VerifiedCredentials() {
        this(Ticker.systemTicker());
    }

    VerifiedCredentials(Ticker clock) {
        checks = Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(LIFETIME).ticker(clock).build();
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** Whether the password fits: remembered, or by {@code check}. Only a yes is remembered. */
    Future<Boolean> verify(String username, Secret password, Secret storedHash, Supplier<Future<Boolean>> check) {
        ByteBuffer digest = digest(username, password.value(), storedHash.value());
        Promise<Boolean> mine = Promise.promise();
        Future<Boolean> earlier = checks.asMap().putIfAbsent(digest, mine.future());
        if (earlier != null) {
            return earlier;
        }
        run(check).onComplete(outcome -> {
            if (outcome.failed() || !outcome.result()) {
                checks.asMap().remove(digest, mine.future());
            }
        }).onComplete(mine);
        return mine.future();
    }

    private static Future<Boolean> run(Supplier<Future<Boolean>> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private ByteBuffer digest(String... parts) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // The length keeps "a","bc" and "ab","c" apart.
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
