package io.ftpcluster.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.AnswerFrame.Code;
import io.ftpcluster.frames.DatalinkFrame.Change;
import io.ftpcluster.frames.Sample.FtpState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

    private static final Sample FULL = new Sample(1_800_000_000_123L, 5, 12.5, 2L << 30, 99.99, 1.0, 10L << 30, 0.0,
            20L << 30, 0.25, 1e9, 0.0, 77L, 3, Map.of("anna", 2, "bernd", 1), FtpState.RUNNING, 3.25, 100.0);
    private static final Sample EMPTY = new Sample(1, 0, null, null, null, null, null, null, null, null, null, null,
            null, null, null, null);

    static List<Frame.FromAgent> fromAgent() {
        return List.of(
                new HelloFrame(1, "0.1", "alpha", 1_800_000_000_000L, "Debian \"12\"", "6.1", "x86_64", "höst",
                        List.of("10.0.0.1", "fe80::1"), "vsftpd", "3.0.3"),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null), new TelemetryFrame(FULL),
                new TelemetryFrame(EMPTY), new HistoryFrame(List.of(EMPTY, FULL)),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null).withCapabilities(List.of()),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null)
                        .withCapabilities(List.of("ping", "dance")),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null)
                        .withFailedUpdate(new FailedUpdate("0.2.0", "2c26b46b68ff", "it ended")),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null).withFailedUpdate(
                        new FailedUpdate("0.2.0", null, null)),
                new AnswerFrame("1", null, Map.of("a", "b\n")), new AnswerFrame("1", "no", Map.of()),
                AnswerFrame.refusal("1", Code.TOO_MANY, "later"), new ProgressFrame("1", "half", 50),
                new ProgressFrame("1", "some", null),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null)
                        .withDatalink(new HelloFrame.Datalink(9000, "0123456789abcdef".repeat(4))),
                new HelloFrame(1, null, null, 0, null, null, null, null, null, null, null)
                        .withDatalink(new HelloFrame.Datalink(9000, null)),
                new DatalinkFrame(List.of(), List.of(), 0),
                new DatalinkFrame(List.of(new Change("a-1", 5, "create_user", "anna", "::1", null),
                        new Change("b", 6, "delete_user", "bert", null, "files: keep")), List.of("anna"), 1));
    }

    static List<Frame.FromPortal> fromPortal() {
        return List.of(new WelcomeFrame("alpha", "node-1", 5, 5),
                new WelcomeFrame("alpha", "node-1", 5, 5, List.of("datalink")), new DatalinkStoredFrame("a-1"),
                new DatalinkStoredFrame(null), new SettingsFrame(10), new StoredFrame(17),
                new RequestFrame("7", "ping", Map.of("k", "v")), new RequestFrame("7", "ping", Map.of(), 1, 0, true));
    }

    @ParameterizedTest
    @MethodSource("fromAgent")
    void whatAnAgentSaysArrives(Frame.FromAgent frame) {
        assertEquals(frame, FrameCodec.fromAgent(FrameCodec.encode(frame)));
    }

    @ParameterizedTest
    @MethodSource("fromPortal")
    void whatThePortalSaysArrives(Frame.FromPortal frame) {
        assertEquals(frame, FrameCodec.fromPortal(FrameCodec.encode(frame)));
    }

    @Test
    void theLargestHistoryFitsIntoAFrame() {
        String name = "a-user-with-a-rather-long-name";
        Map<String, Integer> users = Map.of(name, 1000, name + 1, 1000, name + 2, 1000);
        Sample sample = new Sample(1_800_000_000_123L, 60, 12.34, 1L << 50, 99.99, 1.23, 1L << 50, 56.78, 1L << 50,
                123.45, 123_456_789.12, 123_456_789.12, 1L << 40, 1000, users, FtpState.RUNNING, 12.34, 56.78);
        String json = FrameCodec.encode(new HistoryFrame(Collections.nCopies(Protocol.MAX_HISTORY, sample)));
        assertTrue(json.length() < Protocol.MAX_FRAME, json.length() + " bytes");
    }

    @Test
    void theLargestDatalinkFitsIntoAFrame() {
        String text = "x".repeat(256);
        Change change = new Change("a".repeat(64), Long.MAX_VALUE, "a".repeat(32), text, text, text);
        String json = FrameCodec.encode(new DatalinkFrame(Collections.nCopies(DatalinkFrame.MAX_CHANGES, change),
                Collections.nCopies(DatalinkFrame.MAX_NAMES, "x".repeat(32)), 1_000_000));
        assertTrue(json.length() < Protocol.MAX_FRAME, json.length() + " bytes");
    }

    @Test
    void fieldsOfANewerVersionAreSkipped() {
        assertEquals(new SettingsFrame(10), FrameCodec.fromPortal(
                "{\"type\":\"settings\",\"new\":{\"a\":[1,{\"b\":null}]},\"interval_seconds\":10,\"x\":true}"));
        Frame.FromAgent state = FrameCodec
                .fromAgent("{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"ftp_state\":\"napping\"}}");
        assertEquals(FtpState.UNKNOWN, ((TelemetryFrame) state).sample().ftpState());
        assertNull(((TelemetryFrame) state).sample().memPercent());
    }

    /** As portals and agents said it before there were deadlines, codes and capabilities. */
    @Test
    void whatOlderEndsSayIsUnderstood() {
        assertEquals(new RequestFrame("17", "ping", Map.of(), 30_000, null, false),
                FrameCodec.fromPortal("{\"type\":\"request\",\"id\":\"17\",\"action\":\"ping\",\"arguments\":{}}"));
        assertEquals(new AnswerFrame("17", null, null, Map.of()),
                FrameCodec.fromAgent("{\"type\":\"answer\",\"id\":\"17\",\"values\":{}}"));
        assertEquals(new AnswerFrame("18", Code.FAILED, "this agent doesn't know the action", Map.of()),
                FrameCodec.fromAgent("{\"type\":\"answer\",\"id\":\"18\","
                        + "\"error\":\"this agent doesn't know the action\",\"values\":{}}"));
        assertNull(
                ((HelloFrame) FrameCodec.fromAgent("{\"type\":\"hello\",\"protocol\":1,\"clock\":1}")).capabilities());
    }

    @Test
    void whatNewerEndsSayIsUnderstoodAsFarAsItCanBe() {
        assertEquals(new AnswerFrame("1", Code.FAILED, "no", Map.of()),
                FrameCodec.fromAgent("{\"type\":\"answer\",\"id\":\"1\",\"code\":\"of next year\",\"error\":\"no\"}"));
        assertEquals(Code.TOO_MANY,
                ((AnswerFrame) FrameCodec.fromAgent("{\"type\":\"answer\",\"id\":\"1\",\"code\":\"too_many\"}"))
                        .code());
        assertEquals(new RequestFrame("1", "a", Map.of(), RequestFrame.MAX_MILLIS, Integer.MAX_VALUE, false),
                FrameCodec.fromPortal("{\"type\":\"request\",\"id\":\"1\",\"action\":\"a\","
                        + "\"deadline_ms\":5000000000000,\"age_ms\":5000000000000}"));
    }

    @Test
    void whatMayBeSecretIsNotShown() {
        assertFalse(new RequestFrame("1", "a", Map.of("password", "hunter2")).toString().contains("hunter2"));
        assertFalse(new AnswerFrame("1", null, Map.of("password", "hunter2")).toString().contains("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{}", "7", "{\"type\":5}", "{\"type\":\"dance\"}",
            "{\"type\":\"telemetry\"}", "{\"type\":\"telemetry\",\"sample\":[]}",
            "{\"type\":\"history\",\"samples\":[]}", "{\"type\":\"history\",\"samples\":[1]}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1}} {}", "{\"type\":\"telemetry\",\"sample\":{\"at\":-1}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":\"1\"}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"mem_percent\":NaN}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"mem_percent\":\"NaN\"}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"mem_percent\":-0.1}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"cpu_percent\":100.1}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"cpu_percent\":1e400}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"ftp_inodes_percent\":101}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"root_inodes_percent\":\"1\"}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"mem_bytes\":-1}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"mem_bytes\":99999999999999999999}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"ftp_sessions\":4294967297}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"seconds\":3601}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"ftp_users\":{\"a\":-1}}}",
            "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"ftp_users\":{\"a\\n\":1}}}", "{\"type\":\"answer\"}",
            "{\"type\":\"hello\",\"addresses\":[1]}", "{\"type\":\"hello\",\"capabilities\":\"ping\"}",
            "{\"type\":\"progress\",\"id\":\"1\"}",
            "{\"type\":\"progress\",\"id\":\"1\",\"text\":\"a\",\"percent\":101}", "{\"type\":\"hello\",\"system\":{}}",
            "{\"type\":\"hello\",\"datalink\":{\"port\":0}}",
            "{\"type\":\"hello\",\"datalink\":{\"port\":9000,\"tls_fingerprint\":\"AB\"}}",
            "{\"type\":\"datalink\",\"changes\":[{}]}", "{\"type\":\"datalink\",\"count\":-1}",
            "{\"type\":\"datalink\",\"names\":[1]}",
            "{\"type\":\"datalink\",\"changes\":[{\"id\":\"1\",\"at\":1,\"action\":\"a b\",\"name\":\"anna\"}]}",
            "{\"type\":\"datalink\",\"changes\":[{\"id\":\"a b\",\"at\":1,\"action\":\"a\",\"name\":\"anna\"}]}",
            "{\"type\":\"datalink\",\"changes\":[{\"id\":\"1\",\"at\":0,\"action\":\"a\",\"name\":\"anna\"}]}",
            "{\"a\":[[[[[[[[[[1]]]]]]]]]]}"})
    void whatCannotBeIsRefused(String json) {
        assertThrows(FrameException.class, () -> FrameCodec.fromAgent(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"settings\"}", "{\"type\":\"settings\",\"interval_seconds\":0}",
            "{\"type\":\"settings\",\"interval_seconds\":1e9}", "{\"type\":\"request\",\"id\":\"1\"}",
            "{\"type\":\"request\",\"id\":\"1\",\"action\":\"a\",\"deadline_ms\":0}",
            "{\"type\":\"request\",\"id\":\"1\",\"action\":\"a\",\"age_ms\":-5000000000000}", "{\"type\":\"hello\"}"})
    void anAgentRefusesTheSame(String json) {
        assertThrows(FrameException.class, () -> FrameCodec.fromPortal(json));
    }

    @Test
    void namesOfUsersArePrintable() {
        TelemetryFrame frame = (TelemetryFrame) FrameCodec.fromAgent(
                "{\"type\":\"telemetry\",\"sample\":{\"at\":1,\"ftp_users\":{\"a\\u202Eb\":1,\"a\\u2066b\":2,\"c\":3}}}");
        assertEquals(Map.of("a?b", 3, "c", 3), frame.sample().ftpUsers());
    }

    @Test
    void aHugeFrameIsRefusedUnread() {
        String json = "{\"type\":\"settings\",\"x\":\"" + "y".repeat(Protocol.MAX_FRAME) + "\"}";
        assertThrows(FrameException.class, () -> FrameCodec.fromAgent(json));
    }
}
