package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.files.FileCommands;
import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.RunningPortal;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Each command does to a real portal what it says, and tells what the portal refuses. */
@Timeout(120)
class RemoteCommandsTest {

    @TempDir
    private static Path dir;
    private static RunningPortal portal;
    private static RemoteCli admin;

    @BeforeAll
    static void start() throws Exception {
        portal = RunningPortal.start(dir.resolve("portal"));
        admin = new RemoteCli(portal.url(), "admin", RunningPortal.ADMIN_PASSWORD, dir);
    }

    @AfterAll
    static void stop() {
        portal.close();
    }

    private static String done(String... arguments) {
        Result result = admin.run(arguments);
        assertEquals(0, result.code(), result.errors());
        return result.out();
    }

    private static String refused(String... arguments) {
        Result result = admin.run(arguments);
        assertEquals(1, result.code(), result.out() + result.errors());
        assertEquals(1, result.errors().lines().count(), result.errors());
        return result.errors();
    }

    private static String wrong(String... arguments) {
        Result result = admin.run(arguments);
        assertEquals(2, result.code(), result.out() + result.errors());
        return result.errors();
    }

    private static JsonObject api(String path) throws Exception {
        return portal.client().get(path).bearer(portal.adminToken()).accept("application/json").send().json();
    }

    private static Path file(String text) throws Exception {
        return Files.writeString(Files.createTempFile(dir, "secret", ""), text);
    }

    @Test
    void aUserComesChangesAndGoes() throws Exception {
        String made = done("user", "add", "anna", "--generate-password");
        assertTrue(made.startsWith("Made the user anna.\nPassword: "), made);
        String password = made.lines().toList().getLast().split(" ", -1)[1];
        RemoteCli anna = new RemoteCli(portal.url(), "anna", password, dir);
        Result forbidden = anna.run("user", "list");
        assertEquals(1, forbidden.code());
        assertTrue(forbidden.errors().contains("(asked as anna;"), forbidden.errors());

        assertEquals("Changed the user anna.\n", done("user", "set", "anna", "--role", "admin"));
        assertEquals("admin", api("/users/anna").getString("role"));
        assertEquals(0, anna.run("user", "list").code());
        done("user", "set", "anna", "--new-password-file", file("another passphrase\nnot this\n").toString());
        Result unknown = anna.run("user", "list");
        assertEquals(1, unknown.code());
        assertTrue(unknown.errors().contains("doesn't take the password of anna"), unknown.errors());
        assertEquals(0,
                new RemoteCli(portal.url(), "anna", "another passphrase", dir).run("user", "show", "anna").code());

        assertTrue(done("user", "list").lines().anyMatch(line -> line.matches("anna +admin +.*")));
        assertTrue(wrong("user", "remove", "anna").contains("say --yes"));
        assertEquals("Removed the user anna.\n", done("user", "remove", "anna", "--yes"));
        assertTrue(refused("user", "show", "anna").contains("There is no user anna"));
    }

    @Test
    void whoIsNoAdminSeesHimselfAndChangesHisPassword() throws Exception {
        portal.addUser("ute", "ute's passphrase");
        RemoteCli ute = new RemoteCli(portal.url(), "ute", "ute's passphrase", dir);
        assertEquals("ute (user)\nSERVER  RIGHTS\n", ute.run("user", "whoami").out());
        String file = file("ute's other one").toString();
        assertEquals("Changed the password of ute.\n", ute.run("user", "password", "--new-password-file", file).out());
        assertEquals(1, ute.run("user", "whoami").code());
        assertEquals(0, new RemoteCli(portal.url(), "ute", "ute's other one", dir).run("user", "whoami").code());
        done("user", "remove", "ute", "-y");
    }

