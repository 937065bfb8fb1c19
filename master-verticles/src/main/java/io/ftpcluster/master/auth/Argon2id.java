package io.ftpcluster.master.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in PHC string form. The memory is what OWASP recommends at least, 19 MiB for each hash that is
 * being computed; the passes bring it to about 100 ms.
 */
public final class Argon2id implements PasswordHash {

    static final int MEMORY_KIB = 19 * 1024;
    static final int PASSES = 6;

    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** Longer ones were never accepted, and hashing them would let a request buy time. */
    private static final int MAX_LENGTH = 1024;

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random = new SecureRandom();
    private final int memoryKib;
    private final int passes;

    /** What a hash was made with. */
    private record Cost(int memoryKib, int passes, int lanes) {}

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
        byte[] salt = random(SALT_BYTES);
        return phc(salt, compute(password, salt, new Cost(memoryKib, passes, LANES), HASH_BYTES));
    }

    /** Takes the parameters from the hash, so that older ones stay valid. */
    @Override
    public boolean matches(String password, String hash) {
        Matcher phc = PHC.matcher(hash);
        if (!phc.matches()) {
            throw new IllegalArgumentException("a stored password hash is damaged");
        }
        Cost cost = new Cost(number(phc, 1), number(phc, 2), number(phc, 3));
        byte[] expected = Base64.getDecoder().decode(phc.group(5));
        byte[] computed = compute(password, Base64.getDecoder().decode(phc.group(4)), cost, expected.length);
        return MessageDigest.isEqual(computed, expected) && password.length() <= MAX_LENGTH;
    }

    @Override
    public String unmatchable() {
        return phc(random(SALT_BYTES), random(HASH_BYTES));
    }

    private String phc(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + LANES + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    private static int number(Matcher phc, int group) {
        return Integer.parseInt(phc.group(group));
    }

    private static byte[] compute(String password, byte[] salt, Cost cost, int length) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(cost.memoryKib)
                        .withIterations(cost.passes)
                        .withParallelism(cost.lanes)
                        .withSalt(salt)
                        .build());
        byte[] hash = new byte[length];
        argon2.generateBytes(bytes(password), hash);
        return hash;
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
