package io.ftpcluster.master.files.ftp.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which reply is the answer to a command that follows a transfer. */
class LateRepliesTest {

    private final Deque<Reply> coming = new ArrayDeque<>();
    private final LateReplies.Source replies = new LateReplies.Source() {
        @Override
        public Reply next(Duration limit) throws IOException {
            if (coming.isEmpty()) {
                throw new IOException("nothing more was said");
            }
            return coming.remove();
        }

        @Override
        public boolean hasMore() {
            return !coming.isEmpty();
        }
    };

    private static Reply reply(String code) {
        return new Reply(Integer.parseInt(code), List.of(code + " words"));
    }

    private String answer(LateReplies late, String verb, String codes) throws IOException {
        Stream.of(codes.split(" ")).skip(1).map(LateRepliesTest::reply).forEach(coming::add);
        return String.valueOf(late.skip(verb, reply(codes.substring(0, 3)), Duration.ofSeconds(1), replies).code());
    }

    @ParameterizedTest
    @CsvSource({"SIZE,226 213,213", "SIZE,250 213,213", "SIZE,226 550,550", "SIZE,426 213,213", "SIZE,226 451 500,500",
            "SIZE,550 213,550", "RNFR,226 350,350", "RNFR,250 350,350", "RNFR,451 350,451", "RNTO,226 250,250",
            "RNTO,250 226,250", "CWD,226 550,550", "CWD,250 550,250", "PWD,250 257,257", "EPSV,226 225 229,229",
            "PASV,226 500,500", "TYPE,226 200,200", "NOOP,225 200,200", "DELE,226 250,250", "MKD,226 257,257",
            "LIST,226 150,150", "LIST,226,226", "RETR,226 550,550", "STOR,226 150,150", "LIST,450 150,450"})
    void afterATransfer(String verb, String codes, String answer) throws IOException {
        LateReplies late = new LateReplies();
        late.transferred();
        assertEquals(answer, answer(late, verb, codes));
        assertEquals(!codes.startsWith(answer), late.wereSeen());
    }

    /** A server that answers so to other commands must not be waited for. */
    @ParameterizedTest
    @CsvSource({"TYPE,226", "SIZE,250", "OPTS,225", "SIZE,426"})
    void beforeTheFirstTransferNothingIsLate(String verb, String code) throws IOException {
        LateReplies late = new LateReplies();
        assertEquals(code, answer(late, verb, code + " 200"));
        assertEquals(false, late.wereSeen());
    }

    @ParameterizedTest
    @CsvSource({"SIZE,250", "SIZE,451"})
    void onlyTheFirstAnswerMayBeAnother(String verb, String code) throws IOException {
        LateReplies late = new LateReplies();
        late.transferred();
        assertEquals("213", answer(late, "SIZE", "213"));
        assertEquals(code, answer(late, verb, code + " 213"));
    }

    @ParameterizedTest
    @CsvSource({"426 213,426", "226 552 213,552", "226 213,0"})
    void troubleIsRemembered(String codes, int trouble) throws IOException {
        LateReplies late = new LateReplies();
        late.transferred();
        answer(late, "SIZE", codes);
        assertEquals(trouble, late.trouble() == null ? 0 : late.trouble().code());
        late.transferred();
        assertEquals(null, late.trouble());
    }
}
