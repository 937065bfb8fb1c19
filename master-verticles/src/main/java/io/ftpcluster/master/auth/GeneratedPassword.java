package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** A password that nobody has chosen: 120 bits of chance in 20 characters. */
public final class GeneratedPassword {

    private static final int BYTES = 15;

    private GeneratedPassword() {}

    public static Secret make() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