    @Test
    void aServerComesChangesAndGoes() throws Exception {
        String added = done("server", "add", "ada", "ftp.example", "--ftp-security", "implicit", "--data-mode", "pasv",
                "--admin-user", "debian");
        assertTrue(added.contains("Registered the server ada.\n") && added.contains("/setup/fce_"), added);
        JsonObject server = api("/servers/ada");
        assertEquals(990, server.getInteger("ftp_port"));
        assertEquals("implicit", server.getString("ftp_security"));
        assertEquals("debian", server.getString("admin_user"));

        done("server", "set", "ada", "--host", "192.0.2.7", "--admin-user", "", "--telemetry-seconds", "9");
        server = api("/servers/ada");
        assertEquals("192.0.2.7", server.getString("host"));
        assertEquals(9, server.getInteger("telemetry_seconds"));
        assertEquals(null, server.getString("admin_user"));
        assertEquals("pasv", server.getString("data_mode"));
        assertTrue(wrong("server", "set", "ada").contains("Say what to change"));

        assertTrue(done("server", "list").lines().anyMatch(line -> line.matches("ada +192.0.2.7 +990 +implicit .*")));
        assertTrue(done("server", "status").contains("ada "));
        assertTrue(done("server", "status", "ada").contains("never_seen")
                || done("server", "status", "ada").contains("state:"));
        assertTrue(done("server", "show", "ada").contains("host:               192.0.2.7\n"));
        assertEquals(server, new JsonObject(done("server", "show", "ada", "--json")));
        assertTrue(done("server", "token", "ada", "-y").startsWith("fca_"));
        assertTrue(done("server", "enrol", "ada").contains("/setup/fce_"));
        assertEquals("Removed the server ada.\n", done("server", "remove", "ada", "-y"));
        assertTrue(refused("server", "remove", "ada", "-y").contains("There is no server ada"));
    }

    @Test
    void whatThePortalRefusesIsOneLineAndStillJsonWhereThatIsWanted() {
        done("server", "add", "twice", "ftp.example");
        assertEquals("ftpcluster: alias: there is a server twice already.",
                refused("server", "add", "twice", "ftp.example").strip().replaceFirst("already\\..*", "already."));
        Result json = admin.run("server", "add", "twice", "ftp.example", "--json");
        assertEquals(1, json.code());
        assertEquals(409, new JsonObject(json.out()).getInteger("status"));
        done("server", "remove", "twice", "-y");
    }

    @Test
    void aPermissionIsFoundByWhoseAndWhere() throws Exception {
        done("user", "add", "paula", "--generate-password");
        done("server", "add", "perm", "127.0.0.1", "--ftp-security", "none", "--ftp-port", "1");
        done("server", "login", "add", "perm", "shared", "--ftp-user", "web", "--ftp-password-file",
                file("geheim").toString());
        assertTrue(done("server", "login", "list", "perm").matches("(?s).*shared +web +0 .*"));

        assertEquals("paula may use perm as web.\n", done("permission", "add", "paula", "perm", "--login", "shared",
                "--rights", "list,download", "--root", "/paula"));
        JsonObject one = new JsonObject(done("permission", "list", "--of", "PAULA", "--server", "perm", "--json"))
                .getJsonArray("permissions")
                .getJsonObject(0);
        assertEquals("/paula", one.getString("root"));
        assertEquals("[\"list\",\"download\"]", one.getJsonArray("rights").encode());
        assertTrue(done("permission", "list").contains("web (shared)"));
        done("permission", "set", "paula", "perm", "--rights", "list", "--root", "");
        assertEquals("[\"list\"]", api("/permissions/" + one.getString("id")).getJsonArray("rights").encode());
        assertEquals(null, api("/permissions/" + one.getString("id")).getString("root"));
        done("permission", "set", one.getString("id"), "--ftp-user", "own", "--ftp-password-file",
                file("pw").toString());
        assertTrue(done("permission", "show", "paula", "perm").matches("(?s).*ftp username: +own\n.*"));
        done("server", "login", "remove", "perm", "shared", "-y");

        assertEquals("Removed the permission of paula on perm.\n",
                done("permission", "remove", "paula", "perm", "--yes", "--files", "archive"));
        assertTrue(refused("permission", "show", "paula", "perm").contains("paula has no permission on perm"));
        done("server", "remove", "perm", "-y");
        done("user", "remove", "paula", "-y");
    }

    @Test
    void aTestThatFindsSomethingWrongEndsWithOne() {
        done("server", "add", "deaf", "127.0.0.1", "--ftp-security", "none", "--ftp-port", "1");
        Result tested = admin.run("server", "test", "deaf");
        assertEquals(1, tested.code(), tested.errors());
        assertTrue(tested.out().contains("failed      Connecting (") && tested.out().contains("            -> "),
                tested.out());
        assertEquals(false, new JsonObject(admin.run("server", "test", "deaf", "--json").out()).getBoolean("ok"));
        done("server", "remove", "deaf", "-y");
    }

