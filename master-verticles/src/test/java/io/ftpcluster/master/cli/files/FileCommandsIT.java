package io.ftpcluster.master.cli.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.master.cli.remote.RemoteCli;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files between this machine and a real server, through a real portal. */
class FileCommandsIT {

    private static final String PASSWORD = "anna's passphrase";
    private static final Instant THEN = Instant.parse("2021-05-01T10:00:00Z");

    @TempDir
    private static Path directory;
    private static Vsftpd server;
    private static RunningPortal portal;
    private static RemoteCli anna;

    private Path here;
    private Path there;
    private String remote;

    @BeforeAll
    static void start() throws Exception {
        server = new Vsftpd(Files.createDirectory(directory.resolve("ftp")), FtpSecurity.NONE, "write_enable=YES",
                "file_open_mode=0666", "local_umask=022");
        portal = RunningPortal.start(directory.resolve("data"));
        portal.addServer("alpha", server.port());
        portal.addUser("anna", PASSWORD);
        portal.permit("anna", "alpha", server.user(), server.password());
        anna = new RemoteCli(portal.url(), "anna", PASSWORD, directory);
    }

    @AfterAll
    static void stop() {
        portal.close();
        server.close();
    }

    /** Each test has a folder of its own at both ends. */
    @BeforeEach
    void folders() throws Exception {
        here = Files.createTempDirectory(directory, "here");
        there = Files.createDirectory(server.home().resolve(here.getFileName().toString()));
        server.own(there);
        remote = "alpha:/" + there.getFileName();
    }

    private static Result done(String... arguments) {
        Result result = anna.run(arguments);
        assertEquals(0, result.code(), result.out() + result.errors());
        return result;
    }

