package io.ftpcluster.master.files.ftp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import io.ftpcluster.master.files.ftp.socket.ReadWatch;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.commons.net.MalformedServerReplyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies in the shapes that they have in the field. */
class ReplyReaderTest {

    /** Gives out some bytes at a time, and then nothing comes any more. */
    private static final class Silent extends InputStream {

        private final InputStream bytes;
        private final int pieces;
        private final boolean ends;

        Silent(String said, int pieces, boolean ends) {
            this.bytes = new ByteArrayInputStream(said.getBytes(StandardCharsets.ISO_8859_1));
            this.pieces = pieces;
            this.ends = ends;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = bytes.read(target, offset, Math.min(pieces, length));
            if (count < 0 && !ends) {
                throw new SocketTimeoutException("nothing came");
            }
            return count;
        }
    }

    private static ReplyReader reader(String said, int pieces, boolean ends) {
        return new ReplyReader(new Silent(said, pieces, ends),
                new BoundedSocket(Duration.ofSeconds(30), new ReadWatch()));
    }

    private static Reply read(String said) throws IOException {
        Reply whole = reader(said, Integer.MAX_VALUE, false).read(() -> {});
        Reply dripped = reader(said, 1, false).read(() -> {});
        assertEquals(whole, dripped);
        return whole;
    }

    private static String unescaped(String text) {
        return text.translateEscapes();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            "220 ready\\r\\n                                         | 220 | ready",
            "220 ready\\n                                            | 220 | ready",
            "220 ready\\r\\r\\n                                      | 220 | ready",
            "220 ready\\0\\r\\n                                      | 220 | ready",
            "220 ready\\r\\0\\n                                      | 220 | ready",
            "\\000220 ready\\r\\n                                      | 220 | ready",
            "\\r\\n\\n\\r\\n220 ready\\r\\n                          | 220 | ready",
            "  220 ready\\r\\n                                       | 220 | ready",
            "\\357\\273\\277220 ready\\r\\n                          | 220 | ready",
            "220\\r\\n                                               | 220 | ``",
            "220\\n                                                  | 220 | ``",
            "220 \\r\\n                                              | 220 | ``",
            "220-\\r\\n220\\r\\n                                     | 220 | ``",
            "220-Hello\\n230 no login yet\\n220 ready\\n             | 220 | ready",
            "220-Hello\\r\\n\\r\\n220-\\r\\n more\\r\\n220 ready\\r\\n | 220 | ready",
            "220-Hello\\r\\n220ready\\r\\n220 ready\\r\\n            | 220 | ready",
            "220-Hello\\r\\nSo it goes on\\r\\n 220 not yet\\r\\n220 ready\\r\\n | 220 | ready",
            "211-Features\\r\\n SIZE\\r\\n200 End\\r\\n              | 211 | End",
            "230-Hello\\r\\n530 Not you\\r\\n                        | 530 | Not you",
            "wrapper: no name\\r\\n220 ready\\r\\n                   | 220 | ready",
            "220 a\\377\\377b\\r\\n                                  | 220 | a\u00FFb",
            "220 a\\377\\375\\006b\\r\\n                             | 220 | ab",
            "220 a\\377\\361b\\r\\n                                  | 220 | ab",
            "220 a\\377b\\r\\n                                       | 220 | a\u00FFb",
            "220 a\\377\\r\\n                                        | 220 | a\u00FF",
            "220 a\\rb\\r\\n                                         | 220 | a\\rb"})
    void oddShapesAreRead(String said, int code, String text) throws IOException {
        Reply reply = read(unescaped(said));
        assertEquals(code, reply.code());
        assertEquals(unescaped(text), reply.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "2200 ready\r\n", "099 x\r\n",
            "600 x\r\n", "22 x\r\n", "+OK\r\n"})
    void whatIsNoReplyIsNoFtp(String said) {
        assertThrows(MalformedServerReplyException.class, () -> read(said));
    }

    @Test
    void textsWithoutACodeAreForTheGreetingOnly() throws IOException {
        ReplyReader reader = reader("wrapper\r\n220 ready\r\nwrapper\r\n331 go on\r\n", 1000, false);
        assertEquals(220, reader.read(() -> {}).code());
        assertThrows(MalformedServerReplyException.class, () -> reader.read(() -> {}));
    }

    @Test
    void anEndIsAnEnd() throws IOException {
        assertEquals("go away", reader("530 go away", 1000, true).read(() -> {}).text());
        assertThrows(EOFException.class, () -> reader("", 1000, true).read(() -> {}));
        assertThrows(EOFException.class, () -> reader("220-Hello\r\n", 1000, true).read(() -> {}));
        assertEquals(221, reader("220-Hello\r\n221 bye\r\n", 1000, true).read(() -> {}).code() + 1);
    }

    @Test
    void aBannerMayBeLong() throws IOException {
        Reply reply = read("220-Hello\n" + "220-This is a line of a banner.\n".repeat(200) + "220 ready\n");
        assertEquals(202, reply.lines().size());
    }

    @Test
    void whatFollowsIsSeen() throws IOException {
        ReplyReader reader = reader("226 done\r\n226 really\r\n", 1000, false);
        reader.read(() -> {});
        assertTrue(reader.hasBuffered());
        reader.read(() -> {});
        assertFalse(reader.hasBuffered());
        assertFalse(reader.arrives(Duration.ofMillis(1)));
    }
}
