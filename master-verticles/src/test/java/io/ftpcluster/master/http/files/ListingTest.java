package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.http.files.folder.FolderPage;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.ftpcluster.messages.Files;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest extends PortalTestBase {

    private static final Pattern ROW_LINK = Pattern.compile("<td class=\"name\"><a href=\"([^\"]*)\">");

    private static Info file(String name, long size) {
        return new Info(name, Files.Type.FILE, size, LONG_AGO.plusMillis(789), false);
    }

    private static List<String> links(HttpResponse<byte[]> page) {
        assertEquals(200, page.statusCode(), () -> header(page, "X-Failure"));
        return ROW_LINK.matcher(text(page)).results().map((MatchResult found) -> found.group(1)).toList();
    }

    @Test
    void tellsProgramsInJson() throws Exception {
        server.folders.put("/d",
                new Listing(
                        List.of(file("b \"q\"\u0001", 1234), new Info("sub", Files.Type.DIRECTORY, 4096, null, false),
                                new Info("dead", Files.Type.SYMLINK, -1, LONG_AGO, true)),
                        null));
        HttpResponse<byte[]> response = get("/ftp/ann/box/d/", "Accept", "application/json");
        assertEquals(200, response.statusCode());
        assertEquals("application/json", header(response, "Content-Type"));
        assertEquals("Accept, Accept-Encoding", header(response, "Vary"));
        assertEquals(new JsonObject(
                """
                        {"path": "/d", "entries": [
                          {"name": "sub", "href": "sub/", "type": "directory", "size": null, "modified": null},
                          {"name": "b \\"q\\"\\u0001", "href": "b%20%22q%22%01", "type": "file", "size": 1234, "modified": "2020-02-03T04:05:06Z"},
                          {"name": "dead", "href": "dead", "type": "symlink", "size": null, "modified": "2020-02-03T04:05:06Z"}]}"""),
                new JsonObject(text(response)));
    }

    @Test
    void saysWhenEntriesAreMissing() throws Exception {
        server.folders.put("/", new Listing(List.of(), "The server cut the list <at> 100."));
        assertEquals("The server cut the list <at> 100.",
                new JsonObject(text(get("/ftp/ann/box/", "Accept", "application/json"))).getString("incomplete"));
        assertTrue(text(get("/ftp/ann/box/")).contains("The server cut the list &lt;at&gt; 100."));
    }

    /** What a hostile server's lines do to a parser must not leave whoever asked without an answer. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html"})
    void anErrorWithinTheListIsAnswered(String accept) throws Exception {
        server.folders.put("/d", new Listing(List.of(file("a", 1)), null));
        server.errors.put("/d", new StackOverflowError());
        HttpResponse<byte[]> response = get("/ftp/ann/box/d/", "Accept", accept);
        assertEquals(500, response.statusCode());
        assertTrue(
                header(response, "X-Failure")
                        .endsWith("INTERNAL: The portal could not finish the list of a folder on" + " box."),
                header(response, "X-Failure"));
    }

    @Test
    void listsTheServersAsFolders() throws Exception {
        server.aliases.add("alpha");
        HttpResponse<byte[]> json = get("/ftp/ann/", "Accept", "application/json");
        assertEquals(new JsonObject("""
                {"path": "/", "entries": [
                  {"name": "alpha", "href": "alpha/", "type": "directory", "size": null, "modified": null},
                  {"name": "box", "href": "box/", "type": "directory", "size": null, "modified": null}]}"""),
                new JsonObject(text(json)));
        assertEquals(List.of("alpha/", "box/"), links(get("/ftp/ann/")));
    }

    @Test
    void showsPeopleAPageWithRelativeLinks() throws Exception {
        server.folders.put("/d",
                new Listing(List.of(file("z.txt", 1536), file("a:b", 0), file("q?#%\"'<i>ü", -1),
                        new Info("sub dir", Files.Type.DIRECTORY, -1, LONG_AGO, false),
                        new Info("dead", Files.Type.SYMLINK, -1, null, false)), null));
        HttpResponse<byte[]> page = get("/ftp/ann/box/d/");
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertEquals("no-store", header(page, "Cache-Control"));
        assertEquals(List.of("../", "sub%20dir/", "a%3Ab", "dead", "q%3F%23%25%22%27%3Ci%3E%C3%BC", "z.txt"),
                links(page));
        String html = text(page);
        assertFalse(html.contains("<i>"));
        assertTrue(html.contains("<a href=\"/ftp/ann/box/\">box</a>"), html);
        assertTrue(html.contains("<data value=\"1536\">1.5 KiB</data>"), html);
        assertTrue(html.contains("<time datetime=\"2020-02-03T04:05:06Z\">2020-02-03 04:05:06</time>"), html);
        assertEquals(List.of("../", "sub%20dir/", "a%3Ab", "dead", "q%3F%23%25%22%27%3Ci%3E%C3%BC", "z.txt"),
                links(get("/ftp/ann/box/d/", "Accept", "*/*")));
    }

    @Test
    void noNameTurnsItsEndAround() throws Exception {
        server.folders.put("/", new Listing(List.of(file("\u202Egpj.exe", 1)), null));
        HttpResponse<byte[]> page = get("/ftp/ann/box/");
        assertEquals(List.of("../", "%E2%80%AEgpj.exe"), links(page));
        assertTrue(text(page).contains(">\uFFFDgpj.exe</a>"), text(page));
    }

    @Test
    void aBrowserGetsThePage() throws Exception {
        server.folders.put("/", new Listing(List.of(), null));
        HttpResponse<byte[]> page = get("/ftp/ann/box/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertTrue(text(page).contains("This folder is empty."), text(page) + page.headers());
    }

    @Test
    void headHasNoBody() throws Exception {
        server.folders.put("/", new Listing(List.of(file("a", 1)), null));
        HttpResponse<byte[]> head = head("/ftp/ann/box/");
        assertEquals(200, head.statusCode());
        assertEquals("text/html; charset=utf-8", header(head, "Content-Type"));
        assertEquals(0, head.body().length);
        assertEquals(404, head("/ftp/ann/box/missing/").statusCode());
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        server.put("/f", new byte[1], LONG_AGO);
        HttpResponse<byte[]> response = get("/ftp/ann/box/f/");
        assertEquals(404, response.statusCode());
        assertTrue(header(response, "X-Failure").contains("is not a folder"));
        assertNull(header(response, "Vary"));
    }

    @Test
    void tenThousandEntriesArriveWhole() throws Exception {
        List<Info> many = new ArrayList<>(
                IntStream.range(0, 10_000).mapToObj(i -> file("name-%05d 日本".formatted(i), i)).toList());
        server.folders.put("/", new Listing(many, null));
        HttpResponse<byte[]> page = get("/ftp/ann/box/");
        List<String> links = links(page);
        assertEquals(10_001, links.size());
        assertEquals("name-09999%20%E6%97%A5%E6%9C%AC", links.get(10_000));
        assertTrue(text(page).strip().endsWith("</html>"));
        assertTrue(text(page).contains("name-09999 日本</a>"));
        assertFalse(text(page).contains("\uFFFD"));
        assertEquals("chunked", header(page, "Transfer-Encoding"));
        JsonArray entries = new JsonObject(text(get("/ftp/ann/box/", "Accept", "application/json")))
                .getJsonArray("entries");
        assertEquals(10_000, entries.size());
        assertEquals("name-09999 日本", entries.getJsonObject(9_999).getString("name"));
    }

    @Test
    void browsersGetTheFirstRowsInTheOrderThatTheyAskFor() throws Exception {
        String browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        List<Info> many = new ArrayList<>(
                IntStream.range(0, 250).mapToObj(i -> file("name-%03d".formatted(i), i)).toList());
        many.add(new Info("folder", Files.Type.DIRECTORY, -1, LONG_AGO, false));
        server.folders.put("/", new Listing(many, null));
        HttpResponse<byte[]> brief = get("/ftp/ann/box/", "Accept", browser);
        assertEquals(201, links(brief).size(), "with the link to the folder above");
        assertTrue(text(brief).contains("These are the first 200 of 251 entries. <a href=\"?all\">"), text(brief));
        assertTrue(header(brief, "Content-Security-Policy").endsWith("media-src 'self'"));
        assertEquals(List.of("../", "folder/", "name-249", "name-248"),
                links(get("/ftp/ann/box/?sort=-size", "Accept", browser)).subList(0, 4));
        assertEquals(252, links(get("/ftp/ann/box/?all", "Accept", browser)).size());
        HttpResponse<byte[]> whole = get("/ftp/ann/box/", "Accept", "*/*");
        assertEquals(252, links(whole).size());
        assertFalse(text(whole).contains("href=\"?"), "a program that follows links would get the same again");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1536, 1.5 KiB", "1048575, 1.0 MiB", "5368709120, 5.0 GiB",
            "9223372036854775807, 8.0 EiB"})
    void writesSizesForPeople(long size, String text) {
        assertEquals(text, FolderPage.sizeText(size));
    }
}
