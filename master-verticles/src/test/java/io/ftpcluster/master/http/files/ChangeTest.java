package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Users;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DELETE, MKCOL and MOVE. */
class ChangeTest extends PortalTestBase {

    private static final String PATH = "/ftp/ann/box/a/b%20c";

    private FakeChanges changes;

    @BeforeEach
    void answerChanges() {
        changes = new FakeChanges(portal.vertx(), portal.bus());
    }

    private HttpResponse<byte[]> move(String destination, String... more) throws Exception {
        String[] headers = new String[more.length + 2];
        headers[0] = "Destination";
        headers[1] = destination;
        System.arraycopy(more, 0, headers, 2, more.length);
        return send("MOVE", PATH, headers);
    }

    @Test
    void aDeletionSaysWhatAndByWhom() throws Exception {
        assertEquals(204, send("DELETE", PATH, "X-Caller", "root").statusCode());
        Files.Remove asked = changes.last(Files.Remove.class);
        assertEquals("/a/b c", asked.location().path().text());
        assertEquals("ann", asked.location().username());
        assertEquals("box", asked.location().alias());
        assertEquals(new Actor("id-root", "root", Users.Role.ADMIN, "127.0.0.1", AuthenticationMethod.PASSWORD),
                asked.actor());
    }

    @ParameterizedTest
    @CsvSource({"'',0,false", "?recursive=true,,true", "?recursive=false,,false", "'',infinity,true", "'',,false"})
    void foldersGoWithTheirContentOnlyWhenAsked(String query, String depth, boolean recursive) throws Exception {
        String[] headers = depth == null ? new String[0] : new String[]{"Depth", depth};
        assertEquals(204, send("DELETE", PATH + "/" + query, headers).statusCode());
        assertEquals(recursive, changes.last(Files.Remove.class).recursive());
    }

    @ParameterizedTest
    @CsvSource({"'',x,ANY,ANY", "/,x,FOLDER,ANY", "'',x/,ANY,FOLDER", "/,x/,FOLDER,FOLDER"})
    void aSlashAtTheEndMeansAFolder(String end, String target, Files.Kind expected, Files.Kind targetKind)
            throws Exception {
        send("DELETE", PATH + end);
        assertEquals(expected, changes.last(Files.Remove.class).expected());
        send("MOVE", PATH + end, "Destination", "/ftp/ann/box/" + target);
        assertEquals(expected, changes.last(Files.Rename.class).expected());
        assertEquals(targetKind, changes.last(Files.Rename.class).targetKind());
    }

    @Test
    void anUnclearDepthChangesNothing() throws Exception {
        assertEquals(400, send("DELETE", PATH, "Depth", "1").statusCode());
        assertEquals(400, send("DELETE", PATH + "?recursive=yes").statusCode());
        assertTrue(changes.asked.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"DELETE,NOT_FOUND,404", "DELETE,CONFLICT,409", "DELETE,FORBIDDEN,403", "DELETE,UNSUPPORTED,501",
            "MKCOL,EXISTS,405", "MKCOL,CONFLICT,409", "MKCOL,BACKEND_FAILED,502", "MOVE,EXISTS,412",
            "MOVE,CONFLICT,409", "MOVE,NOT_FOUND,404", "MOVE,BACKEND_TIMEOUT,504"})
    void failuresHaveTheirStatus(String method, FailureCode code, int status) throws Exception {
        changes.refusal = code;
        assertEquals(status, send(method, PATH, "Destination", "/ftp/ann/box/x").statusCode());
        assertEquals(1, changes.asked.size());
    }

    @Test
    void aNewFolderSaysWhereItIs() throws Exception {
        var answer = send("MKCOL", PATH);
        assertEquals(201, answer.statusCode());
        assertEquals(PATH + "/", header(answer, "Location"));
        assertEquals("/a/b c", changes.last(Files.MakeFolder.class).location().path().text());
        changes.refusal = FailureCode.EXISTS;
        assertEquals("DELETE, GET, HEAD, MKCOL, MOVE, POST", header(send("MKCOL", PATH), "Allow"));
    }

    @Test
    void aNewFolderTakesNoBody() throws Exception {
        assertEquals(415, send("MKCOL", PATH, "x".getBytes(java.nio.charset.StandardCharsets.UTF_8)).statusCode());
        assertTrue(changes.asked.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "MKCOL", "MOVE", "PUT"})
    void theServersOwnFolderStays(String method) throws Exception {
        for (String path : new String[]{"/ftp/ann/box/", "/ftp/ann/box", "/ftp/ann/box//"}) {
            var answer = send(method, path, "Destination", "/ftp/ann/box/x");
            assertEquals(405, answer.statusCode(), path);
            assertEquals("GET, HEAD, POST", header(answer, "Allow"));
        }
        assertTrue(changes.asked.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "MKCOL", "MOVE", "PUT"})
    void onlyTheOwnerAndAdminsMayChangeAnything(String method) throws Exception {
        assertEquals(403, send(method, PATH, "X-Caller", "bob", "Destination", "/ftp/ann/box/x").statusCode());
        assertTrue(changes.asked.isEmpty());
        assertTrue(send(method, PATH, "X-Caller", "root", "Destination", "/ftp/ann/box/x").statusCode() < 300);
    }

