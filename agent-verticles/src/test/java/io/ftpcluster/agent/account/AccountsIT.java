package io.ftpcluster.agent.account;

import static io.ftpcluster.agent.account.AccountsRig.absent;
import static io.ftpcluster.agent.account.AccountsRig.active;
import static io.ftpcluster.agent.account.AccountsRig.fields;
import static io.ftpcluster.agent.account.AccountsRig.locked;
import static io.ftpcluster.agent.account.AccountsRig.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Accounts that are there, with the system's own users. */
class AccountsIT extends OnAccountsRig {

    @Test
    void isMade() throws Exception {
        String hash = AccountsRig.run("openssl", "passwd", "-6", "-salt", "abcdefghijklmnop", "one secret");

        rig.done(anna, active(hash));

        assertEquals(AccountsRig.run("openssl", "passwd", "-6", "-salt", "abcdefghijklmnop", "one secret"),
                password(anna));
        rig.assertHome(anna);
        String[] user = fields("passwd", anna);
        assertEquals("/usr/sbin/nologin", user[6]);
        assertEquals(fields("group", rig.group)[2], user[3]);
        String[] shadow = fields("shadow", anna);
        assertEquals(List.of("", "", "", "", ""), List.of(shadow[3], shadow[4], shadow[5], shadow[6], shadow[7]));
        assertNull(fields("subuid", anna));
        assertEquals(List.of("groupadd", "useradd", "chpasswd"),
                rig.runs().stream().map(run -> run.substring(0, run.indexOf(' '))).toList());
    }

