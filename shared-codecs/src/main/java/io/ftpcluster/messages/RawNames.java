package io.ftpcluster.messages;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Names on servers whose bytes aren't text, as Strings that give the same bytes back: a byte that can't be decoded
 * becomes a lone surrogate, U+DC80 to U+DCFF, which decoding never makes (the idea of Python's PEP 383).
 */
public final class RawNames {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char FIRST = '\uDC80';
    private static final char LAST = '\uDCFF';

    private RawNames() {}

    public static String decode(byte[] bytes, int offset, int length, Charset charset) {
        String text = new String(bytes, offset, length, charset);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeCarefully(ByteBuffer.wrap(bytes, offset, length), charset);
    }

    private static String decodeCarefully(ByteBuffer bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate((int) (bytes.remaining() * (decoder.maxCharsPerByte() + 1)) + 16);
        CoderResult result = decoder.decode(bytes, text, true);
        while (result.isError()) {
            text.put((char) (0xDC00 | (bytes.get() & 0xFF)));
            result = decoder.reset().decode(bytes, text, true);
        }
        decoder.flush(text);
        return text.flip().toString();
    }

    /** The bytes that {@link #decode} was given; fails for characters that the charset doesn't have. */
    public static byte[] encode(String text, Charset charset) throws CharacterCodingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        int start = 0;
        for (int raw = findRaw(text, 0); raw >= 0; raw = findRaw(text, start)) {
            append(bytes, text.substring(start, raw), charset);
            bytes.write(byteAt(text, raw));
            start = raw + 1;
        }
        append(bytes, text.substring(start), charset);
        return bytes.toByteArray();
    }

    private static int byteAt(String text, int index) throws CharacterCodingException {
        char c = text.charAt(index);
        if (c < FIRST || c > LAST) {
            // Below 0x80 is ASCII: a byte that was smuggled in here could be a slash or end a command.
            throw new CharacterCodingException();
        }
        return c & 0xFF;
    }

    private static void append(ByteArrayOutputStream bytes, String text, Charset charset)
            throws CharacterCodingException {
        ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
        bytes.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
    }

    /** For people and for programs that expect text: U+FFFD stands for each byte that isn't text. */
    public static String shown(String text) {
        int raw = findRaw(text, 0);
        if (raw < 0) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text);
        for (; raw >= 0; raw = findRaw(text, raw + 1)) {
            shown.setCharAt(raw, REPLACEMENT);
        }
        return shown.toString();
    }

    /** Whether all of it is text. */
    public static boolean isText(String text) {
        return findRaw(text, 0) < 0;
    }

    /** The next surrogate that isn't half of a pair, or -1. */
    private static int findRaw(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
