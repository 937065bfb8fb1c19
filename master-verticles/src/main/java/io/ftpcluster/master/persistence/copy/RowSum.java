package io.ftpcluster.master.persistence.copy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** A checksum over rows in any order: the sum of each one's SHA-256, modulo 2^256. */
final class RowSum {

    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private final MessageDigest digest = sha256();
    private BigInteger sum = BigInteger.ZERO;
    private long rows;

    void add(List<Object> values) {
        for (Object value : values) {
            // With its length, so that what belongs to which column counts too.
            byte[] text = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
            digest.update(((value == null ? "-" : text.length) + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(text);
        }
        sum = sum.add(new BigInteger(1, digest.digest())).mod(MODULUS);
        rows++;
    }

    long rows() {
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSum that && rows == that.rows && sum.equals(that.sum);
    }

    @Override
    public int hashCode() {
        return sum.hashCode();
    }

    @Override
    public String toString() {
        return rows + " rows with the checksum " + sum.toString(16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
