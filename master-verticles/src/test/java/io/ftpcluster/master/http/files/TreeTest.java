package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a folder and all below it: walks, the search and the summary. */
class TreeTest extends PortalTestBase {

    private static Info file(String name, long size) {
        return new Info(name, Files.Type.FILE, size, LONG_AGO, false);
    }

    private static Info folder(String name) {
        return new Info(name, Files.Type.DIRECTORY, -1, LONG_AGO, false);
    }

    private void list(String path, Info... entries) {
        server.folders.put(path, new Listing(List.of(entries), null));
    }

    private void someTree() {
        list("/d", folder("a"), folder("b"), file("report 1.txt", 10),
                new Info("around", Files.Type.SYMLINK, 3, null, false));
        list("/d/a", folder("empty"), file("Report ü.pdf", 100), file("other", 1000));
        list("/d/a/empty");
        list("/d/b", file("caf\uDCE9 report", -1));
    }

    private List<JsonObject> search(String query) throws Exception {
        HttpResponse<byte[]> response = get("/ftp/ann/box/d/?" + query);
        assertEquals(200, response.statusCode(), () -> header(response, "X-Failure"));
        assertEquals("application/x-ndjson", header(response, "Content-Type"));
        String text = text(response);
        assertTrue(text.endsWith("\n"), text);
        return text.lines().map(JsonObject::new).toList();
    }

    private JsonObject summary() throws Exception {
        HttpResponse<byte[]> response = get("/ftp/ann/box/d/?summary=true");
        assertEquals(200, response.statusCode(), () -> header(response, "X-Failure"));
        assertEquals("application/json", header(response, "Content-Type"));
        return new JsonObject(text(response));
    }

    @Test
    void findsNamesInAllFolders() throws Exception {
        someTree();
        assertEquals(List.of(new JsonObject(
                """
                        {"path": "/d/report 1.txt", "name": "report 1.txt", "href": "report%201.txt", "type": "file", "size": 10, "modified": "2020-02-03T04:05:06Z"}"""),
                new JsonObject(
                        """
                                {"path": "/d/a/Report ü.pdf", "name": "Report ü.pdf", "href": "a/Report%20%C3%BC.pdf", "type": "file", "size": 100, "modified": "2020-02-03T04:05:06Z"}"""),
                new JsonObject(
                        """
                                {"path": "/d/b/caf\uFFFD report", "name": "caf\uFFFD report", "href": "b/caf%E9%20report", "type": "file", "size": null, "modified": "2020-02-03T04:05:06Z"}"""),
                new JsonObject("""
                        {"done": true, "searched": 8, "complete": true, "reason": null}""")), search("search=REPORT"));
        assertEquals("a/empty/", search("search=emp*").getFirst().getString("href"));
        assertEquals(1, search("search=nowhere").size());
    }

    @Test
    void saysWhenThereAreMoreHits() throws Exception {
        someTree();
        List<JsonObject> two = search("search=report&limit=2");
        assertEquals(3, two.size());
        assertEquals("There are more than 2 hits.", two.getLast().getString("reason"));
        assertFalse(two.getLast().getBoolean("complete"));
        assertTrue(search("search=report&limit=3").getLast().getBoolean("complete"));
    }

    @Test
    void goesOnWhereAFolderCannotBeListed() throws Exception {
        someTree();
        server.refusals.put("/d/a", Failure.forbidden("550 Permission denied."));
        List<JsonObject> found = search("search=report");
        assertEquals(List.of("report%201.txt", "b/caf%E9%20report"),
                found.stream().limit(2).map(hit -> hit.getString("href")).toList());
        assertEquals("/a: 550 Permission denied.", found.getLast().getString("reason"));
        assertEquals("/a: 550 Permission denied.", summary().getString("reason"));
        server.folders.put("/d", new Listing(List.of(file("report", 1)), "the server cut the list"));
        assertEquals("/: Entries may be missing: the server cut the list",
                search("search=report").getLast().getString("reason"));
    }

