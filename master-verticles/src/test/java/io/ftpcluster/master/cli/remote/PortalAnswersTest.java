package io.ftpcluster.master.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Commands;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of answers that are rare, strange or hostile. */
@Timeout(60)
class PortalAnswersTest {

    private static final String STEP = "{\"name\":\"%s\",\"state\":\"%s\",\"detail\":\"%s\",\"started_at\":%s,\"ended_at\":%s}";
    private static final String THEN = "\"2026-01-01T00:00:00Z\"";
    private static final String LATER = "\"2026-01-01T00:00:41Z\"";

    @TempDir
    private Path dir;

    private RemoteCli cli(ScriptedPortal portal) throws IOException {
        return new RemoteCli(portal.url(), "admin", "geheim", dir);
    }

    private static String job(String state, String... steps) {
        return "{\"id\":\"j1\",\"kind\":\"provision\",\"alias\":\"alpha\",\"state\":\"" + state + "\",\"created_at\":"
                + THEN + ",\"ended_at\":" + (state.equals("running") ? "null" : LATER) + ",\"steps\":["
                + String.join(",", steps) + "]}";
    }

    private static String over(String name, String state, String detail) {
        return STEP.formatted(name, state, detail, THEN, LATER);
    }

    @Test
    void aJobIsWatchedToItsEndAndEachStepToldOnce() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            String facts = over("facts", "succeeded", "Debian 12");
            portal.says("GET /jobs/j1", 200, job("running", STEP.formatted("facts", "running", "", THEN, "null")),
                    job("running", facts, STEP.formatted("agent", "pending", "", "null", "null")),
                    job("succeeded", facts, over("agent", "succeeded", "it runs")));
            Result watched = cli(portal).run("job", "watch", "j1");
            assertEquals(0, watched.code(), watched.errors());
            assertEquals("""
                    facts succeeded 41 s Debian 12
                    agent succeeded 41 s it runs
                    provision of alpha succeeded after 41 s.
                    """, watched.out().replaceAll(" +", " "));
        }
    }

    @Test
    void aJobThatFailsSaysWhereAndWhatToDo() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            String failed = job("failed", over("daemon", "failed", "apt is locked; wait for its end."));
            portal.says("GET /jobs/j1", 200, failed);
            Result watched = cli(portal).run("job", "watch", "j1");
            assertEquals(1, watched.code());
            assertEquals("ftpcluster: provision of alpha failed at daemon: apt is locked; wait for its end."
                    + " To go on from there: ftpcluster job retry j1\n", watched.errors());
            Result json = cli(portal).run("job", "watch", "j1", "--json");
            assertEquals(1, json.code());
            assertEquals(new JsonObject(failed), new JsonObject(json.out()));
        }
    }

    @Test
    void aPortalThatIsAwayForAMomentEndsNoWatch() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            portal.says("GET /jobs/j1", 502, "<html>bad gateway</html>").says("GET /jobs/j1", 200, job("succeeded"));
            assertEquals(0, cli(portal).run("job", "watch", "j1").code());
        }
    }

    @Test
    void aJobThatTakesTooLongIsLeftAlone() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            portal.says("GET /jobs/j1", 200, job("running"));
            Result watched = cli(portal).run("job", "watch", "j1", "--timeout", "0s");
            assertEquals(1, watched.code());
            assertTrue(watched.errors().contains("the job j1 still runs after 0 s"), watched.errors());
        }
    }

    @Test
    void whatIsSaidCanNotSteerTheTerminal() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            String text = "{\"users\":[{\"username\":\"a\\u001b[2Jb\u202ec\u009b\",\"role\":\"user\"}]}";
            portal.says("GET /users", 200, text);
            Result table = cli(portal).run("user", "list");
            assertTrue(table.out().contains("a?[2Jb?c?"), table.out());
            Result json = cli(portal).run("user", "list", "--json");
            assertEquals(new JsonObject(text), new JsonObject(json.out()));
            assertTrue(json.out().chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), json.out());
            portal.says("GET /audit", 400, "{\"detail\":\"no\\u001b]0;x\\u0007\\nftpcluster: yes\"}");
            assertEquals("ftpcluster: no?]0;x??ftpcluster: yes\n", cli(portal).run("audit", "list").errors());
        }
    }

    @Test
    void nothingIsFollowedElsewhere() throws Exception {
        try (ScriptedPortal elsewhere = ScriptedPortal.plain(); ScriptedPortal portal = ScriptedPortal.plain()) {
            portal.sendsOn("GET /users", elsewhere.url() + "/users");
            Result sent = cli(portal).run("user", "list");
            assertEquals(3, sent.code());
            assertTrue(sent.errors().contains("sends on to " + elsewhere.url()), sent.errors());
            assertEquals(0, elsewhere.asked().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>welcome</html>", "[]", "\"x\"", "{\"users\":", "null"})
    void whatIsNoPortalIsToldSo(String text) throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            portal.says("GET /users", 200, text);
            Result told = cli(portal).run("user", "list");
            assertEquals(3, told.code(), told.errors());
            assertTrue(told.errors().contains("is no portal (HTTP 200)"), told.errors());
        }
    }

    @Test
    void namesStaySegmentsOfThePath() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            cli(portal).run("user", "show", "../a b?c#d%/ü");
            cli(portal).run("user", "show", "..");
            assertEquals("GET /users/..%2Fa%20b%3Fc%23d%25%2F%C3%BC ", portal.asked().get(0));
            assertEquals("GET /users/%2E%2E ", portal.asked().get(1));
        }
    }

    @Test
    void aBundleIsWholeAndItsOwnersOrNotThereAtAll() throws Exception {
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            Path folder = Files.createDirectory(dir.resolve("bundles"));
            String file = folder.resolve("b.tar.gz").toString();
            portal.says("GET /servers/none/bundle", 404, "{\"detail\":\"There is no server none.\"}")
                    .says("GET /servers/alpha/bundle", 200, "the bundle");
            Result none = cli(portal).run("server", "bundle", "none", "--output", file);
            assertEquals(1, none.code());
            assertEquals("ftpcluster: There is no server none.\n", none.errors());
            assertEquals("", Commands.run("ls", "-A", folder.toString()));
            assertEquals(0, cli(portal).run("server", "bundle", "alpha", "--output", file).code());
            assertEquals("the bundle", Files.readString(Path.of(file)));
            assertEquals("600\n", Commands.run("stat", "-c", "%a", file));
            assertEquals("b.tar.gz\n", Commands.run("ls", "-A", folder.toString()));
            assertEquals(2, cli(portal).run("server", "bundle", "alpha", "--output", folder.toString()).code());
        }
    }

    @Test
    void aCertificateIsTrustedByItsFileOrItsPinAndElseNot() throws Exception {
        Certificate certificate = Certificate.create(dir);
        String pem = dir.resolve("certificate.pem").toString();
        try (ScriptedPortal portal = ScriptedPortal.secure(certificate)) {
            portal.says("GET /users", 200, "{\"users\":[]}");
            Result unknown = cli(portal).run("user", "list");
            assertEquals(3, unknown.code());
            assertTrue(unknown.errors().contains("--ca-file or --pin"), unknown.errors());
            assertEquals(0, cli(portal).run("user", "list", "--ca-file", pem).code());
            String pin = "sha256//" + Commands.run("bash", "-c", "openssl x509 -in '" + pem
                    + "' -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64")
                    .strip();
            assertEquals(0, cli(portal).run("user", "list", "--pin", pin).code());
            Result other = cli(portal).run("user", "list", "--pin", "sha256//" + "A".repeat(43) + "=");
            assertEquals(3, other.code());
            assertTrue(other.errors().contains("another one than the pin's"), other.errors());
            assertEquals(2, portal.asked().size());
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedThoughItsSignerIsTrusted() throws Exception {
        Certificate certificate = Certificate.create(dir, "DNS:portal.example");
        try (ScriptedPortal portal = ScriptedPortal.secure(certificate)) {
            portal.says("GET /users", 200, "{\"users\":[]}");
            Result refused = cli(portal).run("user", "list", "--ca-file", dir.resolve("certificate.pem").toString());
            assertEquals(3, refused.code(), refused.out());
            assertEquals(0, portal.asked().size());
        }
    }

    @Test
    void whereNobodyListensIsToldWithoutAWait() throws Exception {
        URI gone;
        try (ScriptedPortal portal = ScriptedPortal.plain()) {
            gone = portal.url();
        }
        Result away = new RemoteCli(gone, "admin", "x", dir).run("server", "list");
        assertEquals(3, away.code());
        assertTrue(away.errors().startsWith("ftpcluster: could not reach the portal at " + gone), away.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://portal.example", "portal.example", "http://", "http://a:b@portal.example",
            "http://portal.example/?x", "http://portal example"})
    void aUrlThatIsNoneIsWrongUsage(String url) throws Exception {
        Path password = Files.writeString(dir.resolve("password"), "geheim");
        Result wrong = RemoteCli.plain("server", "list", "--url", url, "--password-file", password.toString());
        assertEquals(2, wrong.code());
        assertTrue(wrong.errors().contains("the portal's URL"), wrong.errors());
        assertFalse(wrong.errors().contains("geheim"));
    }
}
