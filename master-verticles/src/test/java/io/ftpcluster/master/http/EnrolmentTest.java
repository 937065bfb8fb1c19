package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.provisioning.Provisionings;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a machine becomes a server over HTTP, whatever it says and whoever it is. */
class EnrolmentTest {

    @TempDir
    private Path dir;
    private EnrolmentPortal portal;
    private JsonObject created;

    @BeforeEach
    void start() throws Exception {
        portal = EnrolmentPortal.start(dir, null);
        Answer answer = admin("POST", "/servers").json(new JsonObject().put("alias", "alpha").put("host", "127.0.0.1"))
                .send();
        assertEquals(201, answer.status(), answer.text());
        created = answer.json();
    }

    @AfterEach
    void stop() throws Exception {
        portal.close();
    }

    private PortalClient.Call admin(String method, String path) {
        return portal.client().call(method, path).bearer(EnrolmentPortal.ADMIN);
    }

    private static String key() throws Exception {
        return Base64.getEncoder()
                .encodeToString(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
    }

    private static JsonObject machine(String key) {
        return new JsonObject().put("slave_id", "alpha")
                .put("pubkey", key)
                .put("hostname", "host.example")
                .put("ip", "192.0.2.7");
    }

    private String secret() throws Exception {
        Answer answer = admin("POST", "/servers/alpha/enrolment").send();
        assertEquals(201, answer.status(), answer.text());
        return answer.json().getString("secret");
    }

    private Answer register(String secret, JsonObject machine) throws Exception {
        return portal.client().post("/api/register").bearer(secret).json(machine).send();
    }

    private void assertProblem(int status, String detail, Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals(detail, answer.json().getString("detail"));
    }

    @Test
    void anEnrolmentIsToldWithTheLineToPaste() throws Exception {
        Answer answer = admin("POST", "/servers/alpha/enrolment").send();
        JsonObject issued = answer.json();
        assertTrue(issued.getString("secret").matches("fce_[\\w-]{43}"), answer.text());
        assertEquals("2026-03-01T13:00:00Z", issued.getString("expires_at"));
        assertEquals("curl -fsS " + portal.client().base() + "/setup/" + issued.getString("secret") + " | sudo sh",
                issued.getString("command"));
        assertNull(issued.getString("caution"));
        assertEquals(404, admin("POST", "/servers/none/enrolment").send().status());
        assertEquals(403,
                portal.client().post("/servers/alpha/enrolment").bearer(EnrolmentPortal.USER).send().status());
        assertEquals(401, portal.client().post("/servers/alpha/enrolment").send().status());
    }

    @Test
    void thePageShowsTheLineOnce() throws Exception {
        Answer page = portal.client()
                .post("/servers/alpha/enrolment")
                .cookie(EnrolmentPortal.ADMIN)
                .accept(PortalClient.HTML)
                .header("Sec-Fetch-Site", "same-origin")
                .form("")
                .send();
        assertEquals(201, page.status(), page.text());
        assertTrue(page.text().matches("(?s).*curl -fsS \\S+/setup/fce_[\\w-]{43} \\| sudo sh.*"), page.text());
        Answer again = portal.client()
                .get("/servers/alpha")
                .cookie(EnrolmentPortal.ADMIN)
                .accept(PortalClient.HTML)
                .send();
        assertEquals(200, again.status());
        assertTrue(again.text().contains("Make a command"), again.text());
        assertFalse(again.text().matches("(?s).*fce_[\\w-]{43}.*"), again.text());
        assertEquals(403,
                portal.client()
                        .post("/servers/alpha/enrolment")
                        .cookie(EnrolmentPortal.ADMIN)
                        .header("Sec-Fetch-Site", "cross-site")
                        .form("")
                        .send()
                        .status());
    }

    @Test
    void aMachineRegistersOnceAndMayRepeatIt() throws Exception {
        String secret = secret();
        JsonObject machine = machine(key());
        Answer first = register(secret, machine);
        assertEquals(200, first.status(), first.text());
        assertEquals("ok", first.json().getString("status"));
        assertEquals("alpha", first.json().getString("alias"));
        assertTrue(first.json().getString("agent_token").matches("fca_[\\w-]{43}"), first.text());
        Answer again = register(secret, machine);
        assertEquals(200, again.status(), again.text());
        assertNotEquals(first.json().getString("agent_token"), again.json().getString("agent_token"));
        assertProblem(409,
                "Another machine has registered as alpha with this enrolment secret. To put this machine in its"
                        + " place, make a new secret on the server's page.",
                register(secret, machine(key())));
        assertEquals(List.of("enrolment.refuse"), refusals());
        for (int i = 0; i < 10; i++) {
            assertEquals(409, register(secret, machine(key())).status());
        }
        assertEquals(5, refusals().size(), "nobody fills the trail");
        portal.clock.pass(Duration.ofHours(1));
        assertProblem(401, "This enrolment secret of alpha was used, and was good until 2026-03-01T13:00:00Z."
                + " Make a new one on the server's page.", register(secret, machine));
    }

    @Test
    void aFormRegistersToo() throws Exception {
        String form = "pubkey=" + key().replace("+", "%2B") + "&hostname=host&ftp_port=2121&ftp_security=none&ip=";
        Answer answer = portal.client().post("/api/register").bearer(secret()).form(form).send();
        assertEquals(200, answer.status(), answer.text());
        JsonObject server = admin("GET", "/servers/alpha").send().json();
        assertEquals(2121, server.getInteger("ftp_port"));
        assertEquals("none", server.getString("ftp_security"));
    }

    @Test
    void whatIsWorthNothingIsRefused() throws Exception {
        String replaced = secret();
        String late = secret();
        assertProblem(401, "This enrolment secret isn't known: it is mistyped, or a newer one has replaced it."
                + " Make a new one on the server's page.", register(replaced, machine(key())));
        assertProblem(401, "This is no enrolment secret. Copy the whole line from the server's page.",
                register("fce_short", machine(key())));
        assertProblem(403,
                "This enrolment secret is for the server alpha, not for another one. Make one on the page of the"
                        + " server that this machine is to be.",
                register(late, machine(key()).put("slave_id", "beta")));
        assertEquals(401, portal.client().post("/api/register").json(machine(key())).send().status());
        assertEquals(401, register(EnrolmentPortal.ADMIN, machine(key())).status());
        assertEquals(401, register(created.getString("agent_token"), machine(key())).status());
        portal.clock.pass(Duration.ofHours(1));
        assertProblem(401, "This enrolment secret of alpha was good until 2026-03-01T13:00:00Z."
                + " Make a new one on the server's page.", register(late, machine(key())));
    }

    @Test
    void aNewTokenAndADeletedServerEndIt() throws Exception {
        String before = secret();
        assertEquals(201, admin("POST", "/servers/alpha/agent-token").send().status());
        assertEquals(401, register(before, machine(key())).status());
        String last = secret();
        assertEquals(204, admin("DELETE", "/servers/alpha").send().status());
        assertEquals(401, register(last, machine(key())).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pubkey | ssh-ed25519 AAAA", "pubkey | ''", "pubkey | AAAA", "hostname | ''",
            "hostname | 'a\nb'", "ip | not an address", "ip | 192.0.2.7 ; id", "ftp_port | 0", "ftp_port | 65536",
            "ftp_security | tls", "tls_fingerprint | zz", "slave_id_ | x"})
    void nonsenseIsNamedAndChangesNothing(String field, String value) throws Exception {
        String secret = secret();
        Object given = field.equals("ftp_port") ? Integer.valueOf(value) : value;
        Answer answer = register(secret, machine(key()).put("ftp_port", 2121).put(field, given));
        assertEquals(400, answer.status(), answer.text());
        assertEquals(field, answer.json().getJsonArray("errors").getJsonObject(0).getString("field"), answer.text());
        assertEquals(21, admin("GET", "/servers/alpha").send().json().getInteger("ftp_port"));
        assertEquals(200, register(secret, machine(key())).status(), "the secret is still good");
    }

    /** 20 wrong ones at once; another address isn't touched by it, and right ones never count. */
    @Test
    void guessesAreBounded() throws Exception {
        String secret = secret();
        String wrong = "fce_" + "x".repeat(43);
        for (int i = 0; i < 20; i++) {
            assertEquals(200, portal.client().get("/setup/" + secret).send().status());
            assertEquals(404, portal.client().get("/setup/" + wrong).send().status());
        }
        Answer refused = register(wrong, machine(key()));
        assertEquals(429, refused.status(), refused.text());
        assertEquals("10", refused.header("Retry-After"));
        Answer plain = portal.client().get("/setup/" + secret).send();
        assertEquals(429, plain.status());
        assertEquals("10", plain.header("Retry-After"));
        assertEquals("ftpcluster-setup: Too many wrong enrolment secrets came from this address; try again in 10 s.\n",
                plain.text());
        portal.clock.pass(Duration.ofSeconds(10));
        assertEquals(200, portal.client().get("/setup/" + secret).send().status());
    }

    @Test
    void theSetupTextIsCleanShellWithTheScriptInIt() throws Exception {
        String secret = secret();
        Answer answer = portal.client().get("/setup/" + secret).send();
        assertEquals(200, answer.status());
        assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
        assertEquals("no-store", answer.header("Cache-Control"));
        Path text = Files.writeString(dir.resolve("setup"), answer.text());
        assertEquals("", Commands.run("dash", "-n", text.toString()));
        assertEquals("", Commands.run("shellcheck", "-s", "sh", "-e", "SC2016", text.toString()));
        String inner = inner(answer.text());
        Path script = Files.writeString(dir.resolve("inner"), inner);
        assertEquals("", Commands.run("bash", "-n", script.toString()));
        assertTrue(inner.contains("setup_url='" + portal.client().base() + "/setup/" + secret + "'\n"), inner);
        assertTrue(inner.contains("master_url='" + portal.client().base() + "'\n"), inner);
        assertTrue(inner.contains("existing_daemon='refuse'\n"), inner);
        for (String file : List.of("ftpcluster-agent.tar.gz", Provisionings.runtime())) {
            String sum = Commands.run("sha256sum", portal.agent.resolve(file).toString()).substring(0, 64);
            assertTrue(inner.contains("_sha256='" + sum + "'\n"), file);
        }
        Answer head = portal.client().call("HEAD", "/setup/" + secret).send();
        assertEquals(200, head.status());
        assertEquals("", head.text());
        assertEquals(answer.header("Content-Length"), head.header("Content-Length"));
    }

    /** The script between the lines that begin and end it. */
    private static String inner(String text) {
        String begin = "<<'FTPCLUSTER_SETUP_END'\n";
        int start = text.indexOf(begin) + begin.length();
        return text.substring(start, text.indexOf("\nFTPCLUSTER_SETUP_END\n", start) + 1);
    }

    /** The real text with a script that says where it ran: as root, in a folder of its own, with the secret beside it. */
    @Test
    void theSetupTextRunsTheScriptAndLeavesNothing() throws Exception {
        String secret = secret();
        String text = portal.client().get("/setup/" + secret).send().text();
        String probe = """
                folder=$(dirname "$0")
                stat -c '%a %n' "$folder" "$folder/enrolment.secret"
                cat "$folder/enrolment.secret"
                read -r line && echo "took $line"
                exit 3
                """;
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        String whole = text.replace(inner(text), probe);
        Result result = sh(temporary, whole);
        assertEquals(3, result.code(), result.said());
        String folder = result.said().lines().findFirst().orElseThrow().substring("700 ".length());
        assertTrue(folder.startsWith(temporary + "/ftpcluster-setup."), result.said());
        assertEquals("700 " + folder + "\n600 " + folder + "/enrolment.secret\n" + secret + "\n", result.said());
        assertEquals("", Commands.run("ls", "-A", temporary.toString()));
        for (int length = 1; length < whole.stripTrailing().length(); length += 97) {
            assertFalse(sh(temporary, whole.substring(0, length)).said().contains(secret), "cut at " + length);
        }
        assertEquals("", Commands.run("ls", "-A", temporary.toString()));
    }

    private record Result(int code, String said) {}

    private static Result sh(Path temporary, String text) throws Exception {
        ProcessBuilder command = new ProcessBuilder("dash").redirectErrorStream(true);
        command.environment().put("TMPDIR", temporary.toString());
        Process process = command.start();
        try (var in = process.outputWriter()) {
            in.write(text);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Result(process.exitValue(), said);
    }

    @Test
    void theRegistrationsAnswerHasTheSameText() throws Exception {
        String secret = created.getJsonObject("enrolment").getString("secret");
        assertEquals(portal.client().get("/setup/" + secret).send().text(), created.getString("setup_script"));
        assertTrue(created.getJsonObject("enrolment").getString("command").contains(secret));
        Answer alone = admin("POST", "/servers").accept("text/plain")
                .json(new JsonObject().put("alias", "beta").put("host", "localhost"))
                .send();
        assertEquals(201, alone.status());
        assertTrue(alone.text().startsWith("#!/bin/sh\n"), alone.text());
        assertTrue(alone.text().contains("alias_name='beta'\n"), alone.text());
    }

    @Test
    void aServerThatCannotReachTheLoopbackGetsTheDaemonAloneAndAReason() throws Exception {
        JsonObject far = admin("POST", "/servers").json(new JsonObject().put("alias", "far").put("host", "192.0.2.9"))
                .send()
                .json();
        String why = "the portal's URL " + portal.client().base()
                + " leads to the machine itself: set MASTER_URL to one that 192.0.2.9 reaches";
        assertEquals("# Without the agent: " + why + ".", far.getString("setup_script").lines().toList().get(1));
        assertEquals(why, far.getJsonObject("enrolment").getString("caution"));
        assertFalse(far.getString("setup_script").matches("(?s).*fce_[\\w-]{43}.*"), far.getString("setup_script"));
    }

    @Test
    void archivesAreForWhoeverHasASecret() throws Exception {
        String secret = secret();
        for (String file : List.of("ftpcluster-agent.tar.gz", Provisionings.runtime())) {
            Answer answer = portal.client().get("/setup/" + secret + "/" + file).send();
            assertEquals(200, answer.status());
            assertEquals("application/gzip", answer.header("Content-Type"));
            assertArrayEquals(Files.readAllBytes(portal.agent.resolve(file)), answer.bytes());
            Answer head = portal.client().call("HEAD", "/setup/" + secret + "/" + file).send();
            assertEquals(answer.header("Content-Length"), head.header("Content-Length"));
        }
        assertEquals(404,
                portal.client().get("/setup/fce_" + "x".repeat(43) + "/ftpcluster-agent.tar.gz").send().status());
        for (String name : List.of("runtime-linux-sparc.tar.gz", "ftpcluster.db", "..;",
                "ftpcluster-agent.tar.gz%00")) {
            assertNotEquals(200, portal.client().get("/setup/" + secret + "/" + name).send().status(), name);
        }
    }

    @Test
    void aBuildWithoutTheAgentSaysSo() throws Exception {
        String secret = secret();
        Files.delete(portal.agent.resolve("ftpcluster-agent.tar.gz"));
        Answer setup = portal.client().get("/setup/" + secret).send();
        assertEquals(404, setup.status());
        assertEquals("ftpcluster-setup: this portal has no ftpcluster-agent.tar.gz: its build is incomplete; build it"
                + " anew with mvn package, or install a release\n", setup.text());
        assertEquals(404, admin("GET", "/servers/alpha/bundle").send().status());
        assertTrue(admin("POST", "/servers/alpha/enrolment").send().json().getString("caution").contains("its build"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "fce_", "%27%3B%20id", "fce_%F0%9F%92%A9"})
    void aWrongSecretLeadsNowhereAndSaysWhy(String secret) throws Exception {
        Answer answer = portal.client().get("/setup/" + secret).send();
        assertEquals(404, answer.status());
        assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
        assertEquals("ftpcluster-setup: This is no enrolment secret. Copy the whole line from the server's page.\n",
                answer.text());
    }

    @Test
    void theBundleHoldsAllThatAMachineNeeds() throws Exception {
        String before = secret();
        Answer answer = admin("GET", "/servers/alpha/bundle").send();
        assertEquals(200, answer.status());
        assertEquals("application/gzip", answer.header("Content-Type"));
        assertEquals("attachment; filename=\"ftpcluster-alpha.tar.gz\"", answer.header("Content-Disposition"));
        Path file = Files.write(dir.resolve("bundle.tar.gz"), answer.bytes());
        assertEquals(
                List.of("-rw-r--r-- root/root config.json", "-rw-r--r-- root/root pubkey_master.pub",
                        "-rwxr-xr-x root/root ftpcluster-setup.sh", "-rw------- root/root enrolment.secret",
                        "-rw-r--r-- root/root ftpcluster-agent.tar.gz", "-rw-r--r-- root/root runtime.tar.gz"),
                Commands.run("tar", "-tvzf", file.toString())
                        .lines()
                        .map(line -> line.replaceFirst("^(\\S+ \\S+) .* (\\S+)$", "$1 $2"))
                        .toList());
        Path out = Files.createDirectory(dir.resolve("out"));
        Commands.run("tar", "-xzf", file.toString(), "-C", out.toString());
        assertArrayEquals(Files.readAllBytes(portal.agent.resolve("ftpcluster-agent.tar.gz")),
                Files.readAllBytes(out.resolve("ftpcluster-agent.tar.gz")));
        assertEquals("", Commands.run("bash", "-n", out.resolve("ftpcluster-setup.sh").toString()));
        assertTrue(Files.readString(out.resolve("ftpcluster-setup.sh")).contains("setup_url=''\n"));
        assertTrue(Commands
                .run("openssl", "pkey", "-pubin", "-noout", "-text", "-in", out.resolve("pubkey_master.pub").toString())
                .startsWith("ED25519 Public-Key:"));
        JsonObject config = new JsonObject(Files.readString(out.resolve("config.json")));
        assertEquals("alpha", config.getString("slave_id"));
        assertEquals(portal.client().base().toString(), config.getString("master_url"));
        assertFalse(config.encode().contains("fce_"));
        assertEquals(401, register(before, machine(key())).status(), "the bundle's secret replaced it");
        String secret = Files.readString(out.resolve("enrolment.secret")).strip();
        assertEquals(200, register(secret, machine(key())).status());
    }

    @Test
    void theBundleIsForAdminsAndNotForLinksElsewhere() throws Exception {
        String secret = secret();
        assertEquals(403, portal.client().get("/servers/alpha/bundle").bearer(EnrolmentPortal.USER).send().status());
        assertEquals(403,
                portal.client()
                        .get("/servers/alpha/bundle")
                        .cookie(EnrolmentPortal.ADMIN)
                        .header("Sec-Fetch-Site", "cross-site")
                        .send()
                        .status());
        assertEquals(200, admin("HEAD", "/servers/alpha/bundle").send().status());
        assertEquals(404, admin("GET", "/servers/none/bundle").send().status());
        assertEquals(200, register(secret, machine(key())).status(), "none of them replaced the secret");
    }

    private List<String> refusals() throws Exception {
        return portal.bus()
                .request(Audit.LIST, Audit.Find.latest(100))
                .await(30, TimeUnit.SECONDS)
                .events()
                .stream()
                .map(Audit.Event::action)
                .filter("enrolment.refuse"::equals)
                .toList();
    }

    @Test
    void aMachineTellsItsPassivePorts() throws Exception {
        Answer registered = register(secret(), machine(key()).put("ftp_passive_ports", "40000-40010"));
        assertEquals(200, registered.status(), registered.text());
        assertEquals("40000-40010", admin("GET", "/servers/alpha").send().json().getString("ftp_passive_ports"));
        assertEquals(400, register(secret(), machine(key()).put("ftp_passive_ports", "40010-40000")).status());
    }

    @Test
    void secretsAreNeitherLoggedNorInTheTrail() throws Exception {
        LogCapture log = new LogCapture();
        try {
            String secret = secret();
            portal.client().get("/setup/" + secret).send();
            Answer registered = register(secret, machine(key()));
            assertEquals(200, registered.status());
            register(secret, machine(key()));
            register("fce_" + "y".repeat(43), machine(key()));
            String trail = portal.bus()
                    .request(Audit.LIST, Audit.Find.latest(100))
                    .await(30, TimeUnit.SECONDS)
                    .toString();
            assertTrue(trail.contains("enrolment.use"), trail);
            for (String told : List.of(String.join("\n", log.lines()), trail)) {
                assertFalse(told.contains("fce_"), told);
                assertFalse(told.contains("fca_"), told);
            }
        } finally {
            log.close();
        }
    }
}
