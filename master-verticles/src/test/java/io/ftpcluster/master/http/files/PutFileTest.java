package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PUT by clients that behave; for the others see {@link BrokenUploadTest}. */
class PutFileTest extends PortalTestBase {

    private static final String PATH = "/ftp/ann/box/d/f%20g";
    private static final long BIG = 200L << 20;

    private FakeChanges changes;

    @BeforeEach
    void answerChanges() {
        changes = new FakeChanges(portal.vertx(), portal.bus());
    }

    /** Gives a pattern and counts what was read of it. */
    private static final class Source extends InputStream {
        private final long size;
        private final AtomicLong read = new AtomicLong();
        private final CRC32 crc = new CRC32();

        Source(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            throw new AssertionError("the client reads whole buffers");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            long left = size - read.get();
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            Arrays.fill(bytes, offset, offset + count, (byte) (read.get() >> 12));
            crc.update(bytes, offset, count);
            read.addAndGet(count);
            return count;
        }
    }

    private HttpRequest request(String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).version(HttpClient.Version.HTTP_1_1).PUT(body);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private HttpResponse<byte[]> put(String path, BodyPublisher body, String... headers) throws Exception {
        return http.send(request(path, body, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> put(String... headers) throws Exception {
        return put(PATH, BodyPublishers.ofByteArray(new byte[10]), headers);
    }

    @Test
    void aNewFileSaysWhereItIs() throws Exception {
        var answer = put();
        assertEquals(201, answer.statusCode());
        assertEquals(PATH, header(answer, "Location"));
        Files.Upload asked = changes.last(Files.Upload.class);
        assertEquals("/d/f g", asked.location().path().text());
        assertEquals(10, asked.length());
        assertEquals(0, asked.offset());
        assertFalse(asked.createOnly());
        assertEquals(10, changes.lastSink().taken());
        assertTrue(changes.lastSink().committed.future().isComplete());
        assertFalse(changes.lastSink().aborted.future().isComplete());
    }

    /** It has been received, and there is nothing at the path that could be named as made or changed. */
    @Test
    void aFileThatTheServerTookAwayIsAccepted() throws Exception {
        changes.script = new FakeSink.Script(Long.MAX_VALUE, -1, Future.succeededFuture(true), true);
        var answer = put();
        assertEquals(202, answer.statusCode());
        assertTrue(answer.headers().firstValue("Location").isEmpty());
        assertTrue(new JsonObject(Buffer.buffer(answer.body())).getString("detail").contains("upload_mode"));
    }

    @Test
    void noRoomOnTheServerIs507() throws Exception {
        changes.script = new FakeSink.Script(Long.MAX_VALUE, -1,
                Future.failedFuture(Failure.of(FailureCode.INSUFFICIENT_STORAGE, "no room").exception()));
        assertEquals(507, put().statusCode());
    }

    @Test
    void aReplacedFileHasNothingToSay() throws Exception {
        changes.script = FakeSink.Script.good(false);
        var answer = put();
        assertEquals(204, answer.statusCode());
        assertNull(header(answer, "Location"));
    }

    @Test
    void emptyFilesAndUnknownLengthsWork() throws Exception {
        assertEquals(201, put(PATH, BodyPublishers.noBody()).statusCode());
        assertEquals(0, changes.last(Files.Upload.class).length());
        assertEquals(201, put(PATH, BodyPublishers.ofInputStream(() -> new Source(100_000))).statusCode());
        assertEquals(-1, changes.last(Files.Upload.class).length());
        assertEquals(100_000, changes.lastSink().taken());
        assertEquals(1, portal.connections(), "both on one connection");
    }

    @Test
    void bigFilesPassThroughWithoutBeingKept() throws Exception {
        Source source = new Source(BIG);
        var answer = put(PATH, BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> source), BIG));
        assertEquals(201, answer.statusCode());
        FakeSink sink = changes.lastSink();
        assertEquals(BIG, changes.last(Files.Upload.class).length());
        assertEquals(BIG, sink.taken());
        assertEquals(source.crc.getValue(), sink.crc());
        assertTrue(sink.mostQueued() < 1 << 20, sink.mostQueued() + " bytes were waiting");
    }

    @Test
    void aSlowServerHoldsTheClientBack() throws Exception {
        changes.script = new FakeSink.Script(1 << 20, -1, Future.succeededFuture(true));
        Source source = new Source(BIG);
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(
                request(PATH, BodyPublishers.ofInputStream(() -> source)), HttpResponse.BodyHandlers.discarding());
        FakeSink sink = await(changes.opened.future());
        await(sink.started.future());
        long read = settled(source.read);
        // What the kernel buffers at both ends on loopback, and the client, is far below this.
        assertTrue(read < 20 << 20, read + " bytes were read ahead");
        assertTrue(sink.mostQueued() < 1 << 20, sink.mostQueued() + " bytes were waiting");
        assertFalse(answer.isDone());
        answer.cancel(true);
        http.shutdownNow();
    }

    private long settled(AtomicLong count) throws Exception {
        long before = -1;
        for (long now = count.get(); now != before || now == 0; now = count.get()) {
            before = now;
            await(portal.vertx().timer(300, TimeUnit.MILLISECONDS));
        }
        return before;
    }

    @ParameterizedTest
    @CsvSource({"EXISTS,412", "CONFLICT,409", "FORBIDDEN,403", "BACKEND_FAILED,502", "UNSUPPORTED,501",
            "UNAVAILABLE,503"})
    void refusalsHaveTheirStatus(FailureCode code, int status) throws Exception {
        changes.refusal = code;
        assertEquals(status, put().statusCode());
        changes.refusal = null;
        assertEquals(201, put().statusCode());
        assertEquals(1, portal.connections(), "a short body doesn't cost the connection");
    }

    @Test
    void aFailedCommitIsNoSuccess() throws Exception {
        changes.script = new FakeSink.Script(Long.MAX_VALUE, -1, Future.failedFuture(FakeContent.dead()));
        assertEquals(502, put().statusCode());
    }

    @Test
    void foldersAreNoFiles() throws Exception {
        var answer = put(PATH + "/", BodyPublishers.noBody());
        assertEquals(405, answer.statusCode());
        assertEquals("DELETE, GET, HEAD, MKCOL, MOVE, POST", header(answer, "Allow"));
        assertTrue(header(answer, "X-Failure").contains("slash"));
    }

    @Test
    void createOnlyIsLeftToTheServer() throws Exception {
        assertEquals(201, put("If-None-Match", "*").statusCode());
        assertTrue(changes.last(Files.Upload.class).createOnly());
        assertTrue(server.handles.isEmpty());
        assertEquals(400, put("If-None-Match", "*", "Content-Range", "bytes 5-14/15").statusCode());
    }

    @Test
    void conditionsAreComparedWithWhatIsThere() throws Exception {
        server.put("/d/f g", new byte[5], LONG_AGO);
        String tag = header(head(PATH), "ETag");
        assertEquals(412, put("If-Match", "\"other\"").statusCode());
        assertEquals(412, put("If-Match", "W/" + tag).statusCode());
        assertEquals(412, put("If-None-Match", tag).statusCode());
        assertEquals(412, put("If-Unmodified-Since", "Sat, 01 Feb 2020 00:00:00 GMT").statusCode());
        assertEquals(412, put("If-Match", "*", "If-None-Match", "*").statusCode());
        assertTrue(changes.asked.isEmpty());
        assertEquals(201, put("If-Match", "\"x\", " + tag).statusCode());
        assertEquals(201, put("If-Match", "*").statusCode());
        assertEquals(201, put("If-None-Match", "\"other\"").statusCode());
        assertEquals(201, put("If-Unmodified-Since", "Tue, 04 Feb 2020 00:00:00 GMT").statusCode());
        assertEquals(201, put("If-Modified-Since", "Tue, 04 Feb 2020 00:00:00 GMT").statusCode());
        assertEquals(9, server.stats.get());
        assertEquals(1, server.handles.size(), "only HEAD opened it");
    }

    @Test
    void nothingMatchesWhereNothingIs() throws Exception {
        assertEquals(412, put("If-Match", "*").statusCode());
        assertEquals(412, put("If-Match", "\"x\"").statusCode());
        assertEquals(201, put("If-None-Match", "\"x\"").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"bytes 0-9/10,0", "bytes 5-14/15,5", "Bytes  90-99/100,90"})
    void anUploadResumesWhereTheFileEnds(String range, long offset) throws Exception {
        assertEquals(201, put("Content-Range", range).statusCode());
        assertEquals(offset, changes.last(Files.Upload.class).offset());
        assertEquals(10, changes.last(Files.Upload.class).length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 5-14/16", "bytes 5-14/*", "bytes */15", "bytes 5-15/16", "bytes 9-5/6", "5-14/15",
            "items 5-14/15", "bytes 5-14", "", "bytes 9999999999999999999-9999999999999999999/1"})
    void otherRangesAreRefused(String range) throws Exception {
        assertEquals(400, put("Content-Range", range).statusCode());
        assertTrue(changes.asked.isEmpty());
    }

    @Test
    void aBodyThatIsShorterThanItsRangeIsNotKept() throws Exception {
        var answer = put(PATH, BodyPublishers.ofInputStream(() -> new Source(9)), "Content-Range", "bytes 5-14/15");
        assertEquals(400, answer.statusCode());
        assertEquals(10, changes.last(Files.Upload.class).length());
        await(changes.lastSink().aborted.future());
        assertFalse(changes.lastSink().committed.future().isComplete());
    }

    @Test
    void encodedBodiesAreRefused() throws Exception {
        assertEquals(415, put("Content-Encoding", "gzip").statusCode());
        assertEquals(201, put("Content-Encoding", "identity").statusCode());
    }
}
