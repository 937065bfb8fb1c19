package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.ftpcluster.testing.PostgreSql;
import io.ftpcluster.testing.SecretTraces;
import io.ftpcluster.testing.Sshd;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A portal that logs all that it and its libraries can say, through whatever has a secret in it; and what isn't to be found there. */
@Timeout(400)
class LogSecretsIT {

    private static final String LEVELS = """
            handlers = java.util.logging.ConsoleHandler
            .level = ALL
            java.util.logging.ConsoleHandler.level = ALL
            java.util.logging.ConsoleHandler.formatter = io.ftpcluster.master.log.TextFormat
            """;
    /** 32 bytes, which may be said as they are or as what the setting has. */
    private static final String SEALING = Base64.getUrlEncoder()
            .encodeToString("Marked+sealing/key-of-32-bytes!!".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    private final SecretTraces secrets = new SecretTraces();
    private final String admin = secrets.mark("admin");
    private final String anna = secrets.mark("anna");
    private final String unused = FreePorts.one() + "";

    private static Answer post(PortalClient client, String path, String password, JsonObject body) throws Exception {
        return client.post(path).basic("admin", password).json(body).send();
    }

    private JsonObject make(PortalClient client, String path, JsonObject body) throws Exception {
        Answer answer = post(client, path, admin, body);
        assertEquals(201, answer.status(), answer.text());
        JsonObject enrolment = answer.json().getJsonObject("enrolment");
        if (enrolment != null) {
            secrets.add(enrolment.getString("secret"));
            secrets.add(answer.json().getString("agent_token"));
        }
        return answer.json();
    }

    private static JsonObject server(String alias, int port) {
        return new JsonObject().put("alias", alias)
                .put("host", "127.0.0.1")
                .put("ftp_port", port)
                .put("ftp_security", "none");
    }

    private Config.Database database() {
        Config.Database owned = PostgreSql.shared().database();
        String password = secrets.mark("database");
        String role = "marked_" + unused;
        PostgreSql.execute(owned, "CREATE ROLE " + role + " LOGIN SUPERUSER PASSWORD '" + password + "'");
        return new Config.Database(owned.url(), Optional.of(role), Optional.of(new Secret(password)));
    }

    private Map<String, String> settings(String format, String audit) throws IOException {
        Config.Database database = database();
        Path passphrase = Files.writeString(directory.resolve("passphrase"), secrets.mark("backup") + "\n");
        Files.createDirectories(directory.resolve("backups"));
        Map<String, String> settings = new HashMap<>();
        settings.put("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file="
                + Files.writeString(directory.resolve("logging.properties"), LEVELS));
        // Over that of the command line: a passphrase takes 40 MiB to check.
        settings.put("_JAVA_OPTIONS", "-Xmx256m");
        settings.put("FTPCLUSTER_LOG_FORMAT", format);
        settings.put("FTPCLUSTER_SLOW_SECONDS", "1");
        settings.put("SECRET_KEY", secrets.mark("signing-key-of-more-than-32-bytes"));
        settings.put("FERNET_KEY", secrets.add(SEALING));
        settings.put("FTPCLUSTER_DATABASE_URL", database.url().orElseThrow());
        settings.put("FTPCLUSTER_DATABASE_USER", database.user().orElseThrow());
        settings.put("FTPCLUSTER_DATABASE_PASSWORD", database.password().orElseThrow().value());
        settings.put("FTPCLUSTER_ALERT_WEBHOOK", "http://127.0.0.1:" + unused + "/" + secrets.add("marked-alert-hook"));
        settings.put("FTPCLUSTER_ALERT_MAIL_TO", "ops@example.org");
        settings.put("FTPCLUSTER_ALERT_MAIL_FROM", "portal@example.org");
        settings.put("FTPCLUSTER_SMTP_URL",
                "smtp://mailer:" + secrets.add("marked-mail-password") + "@127.0.0.1:" + unused);
        settings.put("FTPCLUSTER_BACKUP_DIR", directory.resolve("backups").toString());
        settings.put("FTPCLUSTER_BACKUP_PASSPHRASE_FILE", passphrase.toString());
        settings.put("FTPCLUSTER_AUDIT_LOG", audit);
        return settings;
    }

    private void logIn(PortalClient client) throws Exception {
        String wrong = secrets.mark("wrong");
        assertEquals(401, client.get("/me").basic("admin", wrong).send().status());
        assertEquals(401,
                client.post("/login")
                        .form("username=admin&password=" + SecretTraces.urlEncoded(wrong))
                        .send()
                        .status());
        String token = secrets.add(client.login("admin", admin));
        assertEquals(200, client.get("/me").bearer(token).send().status());
        assertEquals(200, client.get("/sessions").cookie(token).send().status());
        assertEquals(403,
                client.post("/me/password")
                        .bearer(token)
                        .json(new JsonObject().put("current_password", wrong).put("new_password", secrets.mark("new")))
                        .send()
                        .status());
        assertEquals(204, client.post("/logout").bearer(token).send().status());
        assertEquals(401, client.get("/me").bearer(token).send().status());
    }

    private void moveFiles(PortalClient client, Vsftpd ftp) throws Exception {
        make(client, "/users", new JsonObject().put("username", "anna").put("password", anna));
        make(client, "/servers", server("alpha", ftp.port()));
        make(client, "/servers", server("beta", ftp.port()));
        Map<String, String> passwords = Map.of("alpha", secrets.add(ftp.password()), "beta", secrets.mark("ftp"));
        for (Map.Entry<String, String> each : passwords.entrySet()) {
            make(client, "/permissions",
                    new JsonObject().put("user_id", "anna")
                            .put("server_id", each.getKey())
                            .put("ftp_username", ftp.user())
                            .put("user_pass", each.getValue())
                            .put("ftp_account", secrets.mark("account-" + each.getKey())));
        }
        make(client, "/servers/alpha/logins",
                new JsonObject().put("name", "shared")
                        .put("ftp_username", "web")
                        .put("user_pass", secrets.mark("web")));
        String token = secrets.add(client.login("anna", anna));
        assertEquals(201,
                client.call("PUT", "/ftp/anna/alpha/file").bearer(token).body("text/plain", "bytes").send().status());
        assertEquals("bytes", client.get("/ftp/anna/alpha/file").basic("anna", anna).send().text());
        assertEquals(200, client.get("/ftp/anna/alpha/").accept("application/json").cookie(token).send().status());
        Answer refused = client.get("/ftp/anna/beta/file").bearer(token).send();
        assertEquals(502, refused.status(), refused.text());
        assertEquals(502,
                client.call("PUT", "/ftp/anna/beta/file").bearer(token).body("text/plain", "b").send().status());
        assertEquals(200, post(client, "/servers/beta/test", admin, new JsonObject().put("username", "anna")).status());
    }

    /** Requests that fail, with a secret where none belongs. */
    private void misplace(PortalClient client) throws Exception {
        String odd = secrets.mark("odd");
        String encoded = SecretTraces.urlEncoded(odd);
        String bare = Base64.getEncoder().encodeToString(odd.getBytes(StandardCharsets.UTF_8));
        for (Answer answer : List.of(client.get("/me").header("Authorization", "Basic " + bare).send(),
                client.get("/me").header("Authorization", "Basic " + odd).send(),
                client.get("/me").header("Authorization", "Digest " + odd).send(), client.get("/me").bearer(odd).send(),
                client.get("/me").cookie(encoded).send(), client.get("/me").header("Cookie", "a=" + odd).send(),
                client.get("/nothing?password=" + encoded).send(),
                client.get("/audit?limit=" + encoded).basic("admin", admin).send(),
                client.get("/agent").bearer(odd).send(), client.post("/telemetry").bearer(odd).send(),
                client.get("/ftp/anna/alpha/none?token=" + encoded).basic("anna", anna).send(),
                client.get("/setup/" + secrets.add("fce_" + "m".repeat(43))).send(),
                client.post("/users").basic("admin", admin).body("application/json", "{\"password\":\"" + odd).send(),
                client.post("/users")
                        .basic("admin", admin)
                        .body("application/json", "{\"password\":[\"" + odd + "\"]}")
                        .send(),
                client.post("/users").basic("admin", admin).body("text/plain", odd).send(),
                post(client, "/servers/beta/test", admin, new JsonObject().put("password", odd)),
                client.post("/login").form("password=" + encoded + "%").send(),
                client.call("PATCH", "/users/nobody")
                        .basic("admin", admin)
                        .json(new JsonObject().put("password", odd))
                        .send())) {
            assertTrue(answer.status() >= 400 && answer.status() < 500, answer.status() + " " + answer.text());
        }
        client.raw(
                "GET /me HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + odd + "\u0001\r\nConnection: close\r\n\r\n");
        client.raw("GET /me?p=" + odd + " HTTP/9\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private void setUp(PortalClient client, Sshd sshd) throws Exception {
        make(client, "/servers", server("gamma", 21));
        secrets.add(
                post(client, "/servers/gamma/agent-token", admin, new JsonObject()).json().getString("agent_token"));
        String secret = secrets
                .add(post(client, "/servers/gamma/enrolment", admin, new JsonObject()).json().getString("secret"));
        client.get("/setup/" + secret).send();
        client.get("/setup/" + secret + "/nothing").send();
        client.post("/api/register").bearer(secret).json(new JsonObject().put("hostname", "host")).send();
        String passphrase = secrets.mark("passphrase");
        String key = sshd.makeKey("marked_key", "ed25519", passphrase);
        sshd.authorize("marked_key");
        JsonObject login = new JsonObject().put("ssh_host", "127.0.0.1")
                .put("ssh_port", sshd.port())
                .put("ssh_user", Sshd.USER)
                .put("host_key_fingerprint", sshd.fingerprint());
        // The middle of it, as its frame is every key's.
        secrets.add(key.lines().skip(3).findFirst().orElseThrow());
        for (JsonObject credential : List.of(new JsonObject().put("ssh_password", secrets.mark("ssh")),
                new JsonObject().put("ssh_private_key", key).put("ssh_passphrase", secrets.mark("no-passphrase")),
                new JsonObject().put("ssh_private_key", key)
                        .put("ssh_passphrase", passphrase)
                        .put("sudo_password", secrets.mark("sudo")))) {
            Answer begun = post(client, "/servers/gamma/provision", admin, login.copy().mergeIn(credential));
            if (begun.status() == 202) {
                String job = "/jobs/" + begun.json().getString("job_id");
                Eventually.until(() -> !"running"
                        .equals(client.get(job).basic("admin", admin).send().json().getString("state")));
                assertEquals("failed", client.get(job).basic("admin", admin).send().json().getString("state"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void secretsAreInNoLine(String format) throws Exception {
        Path trail = directory.resolve("audit.log");
        String hook = "webhook:http://127.0.0.1:" + unused + "/" + secrets.add("marked-audit-hook");
        Map<String, String> settings = settings(format, format.equals("text") ? "file:" + trail : hook);
        List<String> said = new ArrayList<>();
        List<String> problems;
        boolean backedUp;
        try (Vsftpd ftp = new Vsftpd(directory.resolve("ftp"), FtpSecurity.NONE);
                Sshd sshd = new Sshd(directory.resolve("ssh"));
                PortalProcess portal = PortalProcess.master(directory.resolve("data"), admin, settings)) {
            try (PortalClient client = new PortalClient(portal.awaitReady())) {
                logIn(client);
                moveFiles(client, ftp);
                misplace(client);
                setUp(client, sshd);
                backedUp = Eventually.holds(() -> hasFile(directory.resolve("backups")));
                problems = client.heard().stream().filter(heard -> heard.contains("application/problem+json")).toList();
            }
            portal.terminate();
            assertEquals(0, portal.awaitExit());
            said.addAll(portal.output());
            said.addAll(portal.errors());
        }
        if (format.equals("text")) {
            said.addAll(Files.readAllLines(trail));
        }
        assertTrue(problems.size() > 15, problems.toString());
        for (String word : List.of("org.postgresql", "org.apache.sshd", "io.netty", "io.ftpcluster",
                format.equals("text") ? "FINE" : "DEBUG")) {
            assertTrue(said.stream().anyMatch(line -> line.contains(word)), "nothing for the curious: " + word);
        }
        assertEquals(List.of(), secrets.in(problems), "in problems");
        assertEquals(List.of(), secrets.in(said), "in what it said");
        assertTrue(backedUp, () -> "no backup: " + said.stream().filter(line -> line.contains("backup")).toList());
    }

    private static boolean hasFile(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> !file.getFileName().toString().startsWith("."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