    /** What is wrong with a request for somebody else's folder is nobody's business. */
    @ParameterizedTest
    @CsvSource({"DELETE,/ftp/ann/box/", "PUT,/ftp/ann/box", "PUT,/ftp/ann/box/d/", "MOVE,/ftp/ann/box/d",
            "MKCOL,/ftp/ann/box/", "DELETE,/ftp/nobody/box/d?recursive=perhaps", "MOVE,/ftp/nobody/box/d"})
    void strangersLearnNothingFromWhatIsWrong(String method, String path) throws Exception {
        var answer = send(method, path, "X-Caller", "bob", "Depth", "1", "Content-Encoding", "gzip");
        assertEquals(403, answer.statusCode());
        assertTrue(header(answer, "X-Failure").endsWith("This folder belongs to somebody else."),
                header(answer, "X-Failure"));
        assertNull(header(answer, "Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ftp/ann/box/d/%C3%A4%20", "http://HOST/ftp/ann/box/d/%C3%A4%20",
            "https://portal.example/ftp/ann/box/d/%C3%A4%20", "https://portal.example:443/ftp/ANN/box/d//%C3%A4%20/"})
    void aDestinationIsAPathOrAUrlOfThisPortal(String destination) throws Exception {
        var answer = move(destination.replace("HOST", "127.0.0.1:" + portal.port()));
        assertEquals(201, answer.statusCode());
        assertTrue(header(answer, "Location").endsWith("/box/d/%C3%A4%20" + (destination.endsWith("/") ? "/" : "")));
        Files.Rename asked = changes.last(Files.Rename.class);
        assertEquals("/a/b c", asked.location().path().text());
        assertEquals("/d/\u00e4 ", asked.target().text());
        assertTrue(asked.overwrite());
    }

    @ParameterizedTest
    @CsvSource({"http://other.example/ftp/ann/box/x,502", "http://portal.example/ftp/ann/box/x,502",
            "ftp://portal.example/ftp/ann/box/x,400", "//portal.example/ftp/ann/box/x,400", "x,400", "'',400",
            "/ftp/ann/box/x?y,400", "/ftp/ann/box/x#y,400", "/ftp/ann/box/%2e%2e/x,400", "/ftp/ann/box/../x,400",
            "/ftp/ann/box/a%2Fb,400", "/ftp/ann/box/%00,400", "/ftp/ann/box/%0d%0aDELE,400", "/ftp/ann/box/%zz,400",
            "/users,400", "/ftp/ann/other/x,502", "/ftp/bob/box/x,502", "/ftp/ann/,502", "/ftp/ann/box/,403",
            "/ftp/ann/box/a/b%20c,403", "/ftp/ann/box/a/b%20c/d,403"})
    void otherDestinationsAreRefused(String destination, int status) throws Exception {
        var answer = move(destination);
        assertEquals(status, answer.statusCode(), header(answer, "X-Failure"));
        assertTrue(changes.asked.isEmpty());
    }

    @Test
    void aMoveNeedsADestination() throws Exception {
        assertEquals(400, send("MOVE", PATH).statusCode());
    }

    @Test
    void aMoveReplacesUnlessTold() throws Exception {
        changes.replaced = true;
        var answer = move("/ftp/ann/box/x", "Overwrite", "T");
        assertEquals(204, answer.statusCode());
        assertNull(header(answer, "Location"));
        assertTrue(changes.last(Files.Rename.class).overwrite());
        move("/ftp/ann/box/x", "Overwrite", "F");
        assertEquals(false, changes.last(Files.Rename.class).overwrite());
        assertEquals(400, move("/ftp/ann/box/x", "Overwrite", "perhaps").statusCode());
        assertEquals(2, changes.asked.size());
    }

    @Test
    void conditionsHoldForDeletionsAndMovesToo() throws Exception {
        server.put("/a/b c", new byte[5], Instant.parse("2020-02-03T04:05:06Z"));
        String tag = header(head(PATH), "ETag");
        assertEquals(412, send("DELETE", PATH, "If-Match", "\"other\"").statusCode());
        assertEquals(412, move("/ftp/ann/box/x", "If-Match", "\"other\"").statusCode());
        assertTrue(changes.asked.isEmpty());
        assertEquals(204, send("DELETE", PATH, "If-Match", tag).statusCode());
        assertEquals(201, move("/ftp/ann/box/x", "If-Match", tag).statusCode());
    }
}
