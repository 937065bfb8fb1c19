package io.ftpcluster.master.backup;

import static io.ftpcluster.master.backup.StoredPortal.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.backup.PendingRestore.Move;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore that is interrupted after the first, the second ... of its renames, and by whoever ends it. */
class PendingRestoreTest {

    @TempDir
    private Path temp;
    private StoredPortal portal;
    private Path file;
    private Path aside;

    @BeforeEach
    void makeBackup() throws Exception {
        portal = new StoredPortal(temp.resolve("portal"));
        portal.fill("ann");
        file = temp.resolve("one.backup");
        portal.backup(file);
        portal.fill("late");
        aside = portal.dir.resolve("before-restore-20260301T120000Z");
    }

    /** As a restore does it until it is to rename. */
    private List<Move> begin() throws IOException {
        StoredPortal staged = new StoredPortal(temp.resolve("staged"));
        staged.restore(file);
        Path ready = portal.dir.resolve("ftpcluster.db.restored");
        Files.copy(staged.dir.resolve("ftpcluster.db"), ready);
        List<Move> moves = new ArrayList<>(PendingRestore.aside(portal.dir, aside,
                List.of("ftpcluster.db", "ftpcluster.db-wal", "ftpcluster.db-shm")));
        moves.add(new Move(ready, portal.dir.resolve("ftpcluster.db")));
        PendingRestore.begin(portal.dir, "of then", moves, Owner.of(portal.dir));
        return moves;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatWasInterruptedIsEnded(int done) throws Exception {
        List<Move> moves = begin();
        if (done > 0) {
            Files.createDirectory(aside);
        }
        for (Move move : moves.subList(0, Math.min(done, moves.size()))) {
            Files.move(move.from(), move.to());
        }
        assertTrue(refusal(() -> PendingRestore.requireNone(portal.dir)).contains("was interrupted: run the same"));
        assertTrue(refusal(() -> portal.backup(temp.resolve("two"))).contains("was interrupted"));

        PortalRestore.Restored ended = portal.restore(file);
        assertTrue(ended.finished());
        assertEquals("of then", ended.backup());
        PendingRestore.requireNone(portal.dir);
        assertEquals(List.of("ann"), portal.users());
        Files.copy(portal.dir.resolve("secret.key"), aside.resolve("secret.key"));
        assertEquals(List.of("ann", "late"), new StoredPortal(aside).users());
        portal.time.pass(Duration.ofSeconds(1));
        assertFalse(portal.restore(file).finished());
    }

    @Test
    void aDamagedRecordIsSaidAndNothingIsDone() throws Exception {
        Files.writeString(portal.dir.resolve("restore-pending.json"), "{\"backup\": ");
        assertTrue(refusal(() -> portal.restore(file)).contains("is damaged"));
        assertEquals(List.of("ann", "late"), portal.users());
    }
}
