package io.ftpcluster.messages;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What an agent shows to prove which server it is on: {@code fca_} and 32 random bytes in base64url. */
public final class AgentTokens {

    private static final String PREFIX = "fca_";
    private static final int BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private AgentTokens() {}

    public static Secret make() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** Whether it can be one at all: what can't needs no look-up. */
    public static boolean isShapedLikeOne(Secret token) {
        return SHAPE.matcher(token.value()).matches();
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
