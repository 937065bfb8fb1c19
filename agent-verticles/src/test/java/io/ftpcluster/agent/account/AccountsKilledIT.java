package io.ftpcluster.agent.account;

import static io.ftpcluster.agent.account.AccountsRig.absent;
import static io.ftpcluster.agent.account.AccountsRig.active;
import static io.ftpcluster.agent.account.AccountsRig.fields;
import static io.ftpcluster.agent.account.AccountsRig.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed in the middle, and what the next one makes of it. */
class AccountsKilledIT extends OnAccountsRig {

    /** @param where such as {@code before-chpasswd} */
    private void killed(String where, String desired) throws Exception {
        Path hold = Files.createFile(rig.programs.resolve(where));
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), AccountsProgram.class.getName(), rig.programs.toString(),
                rig.group, rig.root.toString(), anna, desired).inheritIO().start();
        try {
            ProcessHandle held = rig.awaitHeld();
            assertTrue(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS));
            held.destroyForcibly();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(hold);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"after-groupadd", "before-useradd", "after-useradd", "before-chpasswd", "after-chpasswd"})
    void whileItIsMade(String where) throws Exception {
        killed(where, active(Hashes.ONE));
        assertFalse(
                fields("passwd", anna) != null && !where.equals("after-chpasswd") && !password(anna).startsWith("!"));

        rig.done(anna, active(Hashes.ONE));

        assertEquals(Hashes.ONE, password(anna));
        rig.assertHome(anna);
        rig.runs();
        rig.done(anna, active(Hashes.ONE));
        assertEquals(List.of(), rig.runs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-chpasswd", "after-chpasswd", "before-userdel", "after-userdel"})
    void whileItEnds(String where) throws Exception {
        rig.done(anna, active(Hashes.ONE));
        Files.writeString(rig.home(anna).resolve("file"), "kept");
        killed(where, absent("keep"));

        rig.done(anna, absent("keep"));

        assertNull(fields("passwd", anna));
        assertFalse(Files.exists(rig.home(anna)));
        assertEquals(1, rig.left().size(), () -> rig.left().toString());
        Path kept = rig.removed().resolve(rig.left().get(0));
        assertFalse(kept.toString().endsWith(".unfinished"));
        assertEquals("kept", Files.readString(kept.resolve("file")));
        assertEquals(0, Files.getAttribute(kept, "unix:uid"));
    }

    /** It was to end, and is wanted again before that was done. */
    @ParameterizedTest
    @ValueSource(strings = {"before-userdel", "after-userdel"})
    void thenItIsWantedAgain(String where) throws Exception {
        rig.done(anna, active(Hashes.ONE));
        Files.writeString(rig.home(anna).resolve("file"), "old");
        killed(where, absent("remove"));

        rig.done(anna, active(Hashes.TWO));

        assertEquals(Hashes.TWO, password(anna));
        rig.assertHome(anna);
        assertEquals(0, rig.home(anna).toFile().list().length);
        rig.done(anna, absent("remove"));
        assertEquals(List.of(), rig.left());
    }
}
