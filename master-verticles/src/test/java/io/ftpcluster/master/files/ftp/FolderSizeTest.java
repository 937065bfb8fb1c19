package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.testing.ScriptedFtp;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servers that tell a SIZE and a time of folders too, replace folders by RNTO and delete them by DELE when they are empty:
 * nothing of that may be set off by taking a folder for a file.
 */
class FolderSizeTest {

    private static final String FOLDER = "a folder";
    private static final String LINK = "a link to /dir";

    private final Map<String, String> disk = new ConcurrentSkipListMap<>(Map.of("/", FOLDER, "/dir", FOLDER, "/sub",
            FOLDER, "/sub/in", FOLDER, "/sub/deep.txt", "0123456789", "/ln", LINK, "/file", "0123456789"));
    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private final Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private final RemoteLogin login = bed.login();

    @BeforeEach
    void script() {
        server.on("SIZE", (client, path) -> client.say(size(path)))
                .on("MDTM", (client, path) -> client.say(disk.containsKey(path) ? "213 20240102030405" : "550 none"))
                .on("CWD", (client, path) -> client.say(isFolder(path) ? "250 there" : "550 No such directory"))
                .on("RETR", (client, path) -> {
                    if (disk.containsKey(path) && !isFolder(path)) {
                        client.transfer(disk.get(path), "226 done");
                    } else {
                        client.say("550 not a plain file");
                    }
                })
                .on("STOR", (client, path) -> {
                    client.say("150 give");
                    try (var data = client.data()) {
                        disk.put(path, new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                    }
                    client.say("226 done");
                })
                .on("RNFR", (client, path) -> client.say(disk.containsKey(path) ? "350 and now" : "550 none"))
                .on("RNTO", (client, path) -> {
                    String from = server.received()
                            .reversed()
                            .stream()
                            .filter(line -> line.startsWith("RNFR"))
                            .findFirst()
                            .orElseThrow()
                            .substring(5);
                    disk.put(path, disk.remove(from));
                    client.say("250 renamed");
                })
                .on("DELE", (client, path) -> client.say(delete(path, false)))
                .on("RMD", (client, path) -> client.say(delete(path, true)))
                .on("MKD", (client, path) -> client.say("550 can't"));
    }

    private boolean isFolder(String path) {
        return FOLDER.equals(disk.get(path)) || LINK.equals(disk.get(path));
    }

    private String size(String path) {
        if (!disk.containsKey(path)) {
            return "550 none";
        }
        return "213 " + (isFolder(path) ? 4096 : disk.get(path).length());
    }

    private String delete(String path, boolean folder) {
        boolean fits = folder
                ? FOLDER.equals(disk.get(path))
                : disk.containsKey(path) && !FOLDER.equals(disk.get(path));
        boolean full = disk.keySet().stream().anyMatch(other -> other.startsWith(path + "/"));
        if (fits && !full) {
            disk.remove(path);
            return "250 gone";
        }
        return "550 can't";
    }

    private static RemotePath path(String path) {
        return RemotePath.parse(path);
    }

    /** The first question about a server's folders, the later ones, and those after many files were read. */
    @ParameterizedTest
    @CsvSource({"/dir,false", "/dir,true", "/ln,false", "/ln,true", "/sub/in,false", "/sub/in,true"})
    void opensThemAsFolders(String folder, boolean whole) throws Exception {
        assertEquals(Files.Type.DIRECTORY, harness.files.open(login, path(folder), whole).info().type());
        assertEquals("0123456789", new String(harness.readWhole(login, "/sub/deep.txt"), StandardCharsets.UTF_8));
        assertEquals("0123456789", new String(harness.readWhole(login, "/file"), StandardCharsets.UTF_8));
        assertEquals(Files.Type.DIRECTORY, harness.files.open(login, path(folder), whole).info().type());
        assertEquals(10, harness.open(login, "/file").info().size());
    }

    @ParameterizedTest
    @CsvSource({"put /dir,CONFLICT", "put /ln,CONFLICT", "put /sub,CONFLICT", "new /dir,EXISTS", "new /ln,EXISTS",
            "move /file /sub,CONFLICT", "move /file /ln,CONFLICT", "keep /file /dir,EXISTS", "keep /file /ln,EXISTS",
            "make /dir,EXISTS", "make /ln,EXISTS", "make /file,EXISTS", "delete /sub,CONFLICT",
            "delete /none,NOT_FOUND", "move /none /dir,NOT_FOUND", "move /dir /sub,CONFLICT", "put /none/file,CONFLICT",
            "put /file/x,CONFLICT"})
    void replacesAndDestroysNothing(String change, FailureCode code) {
        Map<String, String> before = new TreeMap<>(disk);
        Harness.failure(code, () -> change(change.split(" ")));
        assertEquals(before, disk);
        assertEquals(1, server.connections());
    }

    @ParameterizedTest
    @CsvSource({"delete /dir,/dir", "delete /ln,/ln", "delete /file,/file", "move /file /dir,/file",
            "move /dir /file,/dir", "move /dir /sub/in,/dir", "move /ln /new,/ln", "move /dir /new,/dir",
            "move /dir /DIR,/dir"})
    void changesWhatMayBeChanged(String change, String gone) throws Exception {
        String[] words = change.split(" ");
        String moved = disk.get(words[1]);
        change(words);
        assertTrue(!disk.containsKey(gone), disk::toString);
        if (words.length > 2) {
            assertEquals(moved, disk.get(words[2]));
        }
    }

    private void change(String[] words) throws Exception {
        switch (words[0]) {
            case "put" -> harness.put(login, words[1], ConflictPolicy.REPLACE, 0, new byte[1]);
            case "new" -> harness.put(login, words[1], ConflictPolicy.FAIL, 0, new byte[1]);
            case "make" -> harness.files.makeFolder(login, path(words[1]));
            case "delete" -> harness.files.remove(login, path(words[1]), false);
            default -> harness.files.rename(login, path(words[1]), path(words[2]),
                    words[0].equals("move") ? ConflictPolicy.REPLACE : ConflictPolicy.FAIL);
        }
    }

    /** What can't be entered is known by the facts or by its line in the folder above. */
    @ParameterizedTest
    @CsvSource({"MLST,550 what", "none,550 Permission denied"})
    void knowsFoldersThatCannotBeEntered(String how, String refusal) {
        server.on("CWD", (client, path) -> client.say(path.equals("/dir") ? refusal : "250 there"))
                .answers("FEAT", "211-Features:\r\n " + how + "\r\n211 end")
                .answers("MLST", "250-Listing\r\n type=dir;size=4096; /dir\r\n250 end")
                .on("MLSD", (client, path) -> client.transfer("type=dir;size=4096; dir\r\n", "226 done"))
                .on("LIST",
                        (client, path) -> client.transfer("d--------- 2 a a 4096 Jan  1  2020 dir\r\n", "226 done"));
        Map<String, String> before = new TreeMap<>(disk);
        Harness.failure(FailureCode.CONFLICT, () -> change(new String[]{"put", "/dir"}));
        assertEquals(before, disk);
    }

    /** A server that refuses SIZE of folders is asked no more than before. */
    @Test
    void asksHonestServersNoMore() throws Exception {
        server.on("SIZE", (client, path) -> client.say(isFolder(path) ? "550 not a plain file" : size(path)));
        assertEquals(10, harness.open(login, "/sub/deep.txt").info().size());
        long entered = count("CWD");
        assertEquals("0123456789", new String(harness.read(login, "/file"), StandardCharsets.UTF_8));
        assertEquals(10, harness.open(login, "/sub/deep.txt").info().size());
        assertEquals(entered, count("CWD"));
    }

    /** Pure-FTPd lets a session wait longer for each folder that it couldn't enter. */
    @Test
    void entersNoFilesWhereFactsTellWhatTheyAre() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        server.answers("FEAT", "211-Features:\r\n MLST type*;size*;modify*;\r\n211 end")
                .on("SIZE", (client, path) -> client.say(isFolder(path) ? "550 not a plain file" : size(path)))
                .on("MLST", (client, path) -> client.say(facts(path)))
                .on("CWD", (client, path) -> {
                    refused.addAndGet(isFolder(path) ? 0 : 1);
                    client.say(isFolder(path) ? "250 there" : "550 No such directory");
                });
        for (int i = 0; i < 3; i++) {
            assertEquals("0123456789", new String(harness.read(login, "/file"), StandardCharsets.UTF_8));
            change(new String[]{"put", "/new" + i});
            change(new String[]{"move", "/new" + i, "/moved"});
            change(new String[]{"delete", "/moved"});
            Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login, "/none"));
        }
        assertEquals(Files.Type.DIRECTORY, harness.open(login, "/dir").info().type());
        assertEquals(0, refused.get(), server.received()::toString);
        disk.put("/a[1]", FOLDER);
        assertEquals(Files.Type.DIRECTORY, harness.open(login, "/a[1]").info().type(),
                "by CWD, as names may be patterns");
    }

    private String facts(String path) {
        return disk.containsKey(path) && !path.contains("[")
                ? "250-Listing\r\n type=" + (isFolder(path) ? "dir" : "file") + ";size=10; " + path + "\r\n250 end"
                : "550 none";
    }

    private long count(String verb) {
        return server.received().stream().filter(line -> line.startsWith(verb)).count();
    }

    /** Where names differ only in case they may be one: that must not be cleared out of its own way. */
    @Test
    void neverDeletesTheSourceUnderAnotherCase() {
        server.on("RNTO", (client, path) -> client.say("553 exists"))
                .on("SIZE", (client, path) -> client.say(size(path.toLowerCase(Locale.ROOT))))
                .on("CWD",
                        (client, path) -> client.say(isFolder(path.toLowerCase(Locale.ROOT)) ? "250 there" : "550 no"))
                .on("RMD", (client, path) -> client.say(delete(path.toLowerCase(Locale.ROOT), true)))
                .on("DELE", (client, path) -> client.say(delete(path.toLowerCase(Locale.ROOT), false)));
        Map<String, String> before = new TreeMap<>(disk);
        for (String name : new String[]{"/dir", "/file"}) {
            Harness.failure(FailureCode.FORBIDDEN,
                    () -> change(new String[]{"move", name, name.toUpperCase(Locale.ROOT)}));
        }
        assertEquals(before, disk);
    }
}
