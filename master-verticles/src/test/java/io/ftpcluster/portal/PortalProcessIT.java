package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.PortalProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.Matcher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program in a process of its own: how it starts, refuses to start and survives. */
class PortalProcessIT {

    private static final String PASSWORD = "admin's passphrase";

    @TempDir
    Path directory;

    private PortalProcess master(Map<String, String> settings) {
        return PortalProcess.master(directory.resolve("data"), PASSWORD, settings);
    }

    private static String curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new));
    }

    @Test
    void theDemoWorksWithCurl() throws Exception {
        Path data = directory.resolve("data");
        try (PortalProcess demo = PortalProcess.start(Map.of(), "demo", "--port", "0", "--data", data.toString())) {
            URI url = demo.awaitReady();
            assertTrue(url.toString().startsWith("http://127.0.0.1:"), url.toString());
            for (String user : List.of("admin", "demo")) {
                curlAs(user, printedPassword(demo, user), url.toString(), data);
            }
            // A browser keeps its connection; nobody waits for it.
            try (Socket idle = new Socket(url.getHost(), url.getPort())) {
                idle.getOutputStream()
                        .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals('H', idle.getInputStream().read());
                long started = System.nanoTime();
                demo.terminate();
                assertEquals(0, demo.awaitExit());
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
                assertTrue(seconds < 20, "an idle connection held it up for " + seconds + " s");
            }
            assertEquals(List.of(), demo.errors());
        }
    }

    private static String printedPassword(PortalProcess demo, String user) {
        return demo.output()
                .stream()
                .map(String::strip)
                .filter(line -> line.matches(user + " +/ .*"))
                .map(line -> line.replaceFirst("^\\w+ +/ (\\S+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private void curlAs(String user, String password, String url, Path data) throws IOException {
        Path file = directory.resolve("download");
        byte[] expected = Files.readAllBytes(data.resolve("demo/beta/backups/random-1MiB.bin"));
        String target = url + "/ftp/" + user + "/beta/backups/random-1MiB.bin";
        Path jar = directory.resolve("cookies");
        String token = new JsonObject(curl("-c", jar.toString(), "-H", "Accept: application/json", "-d",
                "username=" + user + "&password=" + password, url + "/login")).getString("token");
        for (String[] way : new String[][]{{"-u", user + ":" + password}, {"-b", jar.toString()},
                {"-H", "Authorization: Bearer " + token}}) {
            curl(way[0], way[1], "-f", "-o", file.toString(), target);
            assertArrayEquals(expected, Files.readAllBytes(file));
            JsonObject listing = new JsonObject(
                    curl(way[0], way[1], "-H", "Accept: application/json", url + "/ftp/" + user + "/"));
            assertEquals(2, listing.getJsonArray("entries").size());
        }
    }

    private static void create(PortalClient client, String path, JsonObject body) throws Exception {
        Answer answer = client.post(path).basic("admin", PASSWORD).json(body).send();
        assertEquals(201, answer.status(), answer.text());
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        String token;
        try (PortalProcess master = master(Map.of()); PortalClient client = new PortalClient(master.awaitReady())) {
            token = client.login("admin", PASSWORD);
            for (int i = 0; i < 3; i++) {
                create(client, "/users",
                        new JsonObject().put("username", "user" + i).put("password", "passphrase").put("role", "user"));
                create(client, "/servers", new JsonObject().put("alias", "server" + i).put("host", "127.0.0.1"));
                create(client, "/permissions",
                        new JsonObject().put("user_id", "user" + i)
                                .put("server_id", "server" + i)
                                .put("ftp_username", "a")
                                .put("user_pass", "b"));
            }
            master.kill();
        }
        try (PortalProcess master = master(Map.of("FTPCLUSTER_ADMIN_PASSWORD", "of the first start only"));
                PortalClient client = new PortalClient(master.awaitReady())) {
            assertEquals(4, client.get("/users").bearer(token).send().json().getJsonArray("users").size());
            assertEquals(3, client.get("/servers").bearer(token).send().json().getJsonArray("servers").size());
            assertEquals(3, client.get("/permissions").bearer(token).send().json().getJsonArray("permissions").size());
            assertEquals(200, client.get("/me").basic("user2", "passphrase").send().status());
            assertEquals(200, client.get("/me").basic("admin", PASSWORD).send().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"FTPCLUSTER_HTTP_PORT,many", "FTPCLUSTER_PORT,8080", "FTPCLUSTER_DRAIN_SECONDS,-1",
            "FTPCLUSTER_TLS_CERT,/nowhere/cert.pem", "FTPCLUSTER_DATABASE_URL,jdbc:oracle:thin:x"})
    void wrongConfigurationIsOneLine(String name, String value) throws Exception {
        try (PortalProcess master = PortalProcess.start(Map.of(name, value), "master", "--data",
                directory.toString())) {
            assertEquals(2, master.awaitExit());
            assertEquals(1, master.errors().size(), master.errors().toString());
            assertTrue(master.errors().getFirst().contains(name), master.errors().toString());
            assertEquals(List.of(), master.output());
        }
    }

    @Test
    void aDamagedKeyIsOneLine() throws Exception {
        Path key = directory.resolve("fernet.key");
        Files.writeString(key, "bad");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        try (PortalProcess master = PortalProcess.start(Map.of(), "master", "--port", "0", "--data",
                directory.toString())) {
            assertEquals(1, master.awaitExit());
            assertEquals(1, master.errors().size(), master.errors().toString());
            assertTrue(master.errors().getFirst().contains(key.toString()), master.errors().toString());
        }
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PortalProcess master = PortalProcess.start(Map.of("FTPCLUSTER_ADMIN_PASSWORD", PASSWORD), "master",
                        "--port", Integer.toString(taken.getLocalPort()), "--data", directory.toString())) {
            assertEquals(1, master.awaitExit());
            assertEquals(1, master.errors().size(), master.errors().toString());
            assertTrue(master.errors().getFirst().contains(Integer.toString(taken.getLocalPort())),
                    master.errors().toString());
            assertEquals(List.of(), master.output());
        }
    }

    /** Its password is printed once, and only when all of the start has worked. */
    @Test
    void aStartThatFailsMakesNoAdmin() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PortalProcess master = PortalProcess.start(Map.of(), "master", "--port",
                        Integer.toString(taken.getLocalPort()), "--data", directory.toString())) {
            assertEquals(1, master.awaitExit());
        }
        try (PortalProcess master = PortalProcess.start(Map.of(), "master", "--port", "0", "--data",
                directory.toString())) {
            URI url = master.awaitReady();
            Pattern line = Pattern.compile("First start: the account admin was made with the password (\\S+) .*");
            Matcher said = line.matcher(String.join("\n", master.output()));
            assertTrue(said.find(), master.output()::toString);
            try (PortalClient client = new PortalClient(url)) {
                assertEquals(200, client.get("/me").basic("admin", said.group(1)).send().status());
            }
        }
    }

    @Test
    void wrongSettingsAreToldWithoutAStart() throws Exception {
        try (PortalProcess master = PortalProcess.start(Map.of("FTPCLUSTER_HTTP_PORT", "many"), "master",
                "--check-config", "--data", directory.toString())) {
            assertEquals(2, master.awaitExit());
            assertTrue(master.errors().getFirst().contains("FTPCLUSTER_HTTP_PORT"), master.errors()::toString);
        }
        Path data = directory.resolve("data");
        try (PortalProcess master = PortalProcess.start(Map.of(), "master", "--check-config", "--data",
                data.toString())) {
            assertEquals(0, master.awaitExit());
            assertFalse(Files.exists(data));
        }
    }

    @Test
    void theSecondMasterOnOneFolderRefuses() throws Exception {
        try (PortalProcess first = master(Map.of())) {
            URI url = first.awaitReady();
            try (PortalProcess second = master(Map.of())) {
                assertEquals(1, second.awaitExit());
                assertEquals(1, second.errors().size(), second.errors().toString());
                assertTrue(second.errors().getFirst().contains("data"), second.errors().toString());
            }
            try (PortalClient client = new PortalClient(url)) {
                assertEquals(200, client.get("/me").basic("admin", PASSWORD).send().status());
            }
        }
    }

    @Test
    void httpsWithCurl() throws Exception {
        Certificate.create(directory);
        Path certificate = directory.resolve("certificate.pem");
        try (PortalProcess master = master(Map.of("FTPCLUSTER_TLS_CERT", certificate.toString(), "FTPCLUSTER_TLS_KEY",
                directory.resolve("key.pem").toString()))) {
            URI url = master.awaitReady();
            assertEquals("https", url.getScheme());
            for (String version : List.of("--http1.1", "--http2")) {
                String answer = curl(version, "--cacert", certificate.toString(), "-D", "-", "--data-urlencode",
                        "username=admin", "--data-urlencode", "password=" + PASSWORD, url + "/login");
                assertTrue(answer.startsWith(version.equals("--http2") ? "HTTP/2 303" : "HTTP/1.1 303"), answer);
                String lower = answer.toLowerCase(Locale.ROOT);
                assertTrue(lower.matches("(?s).*\r\nset-cookie: session=[^\r\n]*; secure.*"), answer);
                assertTrue(lower.contains("\r\nstrict-transport-security: max-age="), answer);
            }
            assertFalse(new String(plainAnswer(url), StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200"));
        }
    }

    private static byte[] plainAnswer(URI url) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readAllBytes();
        }
    }
}
