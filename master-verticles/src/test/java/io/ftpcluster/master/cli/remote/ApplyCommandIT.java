package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.RunningPortal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fleet goes from a file into a real portal and back. */
@Timeout(240)
class ApplyCommandIT {

    private static final String FLEET = """
            format: 1
            servers:
              - {alias: alpha, host: 127.0.0.1, ftp_security: none, tls_fingerprint: %s, encoding: latin1}
              - {alias: no, host: 192.0.2.7, ftp_security: implicit, probe_username: prober, probe_password: {file: secret}}
            users:
              - {username: anna, password: {file: secret}}
              - {username: eva, role: admin, password: {file: secret}}
            logins:
              - {server: alpha, name: shared, ftp_username: web, user_pass: {file: secret}}
            permissions:
              - {user: anna, server: alpha, login: shared, root: /anna, rights: [download, list]}
              - {user: eva, server: alpha, ftp_username: eva, user_pass: {file: secret}}
              - {user: anna, server: no, quota_bytes: 5000}
            """
            .formatted("AB".repeat(32));

    @TempDir
    private Path dir;
    private RunningPortal portal;
    private RemoteCli admin;

    @BeforeEach
    void start() throws Exception {
        portal = RunningPortal.start(dir.resolve("portal"));
        admin = cli(portal);
        Files.writeString(dir.resolve("secret"), "a passphrase of theirs\n");
    }

    @AfterEach
    void stop() {
        portal.close();
    }

    private RemoteCli cli(RunningPortal where) throws Exception {
        return new RemoteCli(where.url(), "admin", RunningPortal.ADMIN_PASSWORD, dir);
    }

    private String file(String text) throws Exception {
        return Files.writeString(Files.createTempFile(dir, "fleet", ".yaml"), text).toString();
    }

    private Result apply(String text, String... more) throws Exception {
        return apply(admin, text, more);
    }

    private Result apply(RemoteCli cli, String text, String... more) throws Exception {
        String[] all = new String[more.length + 3];
        System.arraycopy(new String[]{"apply", "-f", file(text)}, 0, all, 0, 3);
        System.arraycopy(more, 0, all, 3, more.length);
        return cli.run(all);
    }

    private static String done(Result result) {
        assertEquals(0, result.code(), result.out() + result.errors());
        return result.out();
    }

    private static String export(RemoteCli cli) {
        return done(cli.run("export"));
    }

    private static String lastLine(String text) {
        return text.lines().toList().getLast();
    }

