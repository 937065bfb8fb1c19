package io.ftpcluster.agent.datalink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.agent.account.AccountsRig;
import io.ftpcluster.agent.config.AgentConfig.DatalinkConfig;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.DatalinkFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A datalink on accounts of the real system, and a client that trusts its certificate and no other. */
final class DatalinkRig {

    static final String TOKEN = "fca_0123456789012345678901234567890123456789abc";
    static final String PASSWORD = "a long passphrase";

    private static byte[] certificate;

    final AccountsRig accounts;
    final Path state;
    final String anna;
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    Datalink datalink;
    private HttpClient client;

    record Answer(int status, String body, HttpResponse<String> response) {

        /** What it says is wrong, as a problem (RFC 9457). */
        Answer requireProblem(int wanted, String words) {
            assertEquals(wanted, status, body);
            assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElse(""), body);
            if (!body.contains(words) || !body.contains("\"status\":" + wanted)) {
                throw new AssertionError(body + " lacks " + words);
            }
            return this;
        }
    }

    DatalinkRig(Path folder) throws IOException {
        accounts = new AccountsRig(folder);
        state = Files.createDirectory(folder.resolve("state"));
        anna = accounts.name("anna");
    }

    /** With a certificate that a test before has made: making one takes its second. */
    DatalinkRig startSoon() throws IOException {
        if (certificate != null) {
            Files.write(state.resolve("datalink.p12"), certificate);
        }
        start();
        certificate = Files.readAllBytes(state.resolve("datalink.p12"));
        return this;
    }

    DatalinkRig start() throws IOException {
        datalink = new Datalink(config(), accounts.settings, log());
        datalink.start();
        return this;
    }

    AgentConfig config() {
        return new AgentConfig(List.of(new Endpoint(false, "127.0.0.1", 1)), new Secret(TOKEN), null, 21,
                accounts.root.toString(), AgentConfig.FTP_LOG, null, state, new DatalinkConfig("127.0.0.1", 0), null);
    }

    private Log log() {
        return new Log(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    /** As after the agent's restart. */
    void restart() throws IOException {
        datalink.close();
        start();
    }

    String logged() {
        return log.toString(StandardCharsets.UTF_8);
    }

    SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(state.resolve("datalink.p12"))) {
            keys.load(in, "ftpcluster".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("datalink", keys.getCertificate("datalink"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private synchronized HttpClient client() throws IOException, GeneralSecurityException {
        if (client == null) {
            client = HttpClient.newBuilder().sslContext(trust()).build();
        }
        return client;
    }

    HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN);
    }

    Answer send(HttpRequest request) throws Exception {
        HttpResponse<String> response = client().send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    Answer post(int port, String path, String type, String body) throws Exception {
        return send(request(port, path).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build());
    }

    Answer post(String path, String json) throws Exception {
        return post(datalink.port(), path, "application/json", json);
    }

    Answer create(String name, String password) throws Exception {
        return post("/create_user", "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    Answer changePassword(String name, String password) throws Exception {
        return post("/change_password", "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    Answer delete(String name, String files) throws Exception {
        return post("/delete_user", "{\"username\":\"" + name + "\",\"files\":\"" + files + "\"}");
    }

    void created(String name) throws Exception {
        Answer answer = create(name, PASSWORD);
        assertEquals(201, answer.status(), answer.body());
    }

    /** What the portal would be told now, as {@code action name detail}. */
    List<String> told() {
        return told(datalink.journal().frame());
    }

    static List<String> told(DatalinkFrame frame) {
        return frame.changes()
                .stream()
                .map(change -> (change.action() + " " + change.name() + " "
                        + (change.detail() == null ? "" : change.detail())).strip())
                .toList();
    }

    /** Whether the password that /etc/shadow has of a user is this one, as crypt(3) computes it. */
    static boolean takes(String name, String password) throws IOException, InterruptedException {
        String hash = AccountsRig.password(name);
        String[] parts = hash.split("\\$", -1);
        Process openssl = new ProcessBuilder("openssl", "passwd", "-6", "-salt", parts[2], "-stdin").start();
        openssl.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
        openssl.getOutputStream().close();
        return hash.equals(new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    void close() throws Exception {
        if (datalink != null) {
            datalink.close();
        }
        accounts.removeUsers();
    }
}
