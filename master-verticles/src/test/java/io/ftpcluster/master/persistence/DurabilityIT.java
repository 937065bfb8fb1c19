package io.ftpcluster.master.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Users.FindAll;
import io.ftpcluster.messages.Users.User;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** What a killed portal has acknowledged is there when it starts again. */
class DurabilityIT {

    private static final int KILLED_AFTER = 50;

    @RepeatedTest(3)
    void everyAcknowledgedRowSurvivesAKill(@TempDir Path dir) throws Exception {
        List<String> acknowledged = insertUntilKilled(dir);
        assertTrue(acknowledged.size() >= KILLED_AFTER, "only " + acknowledged.size());
        try (TestStore store = new TestStore(dir)) {
            Set<String> found = store.users.list(new FindAll())
                    .users()
                    .stream()
                    .map(User::id)
                    .collect(Collectors.toSet());
            assertTrue(found.containsAll(acknowledged));
            int events = store.database
                    .read(sql -> sql.first(row -> row.getInteger(0), "SELECT count(*) FROM audit_events"))
                    .orElseThrow();
            assertEquals(found.size(), events, "each row with its event, none without");
            assertEquals("ok", store.database.read(sql -> sql.first(row -> row.getString(0), "PRAGMA integrity_check"))
                    .orElseThrow());
        }
    }

    /** The ids that the child printed before the kill; its handle kills without closing the pipe that is still read. */
    private static List<String> insertUntilKilled(Path dir) throws Exception {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Inserter.class.getName(), dir.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> ids = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(";")) {
                    ids.add(line.substring(0, line.length() - 1));
                }
                if (ids.size() == KILLED_AFTER) {
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.toHandle().destroyForcibly();
        }
        assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        assertEquals(128 + 9, child.exitValue(), "killed, not failed");
        return ids;
    }

    /** The child: inserts users without end and prints the id of each after its insert has returned. */
    static final class Inserter {
        private Inserter() {}

        public static void main(String[] args) {
            TestStore store = new TestStore(Path.of(args[0]));
            for (int i = 0;; i++) {
                System.out.print(store.user("user" + i).id() + ";\n");
                System.out.flush();
            }
        }
    }
}