    @Test
    void givesUpWhereTheServerIsLost() throws Exception {
        list("/d", IntStream.range(0, 50).mapToObj(i -> folder("f" + i)).toArray(Info[]::new));
        IntStream.range(0, 50)
                .forEach(i -> server.refusals.put("/d/f" + i,
                        Failure.of(FailureCode.BACKEND_TIMEOUT, "Nobody answers.")));
        String reason = summary().getString("reason");
        assertTrue(reason.startsWith("50 folders could not be listed or not wholly, the first: /f0: Nobody"), reason);
        assertEquals(4, server.lists.get());
    }

    @Test
    void countsWhatIsInAFolder() throws Exception {
        someTree();
        JsonObject told = summary();
        assertEquals("The server doesn't tell the size of 1 files.", told.getString("reason"));
        list("/d/b", file("x", 5));
        assertEquals(new JsonObject("""
                {"files": 5, "folders": 3, "bytes": 1115, "complete": true, "reason": null}"""), summary());
    }

    @Test
    void countsToItsLimit() throws Exception {
        list("/d", IntStream.range(0, 100_001).mapToObj(i -> file("f" + i, 1)).toArray(Info[]::new));
        JsonObject told = summary();
        assertEquals(100_000, told.getInteger("files"));
        assertEquals("There are more than 100000 entries.", told.getString("reason"));
    }

    @Test
    void endsWhereAServerShowsACircleAsFolders() throws Exception {
        String path = "/d";
        for (int i = 0; i < 70; i++) {
            list(path, folder("d"));
            path += "/d";
        }
        JsonObject told = summary();
        assertEquals(65, told.getInteger("folders"));
        assertTrue(told.getString("reason").endsWith("It is more than 64 folders deep."), told.encode());
    }

    @Test
    void hitsComeWhileTheServerStillSends() throws Exception {
        list("/d", file("report", 1));
        server.silent.put("/d", Promise.promise());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
            socket.getOutputStream()
                    .write("GET /ftp/ann/box/d/?search=report HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("\"path\":\"/d/report\"") < 0) {
                int b = in.read();
                assertTrue(b >= 0, seen::toString);
                seen.append((char) b);
            }
        }
        // Whoever has left ends the walk in the middle of a list.
        await(server.silent.get("/d").future());
    }

    @Test
    void aHeadWalksNowhere() throws Exception {
        someTree();
        for (String query : new String[]{"search=report", "summary=true"}) {
            HttpResponse<byte[]> head = head("/ftp/ann/box/d/?" + query);
            assertEquals(200, head.statusCode());
            assertTrue(header(head, "Content-Type").matches("application/(x-nd)?json"));
        }
        assertEquals(2, server.lists.get());
        assertEquals(404, head("/ftp/ann/box/missing/?summary=true").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"search=", "search=x&limit=0", "search=x&limit=10001", "search=x&limit=many",
            "search=x&summary=true", "summary=yes"})
    void refusesWhatItDoesNotUnderstand(String query) throws Exception {
        someTree();
        assertEquals(400, get("/ftp/ann/box/d/?" + query).statusCode());
        assertEquals(0, server.lists.get());
    }

    @Test
    void asksOnlyWhoMayList() throws Exception {
        someTree();
        assertEquals(403, get("/ftp/bob/box/d/?summary=true").statusCode());
        assertEquals(403, get("/ftp/bob/box/d/?search=").statusCode());
        assertEquals(400, get("/ftp/ann/?search=x").statusCode());
        server.refusals.put("/d", Failure.forbidden("You may not list here."));
        assertEquals(403, get("/ftp/ann/box/d/?search=x").statusCode());
        server.refusals.clear();
        server.rights.remove(Permissions.Right.DOWNLOAD);
        assertEquals(200, get("/ftp/ann/box/d/?summary=true").statusCode());
        assertNull(header(get("/ftp/ann/box/d/?summary=false"), "X-Failure"));
    }
}
