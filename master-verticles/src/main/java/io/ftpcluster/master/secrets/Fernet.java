package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Fernet tokens of the published specification, version 0x80, with several keys for rotation. Thread-safe. */
public final class Fernet implements SecretBox {

    /** How far a token's time may be ahead of ours where its age counts. */
    private static final Duration MAX_SKEW = Duration.ofSeconds(60);

    private final List<FernetKey> keys;
    private final Clock clock;
    private final Supplier<byte[]> ivs;

    /**
     * @param keys one or more keys separated by commas, the newest first: it encrypts, all decrypt. A bad one fails with
     *            {@link KeyException}, which says which but doesn't show it.
     */
    public Fernet(Secret keys) {
        this(keys, Clock.systemUTC(), randomIvs());
    }

    /** @param ivs 16 bytes, never the same twice but in a test */
    Fernet(Secret keys, Clock clock, Supplier<byte[]> ivs) {
        this.keys = parse(keys);
        this.clock = clock;
        this.ivs = ivs;
    }

    /** The texts of several keys, the newest first. */
    public static List<Secret> split(Secret keys) {
        return Stream.of(keys.value().split(",", -1)).map(String::strip).map(Secret::new).toList();
    }

    /** A new random key, as its text. */
    static Secret newKey(SecureRandom random) {
        return new Secret(FernetKey.generate(random));
    }

    @Override
    public Secret seal(Secret plain) {
        try {
            byte[] token = keys.getFirst()
                    .encrypt(plain.value().getBytes(StandardCharsets.UTF_8), clock.instant(), ivs.get());
            return new Secret(Base64.getUrlEncoder().encodeToString(token));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Secret open(Secret sealed) {
        return open(sealed, null);
    }

    /** Opens only what is at most so old and at most a minute ahead of this clock. */
    Secret openWithin(Secret sealed, Duration maxAge) {
        return open(sealed, maxAge);
    }

    @Override
    public boolean isCurrent(Secret sealed) {
        byte[] token = decode(sealed);
        try {
            return FernetKey.wellFormed(token) && keys.getFirst().signed(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> fingerprints() {
        return keys.stream().map(FernetKey::fingerprint).toList();
    }

    private Secret open(Secret sealed, Duration maxAge) {
        byte[] token = decode(sealed);
        if (!FernetKey.wellFormed(token)) {
            throw unreadable("it is no Fernet token");
        }
        try {
            for (FernetKey key : keys) {
                if (key.signed(token)) {
                    return decrypt(key, token, maxAge);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        throw unreadable("none of the keys in FERNET_KEY has made it");
    }

    private Secret decrypt(FernetKey key, byte[] token, Duration maxAge) throws GeneralSecurityException {
        if (maxAge != null) {
            Instant now = clock.instant();
            Instant issuedAt = FernetKey.issuedAt(token);
            if (issuedAt.plus(maxAge).isBefore(now) || issuedAt.isAfter(now.plus(MAX_SKEW))) {
                throw unreadable("its time is out of bounds");
            }
        }
        byte[] plain = key.decrypt(token);
        if (plain == null) {
            throw unreadable("its padding is wrong");
        }
        return new Secret(new String(plain, StandardCharsets.UTF_8));
    }

    private static FailureException unreadable(String why) {
        return Failure.of(FailureCode.INTERNAL, "A stored secret can't be decrypted: " + why + ".").exception();
    }

    /** Empty when it isn't base64url. */
    private static byte[] decode(Secret sealed) {
        try {
            return Base64.getUrlDecoder().decode(sealed.value());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static List<FernetKey> parse(Secret text) {
        List<Secret> parts = split(text);
        List<FernetKey> parsed = new ArrayList<>(parts.size());
        for (Secret part : parts) {
            try {
                parsed.add(FernetKey.parse(part.value()));
            } catch (IllegalArgumentException e) {
                throw new KeyException("key " + (parsed.size() + 1) + " of " + parts.size() + " " + e.getMessage()
                        + "; a Fernet key is 32 bytes in base64url, 44 characters", e);
            }
        }
        return List.copyOf(parsed);
    }

    private static Supplier<byte[]> randomIvs() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] iv = new byte[FernetKey.IV_BYTES];
            random.nextBytes(iv);
            return iv;
        };
    }
}
