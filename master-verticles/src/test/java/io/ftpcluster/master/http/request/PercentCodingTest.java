package io.ftpcluster.master.http.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.messages.RawNames;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentCodingTest {

    private static final String MALFORMED = "has a % that two hex digits don't follow";

    @ParameterizedTest
    @CsvSource({"plain-1._~,plain-1._~", "a b,a%20b", "100%,100%25", "+,%2B", "a/b,a%2Fb", "ü,%C3%BC", "€,%E2%82%AC",
            "😀,%F0%9F%98%80", "\u007F,%7F", "'\u0000\r\n',%00%0D%0A", "²,%C2%B2", "１,%EF%BC%91"})
    void encodesAllButTheUnreserved(String text, String encoded) {
        assertEquals(encoded, PercentCoding.encode(text, PercentCoding.UNRESERVED));
        assertEquals(text, PercentCoding.decode(encoded));
        assertEquals(text, PercentCoding.decodeRaw(encoded));
        assertEquals(text, PercentCoding.decodeForm(encoded));
    }

    @Test
    void leavesWhatItIsTold() {
        assertEquals("a%20b!c", PercentCoding.encode("a b!c", "!"));
        assertEquals("a b%21c", PercentCoding.encode("a b!c", " "));
        assertEquals("%2D", PercentCoding.encode("-", ""));
    }

    @Test
    void everyByteComesBack() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String encoded = PercentCoding.encode(bytes, PercentCoding.UNRESERVED);

            assertEquals("", encoded.replaceAll("[A-Za-z0-9._~-]|%[0-9A-F]{2}", ""));
            assertEquals(RawNames.decode(bytes, 0, bytes.length, UTF_8), PercentCoding.decodeRaw(encoded));
            assertEquals(PercentCoding.decodeRaw(encoded), PercentCoding.decodeRaw(withLowerHex(encoded)));
        }
    }

    private static String withLowerHex(String encoded) {
        StringBuilder lower = new StringBuilder(encoded);
        for (int i = lower.indexOf("%"); i >= 0; i = lower.indexOf("%", i + 1)) {
            lower.setCharAt(i + 1, Character.toLowerCase(lower.charAt(i + 1)));
            lower.setCharAt(i + 2, Character.toLowerCase(lower.charAt(i + 2)));
        }
        return lower.toString();
    }

    @Test
    void digitsMayBeOfEitherCase() {
        assertEquals("\u00ff/ü", PercentCoding.decode("%c3%bF%2f%C3%Bc"));
    }

    @Test
    void rawBytesOfUtf8AreTakenAsTheyAre() {
        String received = new String("ü 日本 😀".getBytes(UTF_8), ISO_8859_1);

        assertEquals("ü 日本 😀", PercentCoding.decode(received));
        assertEquals("ü 日本 😀", PercentCoding.decodeRaw(received));
        assertEquals("ü", PercentCoding.decode("\u00c3%BC"));
    }

    @Test
    void decodesOnce() {
        assertEquals("%2e", PercentCoding.decode("%252e"));
        assertEquals("%00", PercentCoding.decodeRaw("%2500"));
    }

    @Test
    void onlyInFormsIsAPlusASpace() {
        assertEquals("a+b+c", PercentCoding.decode("a+b%2Bc"));
        assertEquals("a+b+c", PercentCoding.decodeRaw("a+b%2Bc"));
        assertEquals("a b+c", PercentCoding.decodeForm("a+b%2Bc"));
    }

    /** Whether it may stand there is for whoever reads it to say. */
    @Test
    void nulIsACharacter() {
        assertEquals("a\u0000b", PercentCoding.decode("a%00b"));
        assertEquals("a\u0000b", PercentCoding.decodeRaw("a%00b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "%4", "a%4", "%zz", "%4z", "%z4", "%%41", "%4%41", "% 41", "%+1", "%-1", "%0x",
            "%u0041", "%１１", "%\u00b2\u00b2", "%C3%B"})
    void refusesAPercentSignWithoutTwoHexDigits(String encoded) {
        assertRefused(MALFORMED, encoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"日", "a\u0100", "😀"})
    void refusesWhatIsNoByte(String encoded) {
        assertRefused("must be percent-encoded", encoded);
    }

    private static void assertRefused(String reason, String encoded) {
        assertEquals(reason,
                assertThrows(IllegalArgumentException.class, () -> PercentCoding.decode(encoded)).getMessage());
        assertEquals(reason,
                assertThrows(IllegalArgumentException.class, () -> PercentCoding.decodeRaw(encoded)).getMessage());
        assertEquals(reason,
                assertThrows(IllegalArgumentException.class, () -> PercentCoding.decodeForm(encoded)).getMessage());
    }

    /** Latin-1, cut, too long (of a dot, a slash and NUL), surrogates, and beyond Unicode. */
    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%E9", "\u00e9", "%C3", "%E2%82", "%F0%9F%98", "%80", "%C0%AE", "%C0%AF",
            "%E0%80%AF", "%F0%80%80%AF", "%C0%80", "%ED%A0%80", "%ED%B3%BF", "%ED%A0%BD%ED%B8%80", "%F4%90%80%80",
            "%F8%88%80%80%80", "%C3+"})
    void whatIsNotUtf8IsRefusedOrKept(String encoded) {
        assertEquals("is not valid UTF-8",
                assertThrows(IllegalArgumentException.class, () -> PercentCoding.decode(encoded)).getMessage());
        assertEquals("is not valid UTF-8",
                assertThrows(IllegalArgumentException.class, () -> PercentCoding.decodeForm(encoded)).getMessage());
        String kept = PercentCoding.decodeRaw(encoded);
        assertEquals(-1, kept.indexOf('\uFFFD'));
        assertEquals(-1, kept.indexOf('/'));
        assertEquals(-1, kept.indexOf('.'));
        assertEquals(-1, kept.indexOf(0));
    }
}
