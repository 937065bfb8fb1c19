package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftpcluster.bus.WireFormat;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawNamesTest {

    private static final Charset UTF_8 = StandardCharsets.UTF_8;

    private static String decode(byte[] bytes) {
        return RawNames.decode(bytes, 0, bytes.length, UTF_8);
    }

    @Test
    void anyBytesComeBack() throws Exception {
        Random random = new Random(12);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            String text = decode(bytes);
            assertArrayEquals(bytes, RawNames.encode(text, UTF_8), text);
            assertTrue(RawNames.isText(RawNames.shown(text)));
        }
    }

    @Test
    void textIsLeftAlone() throws Exception {
        for (String text : List.of("", "plain", "gr\u00fc\u00dfe", "\u65e5\u672c", "\uD83D\uDC80", "\uFFFD")) {
            assertEquals(text, decode(text.getBytes(UTF_8)));
            assertArrayEquals(text.getBytes(UTF_8), RawNames.encode(text, UTF_8));
            assertTrue(RawNames.isText(text));
            assertEquals(text, RawNames.shown(text));
        }
    }

    @Test
    void showsEachByteThatIsNoText() {
        String text = decode(
                new byte[]{'a', (byte) 0xE9, (byte) 0xF0, (byte) 0x9F, (byte) 0x92, (byte) 0x80, (byte) 0xFF});
        assertEquals("a\uDCE9\uD83D\uDC80\uDCFF", text);
        assertFalse(RawNames.isText(text));
        assertEquals("a\uFFFD\uD83D\uDC80\uFFFD", RawNames.shown(text));
    }

    @Test
    void noSlashOrLineEndIsSmuggledIn() {
        for (String text : List.of("\uDC2F", "\uDC0D", "\uDC0A", "\uDC00", "\uDC7F", "\uD83D", "\uDD00")) {
            assertThrows(CharacterCodingException.class, () -> RawNames.encode(text, UTF_8));
        }
    }

    @Test
    void whatTheCharsetLacksIsRefused() throws Exception {
        assertArrayEquals(new byte[]{(byte) 0xFC, (byte) 0xFF},
                RawNames.encode("\u00fc\uDCFF", StandardCharsets.ISO_8859_1));
        assertThrows(CharacterCodingException.class, () -> RawNames.encode("\u65e5", StandardCharsets.ISO_8859_1));
    }

    @Test
    void crossesTheClusterAndTheTrail() throws Exception {
        ObjectMapper mapper = WireFormat.mapper();
        RemotePath path = new RemotePath(List.of("caf\uDCE9", "\uD83D\uDC80"));
        assertEquals(path, mapper.readValue(mapper.writeValueAsBytes(path), RemotePath.class));
        Audit.Entry entry = new Audit.Entry(Actor.SYSTEM, "file.delete", "alpha:/caf\uDCE9", ", to \uDCFF");
        assertEquals("alpha:/caf\uFFFD", entry.target());
        assertEquals(", to \uFFFD", entry.detail());
    }

    @Test
    void namesThatAUrlWouldChangeAreNotGivenOn() {
        assertTrue(RemotePath.isSafeName("caf\uDCE9"));
        assertFalse(RemotePath.isSafeName("\uDCC3\uDCBC"));
        assertFalse(RemotePath.isSafeName("a\uDC2Fb"));
    }
}