    private static String refused(String... arguments) {
        Result result = anna.run(arguments);
        assertEquals(1, result.code(), result.out() + result.errors());
        return result.errors();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Path onServer(String name, byte[] bytes) throws Exception {
        Path file = Files.write(there.resolve(name), bytes);
        Files.setLastModifiedTime(file, FileTime.from(THEN));
        server.own(file);
        return file;
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileComesWithItsTimeAndIsNotReplacedUnasked() throws Exception {
        byte[] bytes = random(3_000_000);
        onServer("may.bin", bytes);
        Path file = here.resolve("may.bin");
        JsonObject summary = new JsonObject(done("get", remote + "/may.bin", here.toString(), "--json").out());
        assertEquals(1, summary.getInteger("files"));
        assertEquals(bytes.length, summary.getInteger("bytes"));
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(THEN, Files.getLastModifiedTime(file).toInstant());

        Files.writeString(file, "mine");
        assertTrue(refused("get", remote + "/may.bin", here.toString()).contains("is there already: --force"));
        assertTrue(refused("get", "--resume", remote + "/may.bin", here.toString()).contains("is there already"));
        assertEquals("mine", Files.readString(file));
        done("get", "--force", remote + "/may.bin", here.toString());
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertTrue(
                done("get", "--resume", remote + "/may.bin", here.toString()).out().contains("1 file whole already"));
        assertEquals(List.of("may.bin"), names(here));
        done("get", remote + "/may.bin", here.resolve("june.bin").toString());
        assertArrayEquals(bytes, Files.readAllBytes(here.resolve("june.bin")));
    }

    @Test
    void aFileGoesAndIsNotReplacedUnasked() throws Exception {
        byte[] bytes = random(3_000_000);
        Path file = Files.write(here.resolve("größe #1.bin"), bytes);
        done("put", file.toString(), remote);
        Path stored = there.resolve("größe #1.bin");
        assertArrayEquals(bytes, Files.readAllBytes(stored));

        Files.writeString(stored, "theirs");
        assertTrue(refused("put", file.toString(), remote + "/").contains("there is something already"));
        assertTrue(refused("put", "--resume", file.toString(), remote + "/").contains("there is something already"));
        assertEquals("theirs", Files.readString(stored));
        done("put", "-f", file.toString(), remote + "/größe #1.bin");
        assertArrayEquals(bytes, Files.readAllBytes(stored));
        assertTrue(done("put", "--resume", file.toString(), remote).out().contains("1 file whole already"));
        done("put", "--resume", file.toString(), remote + "/other.bin");
        assertArrayEquals(bytes, Files.readAllBytes(there.resolve("other.bin")));
        assertEquals(List.of("größe #1.bin", "other.bin"), names(there));
        assertTrue(refused("put", file.toString(), remote + "/absent/").contains("there is no folder"));
    }

    @Test
    void wholeFoldersGoAndComeSeveralAtOnce() throws Exception {
        Path tree = Files.createDirectories(here.resolve("tree/a/b")).getParent().getParent();
        Files.createDirectory(tree.resolve("empty"));
        Files.write(tree.resolve("nothing"), new byte[0]);
        for (int i = 0; i < 60; i++) {
            Files.write(tree.resolve(i % 2 == 0 ? "a" : "a/b").resolve(i + ".bin"), random(1000 * i + 1));
        }
        Files.createSymbolicLink(tree.resolve("link"), directory);
        Result put = done("put", "-r", "--parallel", "8", tree.toString(), remote);
        assertTrue(put.out().startsWith("61 files, "), put.out());
        assertTrue(put.errors().contains("link is a link and left out"), put.errors());
        assertTrue(done("put", "-r", "--resume", tree.toString(), remote).out().contains("61 files whole already"));

        done("get", "-r", "--parallel", "8", remote + "/tree", here.resolve("back").toString());
        Files.delete(tree.resolve("link"));
        Commands.run("diff", "-r", tree.toString(), here.resolve("back").toString());
        done("cp", "-r", remote + "/tree", remote + "/copy");
        Commands.run("diff", "-r", tree.toString(), there.resolve("copy").toString());
        assertTrue(refused("cp", "-r", remote + "/tree", remote + "/tree/a").contains("or in it"));
        done("cp", "-r", remote + "/tree", remote + "/copy/empty");
        assertTrue(Files.exists(there.resolve("copy/empty/tree/a/b/59.bin")));

        String all = done("ls", "-R", remote + "/tree").out();
        assertTrue(all.contains("empty/") && all.contains("59.bin"), all);
        assertEquals(2, anna.run("rm", "-r", remote + "/tree").code(), "asks, and nobody is there");
        done("rm", "-r", "--yes", remote + "/tree", remote + "/copy");
        assertEquals(List.of(), names(there));
    }

    @Test
    void foldersAreMadeListedAndRemoved() throws Exception {
        done("mkdir", remote + "/one");
        assertTrue(refused("mkdir", remote + "/one").contains("is there already"));
        refused("mkdir", remote + "/two/three");
        done("mkdir", "-p", remote + "/two/three/four", remote + "/two/three");
        onServer("file", random(10));
        assertTrue(refused("mkdir", "-p", remote + "/file").contains("is a file"));
        String list = done("ls", "-l", remote).out();
        assertTrue(list.matches("(?s)MODIFIED +SIZE +NAME\n.*- +one/\n.* 10 +file\n"), list);
        assertTrue(done("ls", remote + "/file").out().matches("(?s).* 10 B +file\n"));
        JsonObject json = new JsonObject(done("ls", "--json", remote).out());
        assertEquals(3, json.getJsonArray("entries").size());
        assertTrue(refused("rm", remote + "/two").contains("two"));
        done("rm", remote + "/one", remote + "/file");
        refused("rm", remote + "/file");
        assertTrue(refused("ls", remote + "/file").contains("no such file"));
        assertTrue(refused("ls", "beta:").contains("no server beta"));
        assertTrue(done("ls").out().contains("alpha/"));
        assertTrue(refused("get", remote).contains("say -r"));
    }

    @Test
    void standardInputBecomesAFile() throws Exception {
        InputStream before = System.in;
        byte[] bytes = random(1_500_000);
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            done("put", "-", remote + "/piped");
        } finally {
            System.setIn(before);
        }
        assertArrayEquals(bytes, Files.readAllBytes(there.resolve("piped")));
        assertEquals(2, anna.run("put", "-", remote + "/").code());
        assertEquals(2, anna.run("get", "-r", remote, "-").code());
    }

    @Test
    void aNameIsShownEscapedAndStaysInItsFolder() throws Exception {
        onServer("red\u001b[31m", random(1));
        onServer("back\\slash", random(1));
        onServer("good", random(1));
        Commands.run("sh", "-c", "echo > \"$0/$(printf 'raw\\377')\"", there.toString());
        Result list = done("ls", remote);
        assertTrue(list.out().contains("red\\x1b[31m") && list.out().contains("raw\\xff"), list.out());
        assertFalse(list.out().contains("\u001b"), list.out());
        assertTrue(refused("get", "-r", remote, here.resolve("got").toString()).contains("back\\\\slash"));
        assertEquals(List.of("good", "raw%FF", "red\u001b[31m"), names(here.resolve("got")));
    }

    @Test
    void aLinkThatIsHereLeadsNobodyOut() throws Exception {
        Files.createDirectory(there.resolve("sub"));
        Files.write(there.resolve("sub/file"), random(5));
        Files.write(there.resolve("plain"), random(5));
        server.own(there);
        Path outside = Files.createDirectory(here.resolve("outside"));
        Path place = Files.createDirectory(here.resolve(there.getFileName().toString()));
        Files.createSymbolicLink(place.resolve("sub"), outside);
        Files.createSymbolicLink(place.resolve("plain"), outside.resolve("plain"));
        assertTrue(refused("get", "-r", remote, here.toString()).contains("something else is there already"));
        done("get", "-f", remote + "/plain", place.toString());
        assertEquals(List.of(), names(outside));
        assertFalse(Files.isSymbolicLink(place.resolve("plain")));
    }

    @Test
    void linksInACircleEnd() throws Exception {
        Files.createDirectories(there.resolve("a"));
        Files.write(there.resolve("a/file"), random(5));
        Files.createSymbolicLink(there.resolve("a/round"), Path.of("."));
        server.own(there.resolve("a"));
        Result result = anna.run("get", "-r", remote + "/a", here.toString());
        assertTrue(result.code() == 0 || result.errors().contains("links seem to lead in a circle"), result.errors());
        assertArrayEquals(random(5), Files.readAllBytes(here.resolve("a/file")));
        assertFalse(Files.exists(here.resolve("a/round/round/round/round/round/round")));
    }

    @Test
    void aFullDiskHereIsToldOnceAndLeavesNothingThatLooksWhole() throws Exception {
        Path disk = Files.createDirectory(here.resolve("disk"));
        for (int i = 0; i < 5; i++) {
            onServer(i + ".bin", random(2_000_000));
        }
        Commands.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        try {
            Result result = anna.run("get", "-r", remote, disk.resolve("got").toString());
            assertEquals(1, result.code());
            assertTrue(result.errors().strip().lines().toList().getLast().contains("o space left"), result.errors());
            assertTrue(names(disk.resolve("got")).stream().allMatch(name -> name.endsWith(".part")));
        } finally {
            Commands.run("umount", "--lazy", disk.toString());
        }
    }

    @Test
    void aFullDiskThereIsTold() throws Exception {
        Path file = Files.write(here.resolve("large"), random(2_000_000));
        Path disk = Files.createDirectory(there.resolve("disk"));
        Commands.run("mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", disk.toString());
        try {
            assertTrue(refused("put", file.toString(), remote + "/disk").contains("no room"));
            assertEquals(List.of(), names(disk));
        } finally {
            Commands.run("umount", "--lazy", disk.toString());
        }
    }

    @Test
    void whatIsWrongIsUsage() {
        for (String arguments : new String[]{"get x", "put x", "put here alpha:", "get alpha:a alpha:b nowhere",
                "cp alpha:a local", "cp : alpha:", "put alpha:a alpha:b", "rm alpha:", "mkdir alpha:/",
                "get --parallel 0 alpha:a", "get --parallel 33 alpha:a"}) {
            Result wrong = anna.run(arguments.split(" ", -1));
            assertEquals(2, wrong.code(), arguments + wrong.errors());
            assertEquals(1, wrong.errors().lines().count(), wrong.errors());
        }
    }
}
