package io.ftpcluster.agent.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

    private static final int LONGEST = 1000;

    private static MessageReader reader(String hex) {
        return new MessageReader(new ByteArrayInputStream(HexFormat.of().parseHex(hex.replace(" ", ""))), LONGEST);
    }

    @Test
    void aTextIsOneFrame() throws IOException {
        assertEquals("Hello", reader("81 05 48656c6c6f").next().text());
    }

    @Test
    void controlFramesComeBetweenTheParts() throws IOException {
        MessageReader reader = reader("01 03 48656c 89 01 2a 80 02 6c6f 8a 00");

        assertArrayEquals(new byte[]{42}, reader.next().payload());
        assertEquals("Hello", reader.next().text());
        assertEquals(Message.PONG, reader.next().opcode());
        assertThrows(EOFException.class, reader::next);
    }

    @Test
    void aCloseFrameSaysWhy() throws IOException {
        Message close = reader("88 05 03e9 627965").next();

        assertEquals(1001, close.closeCode());
        assertEquals("bye", close.closeReason());
        assertEquals(BrokenLink.NO_CODE, reader("88 00").next().closeCode());
    }

    @ParameterizedTest
    @CsvSource({"c1 00, 1002", "81 85 00000000 48656c6c6f, 1002", "82 00, 1003", "83 00, 1002", "80 00, 1002",
            "01 00 81 00, 1002", "09 00, 1002", "89 7e 0080, 1002", "81 7e 03e9, 1009", "81 7f 0000000100000000, 1009",
            "81 7f ffffffffffffffff, 1009", "01 7e 0200, 0"})
    void whatBreaksTheRulesEndsTheLink(String hex, int code) {
        MessageReader reader = reader(hex);
        IOException e = assertThrows(IOException.class, () -> {
            reader.next();
            reader.next();
        });

        assertEquals(code, e instanceof BrokenLink broken ? broken.code() : 0);
    }

    @Test
    void partsTogetherHaveTheSameLimit() {
        String part = "7e 0200 " + "61".repeat(512);
        MessageReader reader = reader("01 " + part + " 80 " + part);

        assertEquals(BrokenLink.TOO_BIG, assertThrows(BrokenLink.class, reader::next).code());
    }

    @Test
    void whatIsNotUtf8IsNoText() throws IOException {
        Message message = reader("81 01 ff").next();

        assertEquals(BrokenLink.NOT_UTF8, assertThrows(BrokenLink.class, message::text).code());
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "125, 6", "126, 8", "65535, 8", "65536, 14"})
    void whatIsWrittenIsMaskedAndHasTheShortestHead(int length, int head) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] text = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
        new MessageWriter(out, new SecureRandom()).write(new Message(Message.TEXT, text));

        byte[] frame = out.toByteArray();
        assertEquals(head + length, frame.length);
        assertEquals((byte) 0x81, frame[0]);
        byte[] mask = Arrays.copyOfRange(frame, head - 4, head);
        for (int i = 0; i < length; i++) {
            assertEquals('x', frame[head + i] ^ mask[i % 4]);
        }
    }
}
