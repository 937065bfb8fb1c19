package io.ftpcluster.master.http.request;

import io.ftpcluster.messages.RawNames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Percent-encoding (RFC 3986, 2.1) and UTF-8 without guessing: what isn't well-formed is refused or kept, never replaced. What
 * is decoded has one character for each byte, as request lines, fields and bodies are read, so raw UTF-8 is taken as well.
 * Exceptions have a text for the client, to follow the name of what was read.
 */
public final class PercentCoding {

    /** Beside letters and digits what is safe in any position of a URI (RFC 3986, 2.3). */
    public static final String UNRESERVED = "-._~";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCoding() {}

    /** @param left of ASCII, the characters that stay as they are, beside letters and digits */
    public static String encode(String text, String left) {
        return encode(text.getBytes(StandardCharsets.UTF_8), left);
    }

    /** @param left of ASCII, the characters that stay as they are, beside letters and digits */
    public static String encode(byte[] bytes, String left) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte each : bytes) {
            if (isLetterOrDigit(each) || left.indexOf(each) >= 0) {
                encoded.append((char) each);
            } else {
                encoded.append('%').append(HEX.toHighHexDigit(each)).append(HEX.toLowHexDigit(each));
            }
        }
        return encoded.toString();
    }

    private static boolean isLetterOrDigit(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }

    /** @throws IllegalArgumentException also for what isn't UTF-8 */
    public static String decode(String encoded) {
        return utf8(ByteBuffer.wrap(bytes(encoded)));
    }

    /**
     * As {@link #decode}, of application/x-www-form-urlencoded, where a plus is a space.
     *
     * @throws IllegalArgumentException also for what isn't UTF-8
     */
    public static String decodeForm(String encoded) {
        return decode(encoded.replace('+', ' '));
    }

    /**
     * For names on servers: bytes that aren't UTF-8 are kept as {@link RawNames} has them.
     *
     * @throws IllegalArgumentException for what isn't percent-encoded well
     */
    public static String decodeRaw(String encoded) {
        byte[] bytes = bytes(encoded);
        return RawNames.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.write(octet(encoded, i));
                i += 2;
            } else if (c <= 0xFF) {
                bytes.write(c);
            } else {
                throw new IllegalArgumentException("must be percent-encoded");
            }
        }
        return bytes.toByteArray();
    }

    private static int octet(String text, int percent) {
        int end = percent + 3;
        if (end > text.length() || !HexFormat.isHexDigit(text.charAt(percent + 1))
                || !HexFormat.isHexDigit(text.charAt(percent + 2))) {
            throw new IllegalArgumentException("has a % that two hex digits don't follow");
        }
        return HexFormat.fromHexDigits(text, percent + 1, end);
    }

    /** @throws IllegalArgumentException for what isn't UTF-8 */
    public static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not valid UTF-8", e);
        }
    }
}
