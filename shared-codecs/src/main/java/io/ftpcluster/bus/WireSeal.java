package io.ftpcluster.bus;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says that a message on the wire comes from who has the cluster's key: whoever reaches a node's bus port could else make
 * himself an admin. HMAC-SHA256 over the wire name and the body, cut to 16 bytes. It hides nothing, and what was recorded
 * can be played again: the ports belong on a private network. Thread-safe.
 */
public final class WireSeal {

    static final int LENGTH = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    /** Making one looks the algorithm up, which costs more than the sum of a small message. */
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

    public WireSeal(Secret key) {
        this.key = new SecretKeySpec(key.value().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    byte[] of(String wireName, byte[] body) {
        Mac mac = macs.get();
        mac.update(wireName.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        return Arrays.copyOf(mac.doFinal(body), LENGTH);
    }

    /** @param position of the seal in the buffer */
    void check(String wireName, byte[] body, Buffer buffer, int position) {
        boolean there = buffer.length() >= position + LENGTH;
        if (!there || !MessageDigest.isEqual(of(wireName, body), buffer.getBytes(position, position + LENGTH))) {
            throw new NotOursException(wireName);
        }
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
