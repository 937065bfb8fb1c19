package io.ftpcluster.master.http.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.testing.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders as ZIPs, with what goes wrong on the way. */
class ArchiveTest extends PortalTestBase {

    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};
    private static final int LARGE = 1_000_000;

    private static Info file(String name, long size) {
        return new Info(name, Files.Type.FILE, size, LONG_AGO, false);
    }

    private static Info folder(String name) {
        return new Info(name, Files.Type.DIRECTORY, -1, LONG_AGO, false);
    }

    private void someTree() {
        server.put("/d/a.txt", "one".getBytes(StandardCharsets.UTF_8), LONG_AGO);
        server.put("/d/sub/b", "two".getBytes(StandardCharsets.UTF_8), LONG_AGO);
        server.put("/d/large", file("large", LARGE), FakeContent.Script.pattern(LARGE, FakeContent.End.REGULAR));
        server.deriveFolders();
    }

    private HttpResponse<byte[]> post(String path, String form) throws Exception {
        return send("POST", path, form.getBytes(StandardCharsets.US_ASCII), FORM);
    }

    /** By name, in the archive's order. */
    private static Map<String, byte[]> unpacked(HttpResponse<byte[]> response) throws IOException {
        assertEquals(200, response.statusCode(), () -> header(response, "X-Failure"));
        assertEquals("application/zip", header(response, "Content-Type"));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(response.body()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertEquals(null, entries.put(entry.getName(), in.readAllBytes()), entry.getName());
            }
        }
        return entries;
    }

    private Map<String, byte[]> whole() throws Exception {
        return unpacked(get("/ftp/ann/box/d/?archive=zip"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(Map<String, byte[]> entries, String name) {
        assertTrue(entries.containsKey(name), () -> name + " in " + entries.keySet());
        return text(entries.get(name));
    }

    @Test
    void holdsAFolderAndAllBelow() throws Exception {
        someTree();
        HttpResponse<byte[]> response = get("/ftp/ann/box/d/?archive=zip");
        assertEquals("attachment; filename=\"d.zip\"", header(response, "Content-Disposition"));
        assertEquals("chunked", header(response, "Transfer-Encoding"));
        Map<String, byte[]> entries = unpacked(response);
        assertEquals(List.of("sub/", "a.txt", "large", "sub/b"), List.copyOf(entries.keySet()));
        assertEquals("one", text(entries, "a.txt"));
        assertEquals("two", text(entries, "sub/b"));
        assertArrayEquals(FakeContent.Script.pattern(LARGE, FakeContent.End.REGULAR).bytes(0, LARGE),
                entries.get("large"));
        Eventually.until(() -> server.watches.get() == 0);
        for (FakeServer.FakeHandle handle : server.handles) {
            await(handle.closed.future());
        }
        assertEquals(entries.keySet(), unpacked(get("/ftp/ann/box/d/?zip=1")).keySet());
    }

    @Test
    void holdsWhatWasChosen() throws Exception {
        someTree();
        server.put("/d/caf\uDCE9,1", "raw".getBytes(StandardCharsets.UTF_8), LONG_AGO);
        server.put("/d/ü &=+", "odd".getBytes(StandardCharsets.UTF_8), LONG_AGO);
        server.deriveFolders();
        HttpResponse<byte[]> one = post("/ftp/ann/box/d/", "archive=zip&name=sub%2F");
        assertEquals("attachment; filename=\"sub.zip\"", header(one, "Content-Disposition"));
        assertEquals(List.of("sub/", "sub/b"), List.copyOf(unpacked(one).keySet()));
        HttpResponse<byte[]> more = post("/ftp/ann/box/d/",
                "archive=zip&name=caf%25E9%252C1&name=%25C3%25BC%2520%2526%253D%252B&name=gone");
        assertEquals("attachment; filename=\"d.zip\"", header(more, "Content-Disposition"));
        Map<String, byte[]> entries = unpacked(more);
        assertEquals(List.of("caf_,1", "ü &=+", "ERRORS.txt"), List.copyOf(entries.keySet()));
        assertTrue(text(entries, "ERRORS.txt").contains("/gone: There is no such entry in this folder.\n"));
        assertEquals(404, post("/ftp/ann/box/d/", "archive=zip&name=gone").statusCode());
        Map<String, byte[]> json = unpacked(
                send("POST", "/ftp/ann/box/d/", "{\"names\": [\"a.txt\", \"ü &=+\"]}".getBytes(StandardCharsets.UTF_8),
                        "Content-Type", "application/json", "Accept", "application/zip"));
        assertEquals(List.of("a.txt", "ü &=+"), List.copyOf(json.keySet()));
    }

    @Test
    void aFormMayNameMany() throws Exception {
        StringBuilder form = new StringBuilder("archive=zip");
        for (int i = 0; i < 1000; i++) {
            server.put("/d/f" + i, new byte[]{1}, LONG_AGO);
            form.append("&name=f").append(i);
        }
        server.deriveFolders();
        assertEquals(1000, unpacked(post("/ftp/ann/box/d/", form.toString())).size());
    }

    @Test
    void namesAreSafeAndEachOnce() throws Exception {
        List<String> odd = List.of("a\\b", "a_b", "\u202Egpj.exe", "c\uDCFFd", "c\uDCFEd", "tab\there", "C:x",
                "ERRORS.txt");
        for (String name : odd) {
            server.put("/d/" + name, name.getBytes(StandardCharsets.UTF_8), LONG_AGO);
        }
        server.put("/d/x\\/in", new byte[0], LONG_AGO);
        server.deriveFolders();
        server.files.remove("/d/tab\there");
        Map<String, byte[]> entries = whole();
        assertEquals(
                List.of("C_x", "ERRORS (2).txt", "ERRORS.txt", "_gpj.exe", "a_b", "a_b (2)", "c_d", "c_d (2)",
                        "tab_here.incomplete", "x_/", "x_/in"),
                entries.keySet().stream().map(name -> name.equals("C:x") ? "C_x" : name).sorted().toList());
        assertEquals("a_b", text(entries, "a_b"));
        assertEquals("a\\b", text(entries, "a_b (2)"));
    }

    @Test
    void whatCannotBeReadIsNamed() throws Exception {
        someTree();
        server.files.remove("/d/sub/b");
        server.put("/d/refused", file("refused", 5), FakeContent.Script.refusing());
        server.folders.put("/d", new Listing(List.of(folder("sub"), folder("closed"), file("a.txt", 3),
                file("cut", LARGE), file("long", 3), file("short", 10), file("refused", 5)), null));
        server.refusals.put("/d/closed", Failure.forbidden("550 Permission denied."));
        server.put("/d/cut", file("cut", LARGE), FakeContent.Script.pattern(600_000, FakeContent.End.FAILURE));
        server.put("/d/long", file("long", 3), FakeContent.Script.pattern(4, FakeContent.End.REGULAR));
        server.put("/d/short", file("short", 10), FakeContent.Script.pattern(4, FakeContent.End.REGULAR));
        Map<String, byte[]> entries = whole();
        assertEquals(
                List.of("closed/", "sub/", "a.txt", "cut", "cut.incomplete", "long.incomplete", "refused.incomplete",
                        "short.incomplete", "closed/FOLDER.incomplete", "sub/b.incomplete", "ERRORS.txt"),
                List.copyOf(entries.keySet()));
        assertEquals("one", text(entries, "a.txt"));
        assertEquals(600_000, entries.get("cut").length);
        assertEquals("It ends after 600000 of 1000000 bytes here: The FTP server closed the connection.\n",
                text(entries, "cut.incomplete"));
        String errors = text(entries, "ERRORS.txt");
        for (String line : List.of("/cut: It ends after 600000 of", "/long: The FTP server sent more than the 3 bytes",
                "/short: The FTP server ended after 4 of 10 bytes.", "/refused: The FTP server closed",
                "/sub/b: /d/sub/b does not exist.", "/closed: 550 Permission denied.")) {
            assertTrue(errors.contains(line), errors);
        }
    }

    @Test
    void aFolderThatCannotBeListedIsNamed() throws Exception {
        someTree();
        server.folders.put("/d", new Listing(List.of(folder("closed"), folder("sub"), file("gone", 3)), null));
        server.refusals.put("/d/closed", Failure.forbidden("550 Permission denied."));
        Map<String, byte[]> entries = whole();
        assertEquals(List.of("closed/", "sub/", "gone.incomplete", "closed/FOLDER.incomplete", "sub/b", "ERRORS.txt"),
                List.copyOf(entries.keySet()));
        assertTrue(text(entries, "ERRORS.txt").contains("/closed: 550 Permission denied.\n"));
        assertTrue(text(entries, "ERRORS.txt").contains("/gone: /d/gone does not exist.\n"));
    }

    @Test
    void aLinkToAFolderIsNotFollowed() throws Exception {
        someTree();
        server.folders.put("/d", new Listing(List.of(new Info("sub", Files.Type.SYMLINK, 3, LONG_AGO, false),
                new Info("a.txt", Files.Type.SYMLINK, 3, LONG_AGO, false)), null));
        Map<String, byte[]> entries = whole();
        assertEquals(List.of("a.txt", "sub.incomplete", "ERRORS.txt"), List.copyOf(entries.keySet()));
        assertEquals("one", text(entries, "a.txt"));
    }

    @Test
    void aLostServerEndsIt() throws Exception {
        List<Info> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(file("f%03d".formatted(i), 5));
            server.put("/d/f%03d".formatted(i), file("f", 5), FakeContent.Script.refusing());
        }
        server.folders.put("/d", new Listing(many, null));
        Map<String, byte[]> entries = whole();
        assertEquals(4, entries.size());
        assertEquals(3, server.handles.size());
        assertTrue(text(entries, "ERRORS.txt").contains("\n/f003: It was not tried"), text(entries, "ERRORS.txt"));
    }

    @Test
    void aClientThatLeavesEndsIt() throws Exception {
        server.put("/d/endless", file("endless", 1L << 40),
                FakeContent.Script.pattern(1L << 40, FakeContent.End.REGULAR));
        server.deriveFolders();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
            socket.getOutputStream()
                    .write("GET /ftp/ann/box/d/?archive=zip HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertTrue(socket.getInputStream().read() >= 0);
        }
        await(server.lastHandle().content.aborted.future());
        await(server.lastHandle().closed.future());
        Eventually.until(() -> server.watches.get() == 0);
    }

    @Test
    void endedAccessBreaksItOff() throws Exception {
        server.put("/d/silent", file("silent", LARGE), FakeContent.Script.pattern(600_000, FakeContent.End.SILENCE));
        server.deriveFolders();
        server.opened.future().onSuccess(opened -> server.accessEnded.complete(Failure.forbidden("This was ended.")));
        assertThrows(IOException.class, () -> {
            HttpResponse<byte[]> response = get("/ftp/ann/box/d/?archive=zip");
            // Where nothing was sent yet it is told in words.
            if (response.statusCode() == 403) {
                throw new IOException("refused");
            }
        });
        await(server.lastHandle().closed.future());
    }

    @Test
    void aHeadWalksNowhere() throws Exception {
        someTree();
        HttpResponse<byte[]> head = head("/ftp/ann/box/d/?archive=zip");
        assertEquals(200, head.statusCode());
        assertEquals("application/zip", header(head, "Content-Type"));
        assertEquals("attachment; filename=\"d.zip\"", header(head, "Content-Disposition"));
        assertEquals(1, server.lists.get());
        Eventually.until(() -> server.watches.get() == 0);
        assertTrue(server.handles.isEmpty());
    }

    @Test
    void asksForTheRightToDownload() throws Exception {
        someTree();
        server.rights.remove(Permissions.Right.DOWNLOAD);
        assertEquals(403, get("/ftp/ann/box/d/?archive=zip").statusCode());
        assertEquals(403, post("/ftp/ann/box/d/", "archive=zip").statusCode());
        server.rights.add(Permissions.Right.DOWNLOAD);
        server.refusals.put("/d", Failure.forbidden("You may not list here."));
        assertEquals(403, get("/ftp/ann/box/d/?archive=zip").statusCode());
        assertEquals(403, get("/ftp/bob/box/d/?archive=zip").statusCode());
        Eventually.until(() -> server.watches.get() == 0);
        assertTrue(server.handles.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive=tar", "archive=zip&name=..%2Fx", "archive=zip&name=%25zz",
            "archive=zip&name=a%252Fb", "archive=zip&other=1", "name=a.txt", "archive=zip&name=..",
            "archive=zip&name=x%250Ay"})
    void refusesWhatItDoesNotUnderstand(String form) throws Exception {
        someTree();
        assertEquals(400, post("/ftp/ann/box/d/", form).statusCode());
        assertEquals(0, server.lists.get());
    }

    @Test
    void onlyFoldersOfAServerAreArchived() throws Exception {
        someTree();
        assertEquals(400, get("/ftp/ann/?archive=zip").statusCode());
        HttpResponse<byte[]> file = post("/ftp/ann/box/d/a.txt", "archive=zip");
        assertEquals(405, file.statusCode());
        assertEquals("DELETE, GET, HEAD, MOVE, PUT", header(file, "Allow"));
        assertEquals(404, get("/ftp/ann/box/missing/?archive=zip").statusCode());
        assertEquals(400, get("/ftp/ann/box/d/?archive=tar").statusCode());
        assertEquals(400, get("/ftp/ann/box/d/?archive=zip&summary=true").statusCode());
        assertFalse(get("/ftp/ann/box/d/").statusCode() != 200);
    }
}
