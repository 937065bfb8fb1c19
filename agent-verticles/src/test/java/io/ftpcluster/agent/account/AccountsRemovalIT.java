package io.ftpcluster.agent.account;

import static io.ftpcluster.agent.account.AccountsRig.absent;
import static io.ftpcluster.agent.account.AccountsRig.active;
import static io.ftpcluster.agent.account.AccountsRig.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of accounts that end, and of their files. */
class AccountsRemovalIT extends OnAccountsRig {

    private static final Map<String, Object> ROOTS_FOLDER = Map.of("uid", 0, "gid", 0, "mode", 040700);
    private static final Map<String, Object> ROOTS_FILE = Map.of("uid", 0, "gid", 0, "mode", 0100600);

    @BeforeEach
    void oneWithFiles() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        Files.createDirectories(rig.home(anna).resolve("photos/2026"));
        Files.writeString(rig.home(anna).resolve("photos/2026/one.jpg"), "a picture");
        Path outside = Files.writeString(folder.resolve("outside"), "stays");
        Files.createSymbolicLink(rig.home(anna).resolve("link"), outside);
        AccountsRig.run("chown", "-hR", anna, rig.home(anna).toString());
        Files.setPosixFilePermissions(rig.home(anna), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static Map<String, Object> attributes(Path path) throws Exception {
        return Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
    }

    /** All that is left, which is one thing. */
    private Path left(String ending) throws Exception {
        assertNull(fields("passwd", anna));
        assertNull(fields("shadow", anna));
        assertFalse(Files.exists(rig.home(anna), LinkOption.NOFOLLOW_LINKS));
        assertEquals("stays", Files.readString(folder.resolve("outside")));
        assertEquals(ROOTS_FOLDER, attributes(rig.removed()));
        List<String> left = rig.left();
        assertEquals(1, left.size(), left::toString);
        assertTrue(left.get(0).matches(anna + "-[0-9]{8}T[0-9]{6}Z" + ending), left::toString);
        return rig.removed().resolve(left.get(0));
    }

    @Test
    void keep() throws Exception {
        rig.done(anna, absent("keep"));

        Path kept = left("");
        assertEquals(ROOTS_FOLDER, attributes(kept));
        assertEquals("a picture", Files.readString(kept.resolve("photos/2026/one.jpg")));
    }

    @Test
    void archive() throws Exception {
        rig.done(anna, absent("archive"));

        Path archive = left("\\.tar\\.gz");
        assertEquals(ROOTS_FILE, attributes(archive));
        String[] names = AccountsRig.run("tar", "--list", "--gzip", "--file=" + archive).split("\n", -1);
        assertEquals(Set.of("./", "./link", "./photos/", "./photos/2026/", "./photos/2026/one.jpg"), Set.of(names));
        assertEquals("a picture", AccountsRig.run("tar", "--extract", "--gzip", "--to-stdout", "--file=" + archive,
                "./photos/2026/one.jpg"));
    }

    @Test
    void remove() throws Exception {
        rig.done(anna, absent("remove"));

        assertEquals(List.of(), rig.left());
        assertNull(fields("passwd", anna));
        assertEquals("stays", Files.readString(folder.resolve("outside")));
    }

    @Test
    void aLaterOneHasNothingOfIt() throws Exception {
        rig.done(anna, absent("keep"));
        rig.done(anna, active(Hashes.TWO));

        rig.assertHome(anna);
        assertEquals(0, rig.home(anna).toFile().list().length);
        rig.done(anna, absent("keep"));
        assertEquals(2, rig.left().size());
    }

    @Test
    void whatItRunsEndsFirst() throws Exception {
        Process process = rig.start(rig.home(anna), anna, "sleep", "600");

        rig.done(anna, absent("keep"));

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        left("");
    }

    @Test
    void withoutAHome() throws Exception {
        AccountsRig.run("rm", "-r", rig.home(anna).toString());
        rig.done(anna, absent("archive"));
        assertNull(fields("passwd", anna));
        assertEquals(List.of(), rig.left());
    }

    /** Whose it is can't be known any more. */
    @Test
    void aFolderWithoutAUserStays() throws Exception {
        AccountsRig.run("userdel", anna);
        rig.runs();
        rig.done(anna, absent("remove"));
        assertTrue(Files.exists(rig.home(anna).resolve("photos/2026/one.jpg")));
        assertEquals(List.of(), rig.runs());
    }

    @Test
    void aMountInItIsNotTouched() throws Exception {
        Path mounted = rig.home(anna).resolve("photos");
        AccountsRig.run("mount", "--bind", "/usr/share/doc", mounted.toString());
        try {
            for (String files : List.of("keep", "archive", "remove")) {
                assertEquals("failed: a file system is mounted at " + mounted + ": unmount it first",
                        rig.apply(anna, absent(files)));
            }
            assertNotNull(fields("passwd", anna));
            assertTrue(AccountsRig.password(anna).startsWith("!"));
        } finally {
            AccountsRig.run("umount", mounted.toString());
        }
        rig.done(anna, absent("keep"));
        left("");
    }

    @Test
    void aLinkInsteadOfTheFolderForItIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(rig.removed(), elsewhere);

        assertTrue(rig.apply(anna, absent("keep")).startsWith("failed: " + rig.removed() + " must be a folder"));

        assertNotNull(fields("passwd", anna));
        assertEquals(0, elsewhere.toFile().list().length);
    }

    /** As a killed agent leaves them: the last request says what becomes of it. */
    @Test
    void whatWasLeftUnfinishedIsFinished() throws Exception {
        rig.done(anna, absent("keep"));
        Path kept = left("");
        Path other = rig.removed().resolve(anna + "-b-20260101T000000Z.unfinished");
        Files.createDirectory(other);
        Path unfinished = rig.removed().resolve(kept.getFileName() + ".unfinished");
        Files.move(kept, unfinished);
        Files.writeString(rig.removed().resolve(kept.getFileName() + ".tar.gz.part"), "half");
        rig.runs();

        rig.done(anna, absent("archive"));

        assertEquals(List.of(), rig.runs());
        assertTrue(Files.exists(other));
        Files.delete(other);
        Path archive = left("\\.tar\\.gz");
        AccountsRig.run("tar", "--list", "--gzip", "--file=" + archive);

        // It was archived, but not all of it removed yet.
        Files.createDirectory(unfinished);
        rig.done(anna, absent("keep"));
        assertEquals(archive, left("\\.tar\\.gz"));
    }

    @Test
    void anArchiveThatFailsLosesNothing() throws Exception {
        AccountsRig.run("chattr", "+i", rig.home(anna).resolve("photos/2026/one.jpg").toString());
        try {
            String answer = rig.apply(anna, absent("remove"));
            assertTrue(answer.startsWith("failed: "), answer);
            assertEquals(Set.of(anna),
                    rig.left().stream().map(name -> name.replaceAll("-[0-9]{8}T.*", "")).collect(Collectors.toSet()));
        } finally {
            Path left = rig.removed().resolve(rig.left().get(0));
            AccountsRig.run("chattr", "-i", left.resolve("photos/2026/one.jpg").toString());
        }
        rig.done(anna, absent("remove"));
        assertEquals(List.of(), rig.left());
    }
}
