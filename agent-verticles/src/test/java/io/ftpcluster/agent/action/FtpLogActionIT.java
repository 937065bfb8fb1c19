package io.ftpcluster.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.FrameCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a log, as root, whose files alone are told. */
class FtpLogActionIT {

    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("vsftpd.log");
    }

    private Map<String, String> ask(String lines) throws Exception {
        return new FtpLogAction(log()).run(Map.of("lines", lines, "new", "x"), (text, percent) -> {});
    }

    private static List<String> lines(Map<String, String> answer) {
        return IntStream.range(0, answer.size() - 1).mapToObj(i -> answer.get("line." + i)).toList();
    }

    private String refusal() {
        return assertThrows(ActionException.class, () -> ask("5")).getMessage();
    }

    @Test
    void theLastLinesCome() throws Exception {
        Files.writeString(log(), "one\ntwo\nthree\n");
        assertEquals(Map.of("path", log().toString(), "line.0", "two", "line.1", "three"), ask("2"));
        assertEquals(List.of("one", "two", "three"), lines(ask("60")));
        Files.writeString(log(), "");
        assertEquals(List.of(), lines(ask("60")));
        Files.writeString(log(), "no end");
        assertEquals(List.of("no end"), lines(ask("60")));
    }

    @Test
    void whatStrangersWroteIsMadePrintable() throws Exception {
        Files.write(log(), "FAIL LOGIN: \u001b[31mred\u202e\ttab\u0000\n\u00e4 ".getBytes(StandardCharsets.UTF_8));
        Files.write(log(), new byte[]{(byte) 0xff, '\n'}, StandardOpenOption.APPEND);
        List<String> lines = lines(ask("60"));
        assertEquals("FAIL LOGIN: ?[31mred? tab?", lines.get(0));
        assertEquals("\u00e4 \ufffd", lines.get(1));
    }

    @Test
    void howeverLongTheLinesAreTheAnswerFitsAFrame() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(i + " " + (i % 2 == 0 ? "\"\\" : "\u20ac").repeat(3000));
        }
        Files.write(log(), all);
        Map<String, String> answer = ask("60");
        assertTrue(answer.size() > 2 && answer.values().stream().allMatch(line -> line.length() <= 4096));
        List<String> told = lines(answer);
        assertTrue(told.get(told.size() - 1).startsWith("199 "));
        String frame = FrameCodec.encode(new AnswerFrame("17", null, answer));
        assertTrue(frame.getBytes(StandardCharsets.UTF_8).length <= 65_536);
        Files.writeString(log(), "x".repeat(1_000_000));
        assertEquals(List.of(4096), lines(ask("60")).stream().map(String::length).toList());
    }

    @Test
    void manyLinesAreCutToWhatAnAnswerHolds() throws Exception {
        Files.write(log(), IntStream.range(0, 5000).mapToObj(Integer::toString).toList());
        Map<String, String> answer = ask("5000");
        assertEquals(61, answer.size());
        assertEquals("4940", answer.get("line.0"));
        assertEquals("4999", answer.get("line.59"));
    }

    @Test
    void onlyAFileOfRootsIsTold() throws Exception {
        assertTrue(refusal().startsWith("there is no " + log()), this::refusal);
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(log(), secret);
        assertTrue(refusal().contains("no link"), this::refusal);
        Files.delete(log());
        Files.createDirectory(log());
        assertTrue(refusal().contains("must be a file of root's"), this::refusal);
        Files.delete(log());
        Files.writeString(log(), "x");
        Files.setAttribute(log(), "unix:uid", 65_534);
        assertTrue(refusal().contains("must be a file of root's"), this::refusal);
        Files.delete(log());
        new ProcessBuilder("mkfifo", log().toString()).start().waitFor();
        assertTrue(refusal().contains("must be a file of root's"), this::refusal);
    }

    @Test
    void nonsenseIsRefused() throws IOException {
        Files.writeString(log(), "x");
        for (String wrong : List.of("", "0", "-1", "many", "99999")) {
            ActionException refused = assertThrows(ActionException.class, () -> ask(wrong));
            assertEquals(AnswerFrame.Code.INVALID, refused.code(), wrong);
            assertFalse(refused.getMessage().isEmpty());
        }
    }
}
