package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Sshd;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Setting machines up from the command line, by a real portal and a real sshd. The logins are refused, so that nothing of this
 * machine is changed; what a job does is {@code JobVerticleIT}'s.
 */
@Timeout(240)
class ProvisionCommandIT {

    private static final String WRONG = "not the password";

    @TempDir
    private Path dir;
    private Sshd sshd;
    private RunningPortal portal;
    private RemoteCli admin;
    private Path password;

    @BeforeEach
    void start() throws Exception {
        sshd = new Sshd(dir.resolve("host"));
        portal = RunningPortal.start(dir.resolve("portal"));
        portal.addServer("alpha", 21);
        admin = new RemoteCli(portal.url(), "admin", RunningPortal.ADMIN_PASSWORD, dir);
        password = Files.writeString(dir.resolve("ssh password"), WRONG + "\n");
    }

    @AfterEach
    void stop() {
        portal.close();
        sshd.close();
    }

    private Result provision(String... more) {
        String[] all = new String[more.length + 9];
        System.arraycopy(new String[]{"server", "provision", "alpha", "--ssh-user", Sshd.USER, "--ssh-port",
                String.valueOf(sshd.port()), "--ssh-password-file", password.toString()}, 0, all, 0, 9);
        System.arraycopy(more, 0, all, 9, more.length);
        return admin.run(all);
    }

    private TerminalSession atTerminal() throws Exception {
        return new TerminalSession(
                Map.of("FTPCLUSTER_URL", portal.url().toString(), "FTPCLUSTER_PASSWORD", RunningPortal.ADMIN_PASSWORD),
                "server", "provision", "alpha", "--ssh-user", Sshd.USER, "--ssh-port", String.valueOf(sshd.port()),
                "--wait");
    }

    @Test
    void withoutATerminalTheHostKeyIsToldAndNothingBegun() {
        Result told = provision();
        assertEquals(1, told.code(), told.out());
        assertTrue(told.errors().contains("to be confirmed: ssh-ed25519 " + sshd.fingerprint()), told.errors());
        assertTrue(told.errors().contains("--host-key"), told.errors());
        JsonObject json = new JsonObject(provision("--json").out());
        assertEquals(sshd.fingerprint(), json.getString("host_key_fingerprint"));
        assertEquals(1, admin.run("job", "list").out().lines().count());
    }

    @Test
    void aJobThatFailsIsShownAndTriedAgain() {
        Result failed = provision("--host-key", sshd.fingerprint(), "--wait");
        assertEquals(1, failed.code(), failed.out());
        assertTrue(failed.out().startsWith("facts          failed "), failed.out());
        assertTrue(failed.errors().contains("provision of alpha failed at facts: "), failed.errors());
        assertFalse((failed.out() + failed.errors()).contains(WRONG));

        String id = new JsonObject(admin.run("job", "list", "--server", "alpha", "--limit", "5", "--json").out())
                .getJsonArray("jobs")
                .getJsonObject(0)
                .getString("id");
        assertTrue(failed.errors().contains("ftpcluster job retry " + id), failed.errors());
        assertTrue(admin.run("job", "show", id).out().contains("\nfacts          failed "));
        Result again = admin.run("job", "retry", id, "--ssh-password-file", password.toString(), "--wait");
        assertEquals(1, again.code(), again.errors());
        assertTrue(again.errors().contains("failed at facts"), again.errors());
        assertEquals("The job " + id + " has ended: failed.\n", admin.run("job", "cancel", id).out());
    }

    @Test
    void atATerminalTheHostKeyIsConfirmedAndThePasswordNotShown() throws Exception {
        try (TerminalSession session = atTerminal()) {
            session.answer("SSH password: ", WRONG);
            session.answer("Is it the machine's? [y/N]", "y");
            Result ended = session.end();
            assertEquals(1, ended.code(), ended.out());
            assertTrue(ended.out().contains("The host key of alpha is ssh-ed25519 " + sshd.fingerprint()), ended.out());
            assertTrue(ended.out().contains("provision of alpha failed at facts"), ended.out());
            assertFalse(ended.out().contains(WRONG), ended.out());
        }
    }

    @Test
    void aHostKeyThatIsNotTheMachinesBeginsNothing() throws Exception {
        try (TerminalSession session = atTerminal()) {
            session.answer("SSH password: ", WRONG);
            session.answer("Is it the machine's? [y/N]", "");
            Result ended = session.end();
            assertEquals(1, ended.code(), ended.out());
            assertTrue(ended.out().contains("nothing was begun"), ended.out());
            assertEquals(1, admin.run("job", "list").out().lines().count());
        }
    }

    @Test
    void aListIsConfirmedByItsFingerprints() throws Exception {
        Path hosts = Files.writeString(dir.resolve("hosts.csv"),
                "alias,host,port\nbeta,127.0.0.1," + sshd.port() + "\ngamma,127.0.0.1," + sshd.port() + "\n");
        String[] command = {"server", "provision", "--hosts", hosts.toString(), "--ssh-user", Sshd.USER,
                "--ssh-password-file", password.toString(), "--wait"};
        Result told = admin.run(command);
        assertEquals(1, told.code(), told.out());
        String line = "beta,127.0.0.1," + sshd.port() + "," + sshd.fingerprint();
        assertTrue(told.out().lines().anyMatch(line::equals), told.out());
        Files.write(hosts, told.out().lines().filter(each -> each.contains(",SHA256:")).toList());
        Result begun = admin.run(command);
        assertEquals(1, begun.code(), begun.out());
        assertTrue(begun.out().matches("(?s).*beta +[0-9a-f-]{36} .*gamma +[0-9a-f-]{36} .*"), begun.out());
        assertTrue(begun.errors().contains("2 of 2 jobs failed"), begun.errors());
    }
}
