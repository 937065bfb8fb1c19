package io.ftpcluster.master.backup;

import static io.ftpcluster.master.backup.StoredPortal.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.testing.PostgreSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real PostgreSQL and its own programs. */
class PostgresBackupTest {

    @TempDir
    private Path temp;
    private StoredPortal portal;
    private StoredPortal target;
    private Path file;

    @BeforeEach
    void makePortals() {
        portal = new StoredPortal(temp.resolve("portal"), PostgreSql.shared().database());
        target = new StoredPortal(temp.resolve("target"), PostgreSql.shared().database());
        file = temp.resolve("one.backup");
    }

    @Test
    void aBackupComesBackIntoAnEmptyDatabaseOnly() throws Exception {
        try (TestStore running = portal.open("ann", "bob")) {
            PortalBackup.Made made = portal.backup(file);
            assertEquals(2L, made.manifest().rows().get("users"));
            assertTrue(refusal(() -> portal.restore(file)).contains("isn't empty"), "over itself");
            running.user("late");
        }
        assertTrue(StoredPortal.check(file).contains("PostgreSQL, schema "), StoredPortal.check(file));

        target.restore(file);
        assertEquals(List.of("ann", "bob"), target.users());
        target.fill("carl"); // Its keys came along.
        assertTrue(refusal(() -> target.restore(file)).contains("isn't empty"));
        assertEquals(List.of("ann", "bob", "carl"), target.users());
    }

    @Test
    void whatIsThereIsPutAsideWhenAskedFor() throws Exception {
        try (TestStore running = portal.open("ann", "bob")) {
            portal.backup(file);
            running.user("late");
            assertTrue(refusal(() -> portal.replace(file, PostgresPrograms.ON_THE_PATH)).contains("used by a portal"));
        }
        String aside = portal.replace(file, PostgresPrograms.ON_THE_PATH).aside().orElseThrow();
        assertTrue(aside.matches("the schema before_restore_\\d{8}t\\d{6}"), aside);
        assertEquals(List.of("ann", "bob"), portal.users());
        portal.fill("next");

        Path second = temp.resolve("second.backup");
        portal.backup(second);
        target.replace(second, PostgresPrograms.ON_THE_PATH);
        assertEquals(List.of("ann", "bob", "next"), target.users(), "what was put aside is no part of it");
        assertEquals(Optional.empty(),
                new StoredPortal(temp.resolve("third"), PostgreSql.shared().database())
                        .replace(second, PostgresPrograms.ON_THE_PATH)
                        .aside());
    }

    @Test
    void whatWasPutAsideIsBackWhenTheRestoreFails() throws Exception {
        portal.fill("ann");
        portal.backup(file);
        portal.fill("late");
        Path program = temp.resolve("pg_restore");
        Files.writeString(program,
                "#!/bin/sh\n[ \"$1\" = --file=/dev/null ] && exec pg_restore \"$@\"\necho broken >&2\nexit 1\n");
        assertTrue(program.toFile().setExecutable(true));
        String why = refusal(() -> portal.replace(file, new PostgresPrograms(Path.of("pg_dump"), program)));
        assertTrue(why.contains("broken"), why);
        assertEquals(List.of("ann", "late"), portal.users());
        portal.replace(file, PostgresPrograms.ON_THE_PATH);
        assertEquals(List.of("ann"), portal.users());
    }

    @Test
    void keysThatAreThereStay() throws Exception {
        portal.fill("ann");
        portal.backup(file);
        new StoredPortal(target.dir).fill("other");
        byte[] key = Files.readAllBytes(target.dir.resolve("fernet.key"));
        assertTrue(refusal(() -> target.restore(file)).contains("has another secret.key than the backup"));
        assertEquals(List.of(), target.users());
        assertArrayEquals(key, Files.readAllBytes(target.dir.resolve("fernet.key")));
    }

    @Test
    void aProgramThatFailsOrIsMissingLeavesNothing() throws Exception {
        portal.fill("ann");
        for (Path program : List.of(Path.of("/nonexistent/pg_dump"), Path.of("false"))) {
            String why = refusal(() -> new PortalBackup(portal.state(), "1", portal.time)
                    .make(new PortalBackup.Request(file, false, new PortalBackup.Keys.Within(), Optional.empty(),
                            new PostgresPrograms(program, Path.of("pg_restore")))));
            assertTrue(why.contains("postgresql-client") || why.contains("false failed"), why);
            assertFalse(Files.exists(file));
        }
        portal.backup(file);
        assertTrue(refusal(() -> new PortalRestore(target.state(),
                new PostgresPrograms(Path.of("pg_dump"), Path.of("/nonexistent/pg_restore")), portal.time)
                .run(new PortalRestore.Request(file, Optional.empty(), Optional.empty(), false)))
                .contains("postgresql-client"));
        assertFalse(Files.exists(target.dir.resolve("secret.key")));
    }
}