    @Test
    void secretsAreNoArguments() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        rig.done(anna, locked(Hashes.TWO));
        rig.done(anna, absent("remove"));
        List<String> runs = rig.runs();
        assertEquals(5, runs.size(), runs::toString);
        assertFalse(runs.toString().contains("$"), runs::toString);
    }

    @Test
    void whatIsSoAlreadyRunsNothing() throws Exception {
        String bert = rig.name("bert");
        String carl = rig.name("carl");
        Map<String, String> desired = Map.of(anna, active(Hashes.ONE), bert, locked(Hashes.TWO), carl, absent("keep"));
        assertEquals(Map.of(anna, "done", bert, "done", carl, "done"), rig.apply(desired));
        assertFalse(rig.runs().isEmpty());

        assertEquals(Map.of(anna, "done", bert, "done", carl, "done"), rig.apply(desired));

        assertEquals(List.of(), rig.runs());
    }

    @Test
    void isChanged() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        rig.done(anna, active(Hashes.TWO));
        assertEquals(Hashes.TWO, password(anna));
        rig.done(anna, locked(Hashes.TWO));
        assertEquals("!" + Hashes.TWO, password(anna));
        rig.done(anna, locked(Hashes.ONE));
        assertEquals("!" + Hashes.ONE, password(anna));
        rig.done(anna, active(Hashes.ONE));
        assertEquals(Hashes.ONE, password(anna));
    }

    @Test
    void theDigestTells() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        String line = anna + "\t" + Hashes.ONE + "\tunlocked\thome\n";
        Path file = Files.writeString(folder.resolve("line"), line);
        int bucket = AccountDigest.bucket(anna);

        Map<String, String> digest = rig.accounts.digest();

        assertEquals("1", digest.get("count"));
        assertEquals(AccountsRig.run("sha256sum", file.toString()).split(" ", 2)[0], digest.get("bucket." + bucket));
        assertEquals(Map.of(anna, "unlocked"), rig.accounts.list(bucket, ""));
        assertEquals(Map.of(), rig.accounts.list(bucket, anna));
        rig.done(anna, locked(Hashes.ONE));
        assertEquals(Map.of(anna, "locked"), rig.accounts.list(bucket, ""));
        Map<String, String> locked = rig.accounts.digest();
        assertNotEquals(digest, locked);
        Files.delete(rig.home(anna));
        assertNotEquals(locked, rig.accounts.digest());
    }

    @Test
    void lockedEndsWhatItRuns() throws Exception {
        String bert = rig.name("bert");
        rig.apply(Map.of(anna, active(Hashes.ONE), bert, active(Hashes.ONE)));
        Process process = rig.start(anna, "sleep", "600");
        Process others = rig.start(bert, "sleep", "600");

        rig.done(anna, locked(Hashes.ONE));

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertTrue(others.isAlive());
    }

    @Test
    void lockedEndsWhatDoesNotWantToEnd() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        Process process = rig.start(anna, "/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done");
        assertEquals("ready\n", new String(process.getInputStream().readNBytes(6), StandardCharsets.UTF_8));

        rig.done(anna, locked(Hashes.ONE));

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }

    @Test
    void oneThatIsLockedAlreadyHasNoSessionEither() throws Exception {
        rig.done(anna, locked(Hashes.ONE));
        rig.runs();
        Process process = rig.start(anna, "sleep", "600");

        rig.done(anna, locked(Hashes.ONE));

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(List.of(), rig.runs());
    }

    @Test
    void whatOthersChangedIsPutRight() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        AccountsRig.run("usermod", "--shell", "/bin/sh", "--expiredate", "2020-01-01", "--lock", anna);
        Files.setPosixFilePermissions(rig.home(anna), PosixFilePermissions.fromString("rwxrwxrwx"));

        rig.done(anna, active(Hashes.ONE));

        assertEquals("/usr/sbin/nologin", fields("passwd", anna)[6]);
        assertEquals("", fields("shadow", anna)[7]);
        assertEquals(Hashes.ONE, password(anna));
        rig.assertHome(anna);
        Files.delete(rig.home(anna));
        rig.done(anna, active(Hashes.ONE));
        rig.assertHome(anna);
    }

    @Test
    void aPasswordThatIsNoneIsClosed() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        AccountsRig.run("passwd", "--delete", anna);
        assertEquals("", password(anna));
        rig.done(anna, locked(Hashes.ONE));
        assertEquals("!" + Hashes.ONE, password(anna));
    }

    @Test
    void somebodyElsesUserIsNotTouched() throws Exception {
        rig.done(rig.name("first"), active(Hashes.ONE));
        AccountsRig.run("useradd", "--no-create-home", "--gid", "nogroup", "--home-dir", "/nonexistent", anna);
        String[] before = fields("shadow", anna);
        Process process = rig.start(anna, "sleep", "600");
        String bert = rig.name("bert");

        for (String desired : List.of(active(Hashes.ONE), locked(Hashes.ONE), absent("remove"))) {
            Map<String, String> answers = rig.apply(Map.of(anna, desired, bert, active(Hashes.ONE)));
            assertTrue(answers.get(anna).startsWith("conflict: this server has a user of this name"),
                    answers::toString);
            assertEquals("done", answers.get(bert));
        }
        assertEquals(List.of(before), List.of(fields("shadow", anna)));
        assertTrue(process.isAlive());
        assertFalse(Files.exists(rig.home(anna)));
    }

    @Test
    void whoSharesANumberIsNotTouched() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        AccountsRig.run("useradd", "--no-create-home", "--gid", "nogroup", "--non-unique", "--uid",
                Integer.toString(AccountsRig.uid(anna)), rig.name("other"));
        Process process = rig.start(anna, "sleep", "600");

        assertTrue(rig.apply(anna, locked(Hashes.ONE)).startsWith("conflict: another user has its number"));

        assertTrue(process.isAlive());
        assertEquals(Hashes.ONE, password(anna));
    }

    @Test
    void whatLiesWhereItsHomeShouldBeIsNotTouched() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        String bert = rig.name("bert");
        String carl = rig.name("carl");
        Files.createSymbolicLink(rig.home(anna), outside);
        Files.createFile(rig.home(bert));
        Files.createDirectories(rig.home(carl).resolve("full"));

        Map<String, String> answers = rig
                .apply(Map.of(anna, active(Hashes.ONE), bert, locked(Hashes.ONE), carl, active(Hashes.ONE)));

        assertEquals(Set.of(anna, bert, carl), answers.keySet());
        answers.values().forEach(answer -> assertTrue(answer.startsWith("conflict: /"), answer));
        assertNull(fields("passwd", anna));
        assertNull(fields("passwd", bert));
        assertNull(fields("passwd", carl));
        assertEquals(0, Files.getAttribute(outside, "unix:uid"));
    }

    @Test
    void aHomeThatBecameALinkIsNotFollowed() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(rig.home(anna));
        Files.createSymbolicLink(rig.home(anna), outside);
        for (int owner : new int[]{0, AccountsRig.uid(anna)}) {
            Files.setAttribute(rig.home(anna), "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
            assertTrue(rig.apply(anna, active(Hashes.TWO)).startsWith("conflict: "));
            // What is wrong there keeps nobody open.
            assertTrue(rig.apply(anna, locked(Hashes.ONE)).startsWith("conflict: "));
            assertEquals("!" + Hashes.ONE, password(anna));
            assertTrue(rig.apply(anna, absent("remove")).startsWith("conflict: "));
        }
        assertEquals(Map.of("uid", 0, "mode", 040755), Files.readAttributes(outside, "unix:uid,mode"));
        assertTrue(Files.isSymbolicLink(rig.home(anna)));
    }

    @Test
    void aHomeElsewhereIsAConflict() throws Exception {
        rig.done(anna, active(Hashes.ONE));
        AccountsRig.run("usermod", "--home", "/srv", anna);
        Process process = rig.start(anna, "sleep", "600");

        assertEquals("conflict: its home is /srv, not " + rig.home(anna), rig.apply(anna, absent("remove")));

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals("!" + Hashes.ONE, password(anna));
        assertTrue(Files.exists(Path.of("/srv")));
    }

    @Test
    void aRootThatOthersMayChangeIsNotUsed() throws Exception {
        Files.setPosixFilePermissions(rig.root, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(
                rig.apply(anna, active(Hashes.ONE)).startsWith("failed: " + rig.root + " must be a folder of root's"));
        assertNull(fields("passwd", anna));
    }

    @Test
    void oneErrorStopsNoOther() throws Exception {
        Map<String, String> answers = rig.apply(Map.of(anna, active(Hashes.ONE), rig.name("bert"), "state=active",
                "root", locked(Hashes.ONE), "--help", active(Hashes.ONE)));

        assertEquals("done", answers.get(anna));
        assertTrue(answers.get(rig.name("bert")).startsWith("failed: password must be"), answers::toString);
        assertTrue(answers.get("root").startsWith("conflict: "), answers::toString);
        assertTrue(answers.get("--help").startsWith("conflict: "), answers::toString);
    }

    @Test
    void asManyAsFitInARequest() throws Exception {
        Map<String, String> desired = new HashMap<>();
        Map<String, String> done = new TreeMap<>();
        for (int i = 0; i < Accounts.MOST; i++) {
            desired.put(rig.name("n" + i), active(Hashes.ONE));
            done.put(rig.name("n" + i), "done");
        }

        assertEquals(done, rig.apply(desired));

        assertEquals(1, rig.runs().stream().filter(run -> run.startsWith("chpasswd")).count());
        assertEquals("64", rig.accounts.digest().get("count"));
        rig.assertHome(rig.name("n63"));
        desired.replaceAll((name, line) -> absent("remove"));
        assertEquals(done, rig.apply(desired));
        assertEquals("0", rig.accounts.digest().get("count"));
        assertEquals(List.of(), rig.left());
    }

    @Test
    void requestsAtTheSameTimeWaitForEachOther() throws Exception {
        CompletableFuture<?>[] all = new CompletableFuture<?>[4];
        for (int i = 0; i < all.length; i++) {
            String name = rig.name("n" + i);
            all[i] = CompletableFuture.runAsync(() -> {
                try {
                    rig.done(name, active(Hashes.ONE));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
        assertEquals("4", rig.accounts.digest().get("count"));
        assertEquals(1, rig.runs().stream().filter(run -> run.startsWith("groupadd")).count());
    }
}
