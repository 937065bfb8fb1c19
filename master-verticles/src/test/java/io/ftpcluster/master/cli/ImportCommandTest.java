package io.ftpcluster.master.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.repository.SecretRotation;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.testing.PythonVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {

    private static final String FIT = "DELETE FROM permissions WHERE id NOT IN (1, 2); DELETE FROM users WHERE id > 2;"
            + " DELETE FROM servers WHERE id = 3;";

    @TempDir
    private Path dir;
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        CommandLine command = new CommandLine(new ImportCommand());
        command.setExecutionExceptionHandler(new FailedCommand()).setParameterExceptionHandler(new WrongUsage());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
        List<String> all = new ArrayList<>(List.of("--data", data().toString()));
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    private Path data() {
        return dir.resolve("data");
    }

    /** What a first start leaves. */
    private void portal() throws Exception {
        MigratedSqlite.into(data());
        try (TestStore store = new TestStore(TestStore.DEFAULT, data())) {
            new SecretRotation(store.database, new Fernet(new KeyFiles(data()).fernetKeys()), store.audit).run();
        }
    }

    private String source() {
        return PythonVersion.database(dir.resolve("python.db")).toString();
    }

    private String keyFile() throws Exception {
        return Files.writeString(dir.resolve("key"), PythonVersion.KEY.value() + "\n").toString();
    }

    private static long copies() throws Exception {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("ftpcluster-import")).count();
        }
    }

    @Test
    void allOfItIsTakenAndTheSecondTimeNothing() throws Exception {
        portal();
        String file = source();
        PythonVersion.database(Path.of(file), FIT);
        long copies = copies();

        assertEquals(0, run(file, "--fernet-key-file", keyFile()), errors.toString());
        assertEquals(
                """
                        Columns that the portal has nothing for, with the rows that have something there: servers.admin_pass (1), \
                        servers.ssh_key (1), servers.slave_id (1), servers.status (1), servers.memory_usage (1)
                        users        2 taken
                        servers      2 taken
                        permissions  2 taken
                        Done. A portal that runs lets the users in at once, and shows new servers within half a minute.
                        The file doesn't say who is an admin; make one by: ftpcluster user set NAME --role admin
                        """,
                out.toString());
        assertEquals(0, run(file, "--fernet-key", PythonVersion.KEY.value()), errors.toString());
        assertTrue(out.toString().endsWith("""
                users        2 here from an earlier import
                servers      2 here from an earlier import
                permissions  2 here from an earlier import
                Done: there was nothing new.
                """), out.toString());
        assertEquals(copies, copies());
    }

    @Test
    void theExitCodeTellsWhetherAllWasTaken() throws Exception {
        portal();
        String file = source();

        assertEquals(4, run(file, "--fernet-key-file", keyFile(), "--dry-run"), errors.toString());
        assertTrue(out.toString().contains("user anna: taken\n"), out.toString());
        assertTrue(out.toString().contains("Nothing was done: this is what an import would do."), out.toString());
        assertEquals(1, run(file, "--fernet-key-file", keyFile(), "--all-or-nothing"), errors.toString());
        assertTrue(out.toString().contains("Nothing was done, as not everything can be taken."), out.toString());
        assertEquals(4, run(file, "--fernet-key-file", keyFile()), errors.toString());
        assertFalse(out.toString().contains("user anna: taken\n"), out.toString());
        assertTrue(out.toString().contains("permission bertil/9: left out: there is no server 9 there\n"),
                out.toString());
        assertTrue(out.toString().contains("users        2 taken, 1 taken in part, 2 left out\n"), out.toString());
    }

    @Test
    void theKeyIsAskedForAndNeverShown() throws Exception {
        portal();
        String file = source();

        assertEquals(2, run(file));
        assertTrue(errors.toString().startsWith("ftpcluster: give the key of the Python version by --fernet-key-file"),
                errors.toString());
        assertEquals(2, run(file, "--fernet-key", "no-key-but-secret"));
        assertTrue(errors.toString().startsWith("ftpcluster: --fernet-key: key 1 of 1 "), errors.toString());
        assertFalse(errors.toString().contains("no-key-but-secret"), errors.toString());
        assertEquals(2, run(file, "--fernet-key-file", dir.resolve("absent").toString()));
        assertEquals(2, run(file, "--fernet-key", "a", "--fernet-key-file", "b"));
        assertEquals(2, run(file, "--fernet-key", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="));
        assertTrue(errors.toString().startsWith("ftpcluster: None of the 5 passwords in the file"), errors.toString());
        assertEquals(4, run(file, "--without-permissions"), errors.toString());
        assertTrue(out.toString().contains("permissions  none\n"), out.toString());
    }

    @Test
    void whereNoPortalIsNothingIsMade() throws Exception {
        assertEquals(1, run(source(), "--fernet-key-file", keyFile()));
        assertTrue(errors.toString().contains("can't be used: there is none. Say where the portal keeps its state"),
                errors.toString());
        assertFalse(Files.exists(data()));
        MigratedSqlite.into(data());
        assertEquals(1, run(dir.resolve("python.db").toString(), "--fernet-key-file", keyFile()));
        assertTrue(errors.toString().startsWith("ftpcluster: There is no key file "), errors.toString());
        assertFalse(Files.exists(data().resolve("fernet.key")));
    }

    @Test
    void wrongFilesAndNamesAreUsageErrors() throws Exception {
        portal();

        assertEquals(2, run());
        assertEquals(2, run(keyFile(), "--fernet-key-file", keyFile()));
        assertTrue(errors.toString().contains("it is no SQLite database, or an encrypted one"), errors.toString());
        assertEquals(2, run(source(), "--without-permissions", "--table", "users=members"));
        assertTrue(errors.toString().contains("Its tables: permissions, servers, users."), errors.toString());
        assertEquals(2, run(dir.resolve("python.db").toString(), "--without-permissions", "--column", "users.nick=x"));
    }
}