    @Test
    void sessionsAreListedAndEnd() throws Exception {
        portal.addUser("lara", "lara's passphrase");
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tokens.add(portal.client().login("lara", "lara's passphrase"));
        }
        RemoteCli lara = new RemoteCli(portal.url(), "lara", "lara's passphrase", dir);
        List<JsonObject> sessions = Answer.list(new JsonObject(lara.run("session", "list", "--json").out()),
                "sessions");
        assertEquals(4, sessions.size());
        assertTrue(
                sessions.stream()
                        .allMatch(each -> each.getString("kind").equals("bearer")
                                && each.getString("user").equals("lara") && !each.getBoolean("current")),
                sessions.toString());
        String table = done("session", "list", "--of", "lara");
        assertTrue(table.startsWith("ID ") && table.lines().count() == 5, table);
        assertTrue(tokens.stream().noneMatch(table::contains), table);
        assertEquals(2, done("session", "list", "--of", "lara", "--limit", "1").lines().count());
        assertEquals(1, lara.run("session", "list", "--of", "admin").code());

        // The newest first.
        String newest = sessions.getFirst().getString("id");
        assertEquals("Ended the session " + newest + ".\n", lara.run("session", "end", newest).out());
        assertEquals(401, portal.client().get("/me").bearer(tokens.get(3)).send().status());
        assertEquals(200, portal.client().get("/me").bearer(tokens.get(2)).send().status());
        assertEquals("{\"ended\":2}",
                portal.client().call("DELETE", "/sessions?others=true").bearer(tokens.get(2)).send().text());
        assertEquals(401, portal.client().get("/me").bearer(tokens.get(0)).send().status());
        assertEquals(200, portal.client().get("/me").bearer(tokens.get(2)).send().status());
        assertTrue(wrong("session", "end", "--of", "lara").contains("say --yes"));
        assertEquals("Ended 1 session.\n", done("session", "end", "--of", "lara", "--yes"));
        assertEquals(401, portal.client().get("/me").bearer(tokens.get(2)).send().status());
        assertTrue(refused("session", "end", "none").contains("There is no such session"));
        assertTrue(refused("session", "end", "--of", "nobody", "-y").contains("There is no user nobody"));
        assertTrue(wrong("session", "end").contains("Say one of"));
        assertTrue(wrong("session", "end", "x", "--others").contains("Say one of"));
        done("user", "remove", "lara", "-y");
    }

    @Test
    void copiesAreBegunShownAndCancelled() throws Exception {
        // Nothing answers there: it is what it was asked for that counts.
        done("server", "add", "copied", "127.0.0.1", "--ftp-port", "1", "--ftp-security", "none");
        portal.permit("admin", "copied", "somebody", "secret");
        String begun = done("copy", "start", "copied:/a b%.txt", "copied:/dir/", "/ftp/admin/copied/c", "copied:in",
                "--conflict", "rename");
        assertTrue(begun.startsWith("Begun. How it goes: ftpcluster copy show "), begun);
        String id = begun.strip().substring(begun.lastIndexOf(' ') + 1);
        JsonObject copy = new JsonObject(done("copy", "show", id, "--json"));
        assertEquals(List.of("/ftp/admin/copied/a%20b%25.txt", "/ftp/admin/copied/dir/", "/ftp/admin/copied/c"),
                copy.getJsonArray("source").getList());
        assertEquals("/ftp/admin/copied/in/", copy.getString("destination"));
        assertEquals("copy", copy.getString("operation"));
        assertEquals("rename", copy.getString("conflict"));
        assertTrue(done("copy", "list").contains(id));
        assertTrue(done("copy", "show", id).contains("/ftp/admin/copied/in/"));
        assertTrue(done("copy", "cancel", id).startsWith("The copy " + id + " is c"));
        assertTrue(refused("copy", "start", "nowhere:a", "copied:in").contains("no permission for a server nowhere"));
        assertTrue(refused("copy", "show", "none").contains("There is no copy none"));
        assertTrue(wrong("copy", "start", "here.txt", "copied:in").contains("is no place on a server"));
        assertTrue(wrong("copy", "start", "copied:a").contains("ALIAS:PATH"));
        assertTrue(refused("copy", "start", "copied:a", "copied:b", "--conflict", "x").contains("conflict"));
        done("server", "remove", "copied", "-y");
    }

    @Test
    void listsOfWhatIsRare() {
        assertTrue(done("transfer", "list").startsWith("ID  USER"));
        assertTrue(done("job", "list").startsWith("ID  KIND"));
        assertTrue(done("alert", "list", "--raised").startsWith("SERVER  KIND"));
        assertTrue(done("node", "list").contains("ready"));
        assertEquals(2, done("audit", "list", "--limit", "1").lines().count());
        assertTrue(refused("audit", "list", "--limit", "5000").contains("limit: must be"));
        assertTrue(refused("job", "watch", "none").contains("There is no job none"));
        assertTrue(refused("job", "cancel", "none").contains("There is no job none"));
        assertTrue(refused("transfer", "cancel", "none").contains("transfer"));
    }

    @Test
    void anAccountThatWaitsForItsServerIsShownSo() throws Exception {
        done("user", "add", "wanda", "--generate-password");
        done("server", "add", "away", "127.0.0.1");
        assertEquals("wanda may use away as wanda.\n", done("permission", "add", "wanda", "away"));
        assertTrue(done("server", "account", "list", "away").matches("(?s).*\nwanda +wanda +active +waiting .*"));
        assertEquals(1,
                new JsonObject(done("server", "accounts", "list", "away", "--json")).getJsonArray("accounts").size());
        done("server", "account", "lock", "away", "wanda");
        assertTrue(refused("server", "account", "unlock", "away", "wanda", "--wait", "--timeout", "0s")
                .contains("wanda on away isn't as it should be after 0 s"));
        assertTrue(refused("server", "account", "rotate", "away", "nobody").contains("nobody"));
        done("user", "remove", "wanda", "-y");
        done("server", "remove", "away", "-y");
    }

    @Test
    void linesOfStandardInputAreTakenOneAfterTheOther() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(
                (RunningPortal.ADMIN_PASSWORD + "\r\nstella's passphrase\n").getBytes(StandardCharsets.UTF_8)));
        try {
            Result made = RemoteCli.plain("user", "add", "stella", "--url", portal.url().toString(), "--password-file",
                    "-", "--new-password-file", "-");
            assertEquals(0, made.code(), made.errors());
        } finally {
            System.setIn(before);
        }
        assertEquals("stella", portal.client().login("stella", "stella's passphrase").isEmpty() ? "" : "stella");
        done("user", "remove", "stella", "-y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "server account", "job", "server provision", "server provision a --hosts f",
            "user set anna", "job watch j1 --timeout soon", "server add a", "permission show a b c"})
    void whatIsIncompleteIsWrongUsage(String arguments) {
        Result wrong = RemoteCli.plain(arguments.split(" ", -1));
        assertEquals(2, wrong.code(), wrong.out());
        assertTrue(wrong.errors().contains("--help)"), wrong.errors());
    }

    static List<String> verbs() {
        List<String> verbs = new ArrayList<>();
        CommandLine all = new CommandLine(new RemoteCli.Root());
        RemoteCli.commands().addTo(all);
        collect(all, "", verbs);
        return verbs;
    }

    private static void collect(CommandLine noun, String path, List<String> verbs) {
        noun.getSubcommands().values().stream().distinct().forEach(each -> {
            String name = (path + " " + each.getCommandName()).strip();
            if (each.getSubcommands().isEmpty()) {
                verbs.add(name);
            } else {
                collect(each, name, verbs);
            }
        });
    }

    /** And no option is there by which a password could be an argument. */
    @ParameterizedTest
    @MethodSource("verbs")
    void everyCommandHasHelpWithAnExample(String verb) {
        List<String> arguments = new ArrayList<>(List.of(verb.split(" ", -1)));
        arguments.add("--help");
        Result help = RemoteCli.plain(arguments.toArray(String[]::new));
        assertEquals(0, help.code(), help.errors());
        assertTrue(help.out().contains("  ftpcluster " + verb), help.out());
        assertTrue(help.out().contains("--json") && help.out().contains("--url"), help.out());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
        assertFalse(help.out().matches("(?s).*--[a-z-]*(password|passphrase)=.*"), help.out());
    }
}
