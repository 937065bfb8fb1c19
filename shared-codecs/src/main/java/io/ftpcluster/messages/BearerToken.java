package io.ftpcluster.messages;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What machines show to prove who they are: a prefix that tells its kind, and 32 random bytes in base64url. */
public enum BearerToken {
    /** Which server an agent is on. */
    AGENT("fca_"),
    /** That a machine may register as a server. */
    ENROLMENT("fce_");

    private static final int BYTES = 32;

    private final String prefix;
    private final Pattern shape;

    BearerToken(String prefix) {
        this.prefix = prefix;
        this.shape = Pattern.compile(prefix + "[A-Za-z0-9_-]{43}");
    }

    public Secret make() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new Secret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** Whether it can be one at all: what can't needs no look-up. */
    public boolean isShapedLikeOne(Secret token) {
        return shape.matcher(token.value()).matches();
    }

    /** SHA-256 of the whole token, prefix and all: 64 lower-case hex digits. */
    public static String hash(Secret token) {
        try {
            byte[] text = token.value().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