    @Test
    void aFileBecomesAFleetOnceAndAnExportTheSameFleetElsewhere() throws Exception {
        String empty = export(admin);
        String dry = done(apply(FLEET, "--dry-run"));
        assertTrue(dry.contains("+ user anna: password from file secret\n"), dry);
        assertEquals("8 to add, 0 to change, 0 to remove; 0 unchanged.", lastLine(dry));
        assertEquals(empty, export(admin), "a dry run changes nothing");
        assertEquals("Added 8, changed 0, removed 0.", lastLine(done(apply(FLEET))));
        assertEquals("No changes.\n", done(apply(FLEET)));
        assertFalse(portal.client().login("anna", "a passphrase of theirs").isEmpty());

        String exported = export(admin);
        assertFalse(exported.contains("passphrase"), exported);
        assertTrue(exported.contains("alias: \"no\"\n") && exported.contains("quota_bytes: 5000\n"), exported);
        assertEquals("No changes.\n", done(apply(exported, "--prune")));
        Path written = dir.resolve("out.yaml");
        done(admin.run("export", "-o", written.toString()));
        assertEquals(exported, Files.readString(written));

        Result without = apply(cli(portal), exported.replace("- username: anna", "- username: nina"));
        assertEquals(2, without.code(), without.out());
        assertTrue(without.errors().contains("(nina): add password"), without.errors());
        try (RunningPortal other = RunningPortal.start(dir.resolve("other"))) {
            Result missing = apply(cli(other), exported);
            assertEquals(2, missing.code(), missing.out());
            assertTrue(
                    missing.errors().contains("probe_password: is needed")
                            && missing.errors().contains("permission of eva on alpha: user_pass: is needed"),
                    missing.errors());
            String secrets = exported.replace("    managed: false", "    managed: false\n    user_pass: {file: secret}")
                    .replace("ftp_username: web", "ftp_username: web\n    user_pass: {file: secret}")
                    .replace("probe_username: prober", "probe_username: prober\n    probe_password: {file: secret}");
            Path passwords = dir.resolve("passwords");
            done(apply(cli(other), secrets, "--generate-passwords", passwords.toString()));
            assertEquals(exported, export(cli(other)));
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(passwords));
            Map<String, String> made = Files.readAllLines(passwords)
                    .stream()
                    .map(line -> line.split("\t", -1))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
            assertFalse(other.client().login("eva", made.get("eva")).isEmpty());
        }
    }

    @Test
    void whatHasChangedIsShownAndMade() throws Exception {
        done(apply(FLEET));
        String changed = done(apply("""
                format: 1
                servers:
                  - {alias: ALPHA, ftp_port: 2121, tls_fingerprint: null}
                logins:
                  - {server: alpha, name: shared, ftp_username: www}
                permissions:
                  - {user: anna, server: alpha, managed: false, ftp_username: anna, user_pass: {file: secret}}
                  - {user: anna, server: no, quota_bytes: null, rights: [list]}
                  - {user: eva, server: alpha, login: shared}
                """));
        assertTrue(
                changed.contains(
                        "~ server alpha: ftp_port 21 -> 2121, tls_fingerprint " + "ab".repeat(32) + " -> none\n"),
                changed);
        assertTrue(changed.contains("~ permission of anna on alpha: login shared -> none, ftp_username web -> anna,"
                + " user_pass from file secret\n"), changed);
        assertEquals("Added 0, changed 5, removed 0.", lastLine(changed));
        String now = export(admin);
        assertTrue(now.contains("    ftp_port: 2121\n") && now.contains("ftp_username: www\n"), now);
        Result kept = apply("format: 1\npermissions:\n  - {user: anna, server: alpha, managed: true}\n");
        assertEquals(2, kept.code(), kept.out());
        assertTrue(kept.errors().contains(":3: permission of anna on alpha: managed: so far"), kept.errors());
    }

    @Test
    void secretsAreSentAgainOnlyWhereThatIsAskedFor() throws Exception {
        String users = "format: 1\nusers:\n  - {username: %s, password: {file: secret}}\n";
        done(apply(users.formatted("anna")));
        Files.writeString(dir.resolve("secret"), "another passphrase\n");
        assertEquals("No changes.\n", done(apply(users.formatted("anna"))));
        done(apply(users.formatted("anna"), "--update-secrets"));
        assertFalse(portal.client().login("anna", "another passphrase").isEmpty());
        Result self = apply(users.formatted("admin"), "--update-secrets");
        assertEquals("No changes.\n", done(self));
        assertTrue(self.errors().contains("The password of user admin stays"), self.errors());
        Files.delete(dir.resolve("secret"));
        Result missing = apply(users.formatted("nina"));
        assertEquals(2, missing.code(), missing.out());
        assertTrue(missing.errors().contains(":3: user nina: password: file: can't read"), missing.errors());
        assertEquals(0, apply(users.formatted("nina"), "--dry-run").code(), "who only looks needs no secrets");
    }

    @Test
    void onlyWhatTheFileIsAboutIsPrunedAndNeverWhoPrunes() throws Exception {
        done(apply(FLEET));
        String logins = "format: 1\nlogins: []\n";
        Result used = apply(logins, "--prune", "--yes");
        assertEquals(1, used.code(), used.out());
        assertTrue(used.errors()
                .contains("login shared on alpha: failed: The stored login shared on alpha is used by" + " anna"),
                used.errors());

        String users = "format: 1\nusers:\n  - {username: anna}\nservers:\n  - {alias: alpha}\n";
        assertEquals("No changes.\n", done(apply(users)));
        Result unasked = apply(users, "--prune");
        assertEquals(2, unasked.code(), unasked.out());
        assertTrue(unasked.errors().contains("say --yes"), unasked.errors());
        String pruned = done(apply(users, "--prune", "--yes"));
        assertTrue(pruned.contains("- permission of eva on alpha (goes with its user or server)\n"), pruned);
        assertEquals("Added 0, changed 0, removed 4.", lastLine(pruned));
        String left = export(admin);
        assertTrue(left.contains("username: admin\n") && left.contains("server: alpha\n    login: shared\n"), left);
        assertFalse(left.contains("eva") || left.contains("192.0.2.7"), left);

        Result needed = apply("format: 1\nservers: []\npermissions:\n  - {user: anna, server: alpha}\n", "--prune",
                "-y");
        assertEquals(2, needed.code(), needed.out());
        assertTrue(needed.errors().contains("would be pruned"), needed.errors());
        Result demoted = apply("format: 1\nusers:\n  - {username: Admin, role: user}\n");
        assertEquals(2, demoted.code(), demoted.out());
        assertTrue(demoted.errors().contains("role: must stay admin"), demoted.errors());
    }

    @Test
    void atATerminalPruningIsAskedFor() throws Exception {
        portal.addUser("anna", "anna's passphrase");
        Map<String, String> environment = Map.of("FTPCLUSTER_URL", portal.url().toString(), "FTPCLUSTER_PASSWORD",
                RunningPortal.ADMIN_PASSWORD);
        String file = file("format: 1\nusers: []\n");
        try (TerminalSession session = new TerminalSession(environment, "apply", "-f", file, "--prune")) {
            session.answer("Remove those 1 from", "n");
            Result ended = session.end();
            assertEquals(1, ended.code(), ended.out());
            assertTrue(ended.out().contains("- user anna") && ended.out().contains("nothing was changed"), ended.out());
        }
        assertTrue(export(admin).contains("username: anna\n"));
    }

    @Test
    void oneThatFailsLeavesTheOthersAndIsGoneOnWith() throws Exception {
        String fleet = """
                format: 1
                users:
                  - {username: anna, password: {file: short}}
                  - {username: eva, password: {file: secret}}
                servers:
                  - {alias: alpha, host: 127.0.0.1}
                permissions:
                  - {user: anna, server: alpha}
                  - {user: eva, server: alpha}
                """;
        Files.writeString(dir.resolve("short"), "short\n");
        Result failed = apply(fleet, "--json");
        assertEquals(1, failed.code(), failed.out());
        JsonArray changes = new JsonObject(failed.out()).getJsonArray("changes");
        Map<String, String> results = new HashMap<>();
        changes.forEach(change -> results.put(((JsonObject) change).getJsonArray("names").encode(),
                ((JsonObject) change).getString("result")));
        assertEquals(Map.of("[\"alpha\"]", "done", "[\"anna\"]", "failed", "[\"eva\"]", "done", "[\"anna\",\"alpha\"]",
                "skipped", "[\"eva\",\"alpha\"]", "done"), results);
        assertTrue(failed.errors().contains("3 of 5 changes were made"), failed.errors());
        assertFalse((failed.out() + failed.errors()).contains("a passphrase of theirs"));
        Files.writeString(dir.resolve("short"), "long enough by now\n");
        assertEquals("Added 2, changed 0, removed 0.", lastLine(done(apply(fleet))));
    }
}
