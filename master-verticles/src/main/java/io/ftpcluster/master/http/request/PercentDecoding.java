package io.ftpcluster.master.http.request;

import io.ftpcluster.messages.RawNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Percent-encoding and UTF-8 without guessing: what isn't well-formed is refused or kept, never replaced. */
public final class PercentDecoding {

    private PercentDecoding() {}

    /**
     * @param plusIsSpace as in forms
     * @throws IllegalArgumentException with a text for the client
     */
    public static String decode(String encoded, boolean plusIsSpace) {
        return utf8(bytes(encoded, plusIsSpace));
    }

    /** For names on servers: bytes that aren't UTF-8 are kept as {@link RawNames} has them. */
    public static String decodeRaw(String encoded) {
        ByteBuffer buffer = bytes(encoded, false);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return RawNames.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8);
    }

    private static ByteBuffer bytes(String encoded, boolean plusIsSpace) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length() * 3);
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.put(hexByte(encoded, i));
                i += 3;
            } else {
                bytes.put(plusIsSpace && c == '+' ? " ".getBytes(StandardCharsets.UTF_8) : rawByte(c));
                i++;
            }
        }
        return bytes.flip();
    }

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

    private static byte hexByte(String text, int percent) {
        if (percent + 2 < text.length()) {
            int high = Character.digit(text.charAt(percent + 1), 16);
            int low = Character.digit(text.charAt(percent + 2), 16);
            if (high >= 0 && low >= 0) {
                return (byte) (high * 16 + low);
            }
        }
        throw new IllegalArgumentException("has a % that two hex digits don't follow");
    }

    /** A request line is read as one char per byte, so raw UTF-8 arrives as Latin-1. */
    private static byte[] rawByte(char c) {
        return String.valueOf(c).getBytes(c < 256 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
