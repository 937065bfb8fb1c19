package io.ftpcluster.master.auth;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;

/**
 * Argon2id (RFC 9106) in PHC string form. The memory is what OWASP recommends at least, 19 MiB for each hash that is
 * being computed and once more for the library's template; the passes bring it to about 100 ms.
 */
public final class Argon2id implements PasswordHash {

    static final int MEMORY_KIB = 19 * 1024;
    static final int PASSES = 6;

    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** Longer ones were never accepted, and hashing them would let a request buy time. */
    private static final int MAX_LENGTH = 1024;

    private final SecureRandom random = new SecureRandom();
    private final int memoryKib;
    private final int passes;

    public Argon2id() {
        this(MEMORY_KIB, PASSES);
    }

    /**
     * Of another cost: less than {@link #Argon2id()} is for what needs no protection, such as tests.
     *
     * @param memoryKib at least 8
     */
    public Argon2id(int memoryKib, int passes) {
        this.memoryKib = memoryKib;
        this.passes = passes;
    }

    @Override
    public String hash(String password) {
        Argon2Function function = Argon2Function.getInstance(memoryKib, passes, LANES, HASH_BYTES, Argon2.ID,
                Argon2Function.ARGON2_VERSION_13);
        return function.hash(bytes(password), random(SALT_BYTES)).getResult();
    }

    /** Takes the parameters from the hash, so that older ones stay valid. */
    @Override
    public boolean matches(String password, String hash) {
        byte[] expected = hash.getBytes(StandardCharsets.US_ASCII);
        boolean same = Argon2Function.getInstanceFromHash(hash).check(bytes(password), expected);
        return same && password.length() <= MAX_LENGTH;
    }

    @Override
    public String unmatchable() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + LANES + "$"
                + base64.encodeToString(random(SALT_BYTES)) + "$" + base64.encodeToString(random(HASH_BYTES));
    }

    /** One form for what keyboards compose differently (NFC, as RFC 8265 has it for passwords). */
    private static byte[] bytes(String password) {
        String cut = password.length() > MAX_LENGTH ? password.substring(0, MAX_LENGTH) : password;
        return Normalizer.normalize(cut, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
