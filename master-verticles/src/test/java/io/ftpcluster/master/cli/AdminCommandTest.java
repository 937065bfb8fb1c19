package io.ftpcluster.master.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.auth.FirstAdmin;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.AccountRecovery;
import io.ftpcluster.master.persistence.sql.Database;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdminCommandTest {

    private static final Config.Database SQLITE = new Config.Database(Optional.empty(), Optional.empty(),
            Optional.empty());

    @TempDir
    private Path dir;
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        CommandLine command = new CommandLine(new AdminCommand());
        command.setExecutionExceptionHandler(new FailedCommand()).setParameterExceptionHandler(new WrongUsage());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = dir.toString();
        return command.execute(all);
    }

    private int runWithInput(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    private AccountRecovery portal() {
        Database.prepare(SQLITE, dir).close();
        return AccountRecovery.open(SQLITE, dir);
    }

    @Test
    void aPasswordIsMadeAndPrintedOnce() {
        portal().makeAdmin("root", new Secret("old"));

        assertEquals(0, run("reset-password"), errors.toString());
        assertTrue(out.toString().startsWith("The account root has a new password and is unlocked; 0 sessions"),
                out.toString());
        assertEquals(1,
                out.toString().lines().filter(line -> line.matches("Password: [A-Za-z0-9_-]{20} \\(shown.*")).count(),
                out.toString());
        assertEquals(0, run("unlock", "ROOT"), errors.toString());
        assertTrue(out.toString().startsWith("The account root is unlocked"), out.toString());
    }

    @Test
    void aPasswordOfOnesOwnIsNotPrinted() {
        portal().makeAdmin("admin", new Secret("old"));

        assertEquals(0, runWithInput("my own words\n", "reset-password", "admin", "--password-stdin"),
                errors.toString());
        assertFalse(out.toString().contains("words"), out.toString());
        for (String bad : new String[]{"", "short\n", "password1\n", "admin1234\n"}) {
            assertEquals(2, runWithInput(bad, "reset-password", "--password-stdin"), bad);
            assertTrue(errors.toString().startsWith("ftpcluster: --password-stdin: "), errors.toString());
        }
        assertEquals(2, run("reset-password", "--prompt"));
        assertEquals(2, run("reset-password", "admin", "on the command line"));
    }

    @Test
    void ofSeveralAdminsOneIsNamed() {
        AccountRecovery portal = portal();
        portal.makeAdmin("ann", new Secret("h"));
        portal.makeAdmin("bob", new Secret("h"));

        assertEquals(2, run("reset-password"));
        assertEquals("ftpcluster: There are several admins; name one: ann, bob\n", errors.toString());
        assertEquals(2, run("unlock", "eve"));
        assertEquals("ftpcluster: There is no account eve. Admins: ann, bob\n", errors.toString());
        assertEquals(0, run("reset-password", "bob"), errors.toString());
    }

    @Test
    void withoutAnyAdminOneIsMade() {
        AccountRecovery portal = portal();

        assertEquals(0, run("reset-password"), errors.toString());
        assertTrue(out.toString().startsWith("There was no admin left: the account admin was made."), out.toString());
        assertTrue(portal.find(FirstAdmin.USERNAME).orElseThrow().admin());
    }

    @Test
    void whereNoPortalIsNothingIsMade() throws Exception {
        assertEquals(1, run("reset-password"));
        assertTrue(errors.toString()
                .startsWith("ftpcluster: The database file " + dir.resolve("ftpcluster.db")
                        + " can't be used: there is none. Say where"),
                errors.toString());
        assertEquals(0, dir.toFile().list().length);
        Files.createFile(dir.resolve("ftpcluster.db"));
        assertEquals(1, run("unlock"));
        assertTrue(errors.toString().startsWith("ftpcluster: No portal was ever started with this database"),
                errors.toString());
    }

    @Test
    void whoMayNotReadTheStateIsRefused() throws Exception {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
        portal();
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("---------"));
        try {
            assertEquals(1, run("reset-password"));
            assertTrue(errors.toString().contains("permission denied for the user "), errors.toString());
        } finally {
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
