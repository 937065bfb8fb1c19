package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.http.files.conditions.HttpDate;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.ftpcluster.messages.Files;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetFileTest extends PortalTestBase {

    private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final String URL = "/ftp/ann/box/ten.txt";

    private void putTen() {
        server.put("/ten.txt", TEN, LONG_AGO);
    }

    private static Info info(long size) {
        return new Info("f", Files.Type.FILE, size, LONG_AGO, false);
    }

    @Test
    void sendsTheWholeFileWithItsHead() throws Exception {
        putTen();
        HttpResponse<byte[]> response = get(URL);
        assertEquals(200, response.statusCode());
        assertArrayEquals(TEN, response.body());
        assertEquals("10", header(response, "Content-Length"));
        assertEquals("text/plain", header(response, "Content-Type"));
        assertEquals("bytes", header(response, "Accept-Ranges"));
        assertEquals("Mon, 03 Feb 2020 04:05:06 GMT", header(response, "Last-Modified"));
        assertTrue(header(response, "ETag").matches("\"[0-9a-f-]+\""), header(response, "ETag"));
        assertEquals("private, no-cache", header(response, "Cache-Control"));
        assertEquals("attachment; filename=\"ten.txt\"", header(response, "Content-Disposition"));
        assertEquals("sandbox; default-src 'none'", header(response, "Content-Security-Policy"));
        assertEquals("nosniff", header(response, "X-Content-Type-Options"));
        await(server.lastHandle().closed.future());
    }

    @Test
    void headSaysTheSameAndOpensNoDataConnection() throws Exception {
        putTen();
        HttpResponse<byte[]> whole = get(URL);
        HttpResponse<byte[]> head = head(URL, "Range", "bytes=0-1");
        assertEquals(200, head.statusCode());
        assertEquals(whole.headers().map(), head.headers().map());
        assertEquals(0, head.body().length);
        assertNull(server.lastHandle().content);
        await(server.lastHandle().closed.future());
    }

    @ParameterizedTest
    @CsvSource({"bytes=2-4, 234, bytes 2-4/10", "bytes=7-, 789, bytes 7-9/10", "bytes=-2, 89, bytes 8-9/10",
            "bytes=0-99, 0123456789, bytes 0-9/10"})
    void sendsARange(String range, String body, String contentRange) throws Exception {
        putTen();
        HttpResponse<byte[]> response = get(URL, "Range", range);
        assertEquals(206, response.statusCode());
        assertEquals(body, text(response));
        assertEquals(contentRange, header(response, "Content-Range"));
        assertEquals(String.valueOf(body.length()), header(response, "Content-Length"));
        assertNotNull(header(response, "ETag"));
    }

    @Test
    void refusesARangeOutside() throws Exception {
        putTen();
        HttpResponse<byte[]> response = get(URL, "Range", "bytes=10-");
        assertEquals(416, response.statusCode());
        assertEquals("bytes */10", header(response, "Content-Range"));
        assertNull(server.lastHandle().content);
        await(server.lastHandle().closed.future());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "lines=1-2", "bytes=4-2"})
    void answersOtherRangesWithTheWhole(String range) throws Exception {
        putTen();
        HttpResponse<byte[]> response = get(URL, "Range", range);
        assertEquals(200, response.statusCode());
        assertArrayEquals(TEN, response.body());
        assertNull(header(response, "Content-Range"));
    }

    @Test
    void ifRangeDecidesBetweenPartAndWhole() throws Exception {
        putTen();
        String tag = header(head(URL), "ETag");
        assertEquals(206, get(URL, "Range", "bytes=1-2", "If-Range", tag).statusCode());
        assertEquals(200, get(URL, "Range", "bytes=1-2", "If-Range", "\"other\"").statusCode());
        assertEquals(200, get(URL, "Range", "bytes=99-", "If-Range", "\"other\"").statusCode());
    }

    @Test
    void aClientsCurrentCopyIsConfirmed() throws Exception {
        putTen();
        String tag = header(head(URL), "ETag");
        HttpResponse<byte[]> response = get(URL, "If-None-Match", tag);
        assertEquals(304, response.statusCode());
        assertEquals(tag, header(response, "ETag"));
        assertEquals("private, no-cache", header(response, "Cache-Control"));
        assertEquals(0, response.body().length);
        assertNull(server.lastHandle().content);
        await(server.lastHandle().closed.future());
        assertEquals(304, head(URL, "If-Modified-Since", header(response, "Last-Modified")).statusCode());
    }

    @Test
    void aFailedConditionIs412() throws Exception {
        putTen();
        assertEquals(412, get(URL, "If-Match", "\"other\"").statusCode());
        await(server.lastHandle().closed.future());
    }

    @Test
    void anUnknownSizeHasNeitherLengthNorRanges() throws Exception {
        server.put("/f", info(-1), FakeContent.Script.of(TEN));
        HttpResponse<byte[]> response = get("/ftp/ann/box/f", "Range", "bytes=1-2");
        assertEquals(200, response.statusCode());
        assertArrayEquals(TEN, response.body());
        assertNull(header(response, "Content-Length"));
        assertEquals("chunked", header(response, "Transfer-Encoding"));
        assertEquals("none", header(response, "Accept-Ranges"));
        assertNull(header(response, "ETag"));
        assertEquals("application/octet-stream", header(response, "Content-Type"));
        HttpResponse<byte[]> head = head("/ftp/ann/box/f");
        assertEquals(200, head.statusCode());
        assertNull(header(head, "Content-Length"));
    }

    @Test
    void anApproximateTimeIsNoValidator() throws Exception {
        server.put("/f", new Info("f", Files.Type.FILE, 10, LONG_AGO, true), FakeContent.Script.of(TEN));
        HttpResponse<byte[]> response = get("/ftp/ann/box/f");
        assertNull(header(response, "ETag"));
        assertNull(header(response, "Last-Modified"));
    }

    @Test
    void aTimeInTheFutureIsNotPassedOn() throws Exception {
        server.put("/f", TEN, Instant.now().plusSeconds(3600));
        HttpResponse<byte[]> response = get("/ftp/ann/box/f");
        Instant said = HttpDate.parse(header(response, "Last-Modified")).orElseThrow();
        assertTrue(!said.isAfter(Instant.now()), said.toString());
        assertTrue(header(response, "ETag").startsWith("W/"));
    }

    @Test
    void sendsAnEmptyFile() throws Exception {
        server.put("/empty", new byte[0], LONG_AGO);
        HttpResponse<byte[]> response = get("/ftp/ann/box/empty");
        assertEquals(200, response.statusCode());
        assertEquals("0", header(response, "Content-Length"));
    }

    @Test
    void sendsManyBuffersUnharmed() throws Exception {
        FakeContent.Script script = FakeContent.Script.pattern(3_000_001, FakeContent.End.REGULAR);
        server.put("/big", info(script.length()), script);
        assertArrayEquals(script.bytes(0, 3_000_001), get("/ftp/ann/box/big").body());
        assertArrayEquals(script.bytes(1_000_000, 1_000_001),
                get("/ftp/ann/box/big", "Range", "bytes=1000000-2000000").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "#1", "100%", "what?", "\"quoted\"", "it's", "c:d", "ü", "日本語", "😀", "a\\b", "<b>"})
    void findsAnyName(String name) throws Exception {
        server.put("/" + name + "/" + name, TEN, LONG_AGO);
        String encoded = FtpPath.encode(name);
        assertArrayEquals(TEN, get("/ftp/ann/box/" + encoded + "/" + encoded).body());
    }

    @ParameterizedTest
    @CsvSource({"/ftp/ann, /ftp/ann/", "/ftp/ann/box, /ftp/ann/box/", "/ftp/ann?a=b%20c, /ftp/ann/?a=b%20c",
            "/ftp/ann/box/d%20%C3%BC, /ftp/ann/box/d%20%C3%BC/",
            "/ftp/ann/box/d%20%C3%BC?x, /ftp/ann/box/d%20%C3%BC/?x"})
    void redirectsToTheFolder(String path, String location) throws Exception {
        server.folders.put("/d ü", new Listing(List.of(), null));
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<byte[]> response = send(method, path);
            assertEquals(301, response.statusCode());
            assertEquals(location, header(response, "Location"));
        }
        for (FakeServer.FakeHandle handle : server.handles) {
            await(handle.closed.future());
        }
    }

    @Test
    void onlyOwnersAndAdminsComeIn() throws Exception {
        putTen();
        assertEquals(200, get(URL, "X-Caller", "ANN").statusCode());
        assertEquals(200, get(URL, "X-Caller", "root").statusCode());
        for (String path : List.of(URL, "/ftp/ann", "/ftp/ann/", "/ftp/ann/box", "/ftp/nobody/", "/ftp/nobody/box/x")) {
            assertEquals(403, get(path, "X-Caller", "bob").statusCode(), path);
            assertEquals(403, head(path, "X-Caller", "bob").statusCode(), path);
        }
    }

    @Test
    void badPathsAreRefused() throws Exception {
        assertEquals(400, get("/ftp/ann/b%FFx/").statusCode());
        assertEquals(400, get("/ftp/ann/box/a%2Fb").statusCode());
        assertEquals(400, get("/ftp/ann/box/%00").statusCode());
        assertEquals(0, server.handles.size());
    }

    @Test
    void failuresBeforeTheFirstByteAreOrdinaryAnswers() throws Exception {
        assertEquals(404, get("/ftp/ann/box/missing").statusCode());
        server.put("/refused", info(10), FakeContent.Script.refusing());
        assertEquals(502, get("/ftp/ann/box/refused").statusCode());
        await(server.lastHandle().closed.future());
        server.put("/dies", info(10), FakeContent.Script.pattern(0, FakeContent.End.FAILURE));
        HttpResponse<byte[]> died = get("/ftp/ann/box/dies");
        assertEquals(502, died.statusCode());
        assertEquals("failure 502", text(died));
        assertNull(header(died, "ETag"));
        await(server.lastHandle().closed.future());
    }

    @Test
    void aSmallFileThatIsNotConfirmedIsAnError() throws Exception {
        server.put("/unconfirmed", info(10), FakeContent.Script.pattern(10, FakeContent.End.FAILURE));
        assertEquals(502, get("/ftp/ann/box/unconfirmed").statusCode());
        server.put("/short", info(10), FakeContent.Script.pattern(0, FakeContent.End.REGULAR));
        assertEquals(502, get("/ftp/ann/box/short").statusCode());
        server.put("/long", info(10), FakeContent.Script.pattern(11, FakeContent.End.REGULAR));
        assertEquals(502, get("/ftp/ann/box/long").statusCode());
        await(server.lastHandle().content.aborted.future());
    }
}
