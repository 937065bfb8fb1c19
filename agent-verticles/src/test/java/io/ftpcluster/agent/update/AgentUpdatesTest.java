package io.ftpcluster.agent.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.FailedUpdate;
import io.ftpcluster.frames.UpdateStatement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent takes for an update, and what it leaves on its disk, against a real small portal. */
@Timeout(120)
class AgentUpdatesTest {

    @TempDir
    private Path folder;
    private UpdateRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new UpdateRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private UpdateException refused(UpdateStatement update, String signature) throws IOException {
        UpdateException refused = assertThrows(UpdateException.class,
                () -> rig.updates().install(update, signature, false, (text, percent) -> {}));
        assertEquals(UpdateRig.RUNNING, rig.current());
        assertEquals(List.of(UpdateRig.RUNNING, "current"), rig.files());
        assertFalse(Files.exists(rig.opt.resolve("update/trial")));
        return refused;
    }

    private void assertRefused(String why, UpdateStatement update, String signature) throws IOException {
        UpdateException refused = refused(update, signature);
        assertTrue(refused.isRefused() && refused.getMessage().contains(why), refused.getMessage());
    }

    private void assertFails(String why, UpdateStatement update) throws IOException {
        UpdateException failed = refused(update, rig.sign(update));
        assertTrue(!failed.isRefused() && failed.getMessage().contains(why), failed.getMessage());
    }

    private static String name(UpdateStatement update) {
        return update.version() + "-" + update.sha256().substring(0, 12);
    }

    @Test
    void aSignedUpdateIsPutInPlaceOnTrial() throws Exception {
        UpdateStatement update = rig.offer("2.0", UpdateRig.archive("2.0"), null);
        AgentUpdates updates = rig.updates();
        List<String> told = new ArrayList<>();
        updates.install(update, rig.sign(update), false, (text, percent) -> told.add(text));

        assertTrue(updates.isDone());
        assertEquals(name(update), rig.current());
        assertEquals(UpdateRig.RUNNING + "\n" + name(update) + "\n2.0\n",
                Files.readString(rig.opt.resolve("update/trial")));
        assertEquals(List.of(UpdateRig.RUNNING, name(update), "current"), rig.files());
        assertTrue(Files.isExecutable(rig.opt.resolve("current/ftpcluster-agent")));
        assertEquals(List
                .of("/agent/archive/" + update.sha256() + " Bearer fca_0123456789012345678901234567890123456789abc"),
                rig.asked);
        assertTrue(told.contains("fetching version 2.0"), told::toString);
        assertThrows(UpdateException.class,
                () -> updates.install(update, rig.sign(update), false, (text, percent) -> {}));
    }

    @Test
    void anUpdateThatThePortalDidNotSignIsNotEvenFetched() throws Exception {
        UpdateStatement update = rig.offer("2.0", UpdateRig.archive("2.0"), null);
        UpdateStatement other = new UpdateStatement("2.1", update.sha256(), update.size(), null);

        assertRefused("isn't signed", update, UpdateRig.sign(UpdateRig.pair(), update.signedBytes()));
        assertRefused("isn't signed", other, rig.sign(update));
        assertRefused("isn't signed", update, "");
        assertRefused("isn't signed", update, "no base64!");
        // Whatever else the key may sign one day.
        assertRefused("isn't signed", update,
                UpdateRig.sign(rig.key, update.sha256().getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of(), rig.asked);
    }

    @Test
    void anotherPortalsKeyIsNone() throws Exception {
        UpdateStatement update = rig.offer("2.0", UpdateRig.archive("2.0"), null);
        rig.pin(UpdateRig.pair());
        assertRefused("another SECRET_KEY", update, rig.sign(update));

        Files.writeString(rig.keyFile, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        assertRefused("is no public key", update, rig.sign(update));
        Files.delete(rig.keyFile);
        assertRefused("can't be read", update, rig.sign(update));
    }

    @Test
    void anOlderReleaseThatIsReplayedIsRefused() throws Exception {
        byte[] archive = UpdateRig.archive("0.9");
        UpdateStatement older = rig.offer("0.9", archive, null);
        UpdateStatement forAnother = rig.offer("0.9", archive, "1.1");

        assertRefused("isn't newer than 1.0", older, rig.sign(older));
        assertRefused("isn't newer than 1.0", forAnother, rig.sign(forAnother));
        assertEquals(List.of(), rig.asked);
    }

    @Test
    void anOlderOneReplacesTheVersionThatThePortalHasSigned() throws Exception {
        UpdateStatement older = rig.offer("0.9", UpdateRig.archive("0.9"), "1.0");
        rig.updates().install(older, rig.sign(older), false, (text, percent) -> {});

        assertEquals(name(older), rig.current());
    }

    @Test
    void whatRunsAlreadyIsDone() throws Exception {
        UpdateStatement same = rig.offer("1.0", UpdateRig.archive("1.0"), null);
        AgentUpdates updates = rig.updates();
        updates.install(same, rig.sign(same), false, (text, percent) -> {});

        assertFalse(updates.isDone());
        assertEquals(List.of(), rig.asked);
    }

    @Test
    void anotherArchiveThanTheSignedOneIsRefused() throws Exception {
        byte[] archive = UpdateRig.archive("2.0");
        UpdateStatement update = rig.offer("2.0", archive, null);
        byte[] altered = archive.clone();
        altered[altered.length / 2] ^= 1;
        rig.body = altered;
        assertFails("its SHA-256 is another", update);

        rig.body = new byte[archive.length + 1];
        assertFails("bytes there, not " + archive.length, update);
        rig.length = -1L;
        assertFails("bytes there, not " + archive.length, update);
        rig.length = null;
        rig.status = 404;
        assertFails("the answer is HTTP status 404", update);
    }

    /** More often than an archive that is another one is asked for. */
    @Test
    void aMasterThatIsRestartedIsWaitedFor() throws Exception {
        UpdateStatement update = rig.offer("2.0", UpdateRig.archive("2.0"), null);
        rig.unavailable.set(4);
        rig.updates().install(update, rig.sign(update), false, (text, percent) -> {});

        assertEquals(name(update), rig.current());
        assertEquals(5, rig.asked.size());
    }

    @Test
    void anAgentThatDoesNotRunHereIsNotTried() throws Exception {
        UpdateStatement update = rig.offer("2.0", UpdateRig.archive("1.9"), null);
        assertFails("doesn't say that it is version 2.0", update);

        byte[] broken = new TarBytes().file("a/ftpcluster-agent", 0755, "#!/bin/sh\necho too old >&2\nexit 1\n").gzip();
        assertFails("(exit code 1): too old", rig.offer("2.0", broken, null));
        assertFails("can't be started", rig.offer("2.0", new TarBytes().folder("a/").gzip(), null));
    }

    @Test
    void archivesThatLeadElsewhereAreRefused() throws Exception {
        for (String name : List.of("a/../../out", "/etc/out", "../out", "a//out", "a/./out", "out")) {
            assertFails("the archive has a", rig.offer("2.0", new TarBytes().file(name, 0644, "x").gzip(), null));
        }
        assertFails("neither a file nor a folder", rig.offer("2.0", new TarBytes().link("a/link").gzip(), null));
        assertFails("", rig.offer("2.0", "no archive".getBytes(StandardCharsets.UTF_8), null));
        TarBytes many = new TarBytes();
        for (int i = 0; i <= 1000; i++) {
            many.file("a/" + i, 0644, "");
        }
        assertFails("more than 1000 entries", rig.offer("2.0", many.gzip(), null));
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void aVersionThatFailedIsTakenAgainOnlyByForce() throws Exception {
        UpdateStatement update = rig.offer("2.0", UpdateRig.archive("2.0"), null);
        Files.createDirectories(rig.opt.resolve("update"));
        Path failed = rig.opt.resolve("update/failed");
        Files.writeString(failed, "1.9-cccccccccccc\t1.9\told\n" + name(update) + "\t2.0\tit ended\n");

        assertRefused("was given up here before: it ended", update, rig.sign(update));
        assertEquals(Optional.of(new FailedUpdate("2.0", update.sha256().substring(0, 12), "it ended")),
                rig.updates().lastFailure());

        rig.updates().install(update, rig.sign(update), true, (text, percent) -> {});
        assertEquals(name(update), rig.current());
        assertEquals("1.9-cccccccccccc\t1.9\told\n", Files.readString(failed));
    }

    @Test
    void whatIsNewerThanAFailureTellsOfItNoMore() throws Exception {
        Files.createDirectories(rig.opt.resolve("update"));
        Files.writeString(rig.opt.resolve("update/failed"), "0.9-cccccccccccc\t0.9\tit ended\n");

        assertEquals(Optional.empty(), rig.updates().lastFailure());
    }

    @Test
    void theWelcomeConfirmsATrialAndRemovesWhatIsOlderThanTheOneBefore() throws Exception {
        Path update = Files.createDirectories(rig.opt.resolve("update"));
        for (String old : List.of("0.8-dddddddddddd", "0.9-eeeeeeeeeeee")) {
            Files.createDirectory(rig.opt.resolve(old));
            Files.writeString(rig.opt.resolve(old).resolve(InstallFolder.JAR), "");
        }
        Files.createDirectory(rig.opt.resolve("runtime-ffffffffffff"));
        rig.updates().welcomed();
        assertFalse(Files.exists(update.resolve("confirmed")));

        Files.writeString(update.resolve("trial"), "0.9-eeeeeeeeeeee\n" + UpdateRig.RUNNING + "\n1.0\n");
        rig.updates().welcomed();
        assertEquals(UpdateRig.RUNNING + "\n", Files.readString(update.resolve("confirmed")));
        assertEquals(List.of("0.9-eeeeeeeeeeee", UpdateRig.RUNNING, "current", "runtime-ffffffffffff"), rig.files());
    }
}
