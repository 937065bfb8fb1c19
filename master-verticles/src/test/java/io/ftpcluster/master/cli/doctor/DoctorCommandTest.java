package io.ftpcluster.master.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.FailedCommand;
import io.ftpcluster.master.cli.WrongUsage;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.node.Deployment;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Commands;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command says of real machines: one on which all is well, and others with one thing wrong each. */
class DoctorCommandTest {

    /** Of each check, on a machine that has much else to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Secret PASSWORD = new Secret("Correct-horse-7-battery");

    /** The state that a portal has left, which each test gets a copy of. */
    @TempDir
    static Path made;

    @TempDir
    private Path folder;
    private Path data;
    private final List<String> settings = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void makeState() throws Exception {
        portal(made).close();
    }

    private static Deployment portal(Path data) throws Exception {
        return Deployment
                .start(new ConfigLoader(Optional.empty(), Map.of("FTPCLUSTER_HTTP_PORT", "0", "FTPCLUSTER_DATA_DIR",
                        data.toString(), "FTPCLUSTER_ADMIN_PASSWORD", PASSWORD.value()), Map.of()).load());
    }

    @BeforeEach
    void copyState() throws Exception {
        data = folder.resolve("data");
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, data.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        settings.add("FTPCLUSTER_DATA_DIR=" + data);
        settings.add("FTPCLUSTER_HTTP_PORT=0");
    }

    private int run(String... options) throws Exception {
        Path file = Files.write(folder.resolve("master.env"), settings);
        List<String> arguments = new ArrayList<>(List.of("--config", file.toString()));
        arguments.addAll(List.of(options));
        return new CommandLine(new DoctorCommand(PATIENCE)).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler(new FailedCommand())
                .setParameterExceptionHandler(new WrongUsage())
                .execute(arguments.toArray(String[]::new));
    }

    /** What it says of one check. */
    private JsonObject finding(String check) throws Exception {
        out.getBuffer().setLength(0);
        run("--json");
        return new JsonObject(out.toString()).getJsonArray("checks")
                .stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("name").equals(check))
                .findFirst()
                .orElseThrow();
    }

    private void assertFinding(String check, String outcome, String detail) throws Exception {
        JsonObject found = finding(check);
        assertEquals(outcome, found.getString("outcome"), found.encode());
        assertTrue(found.getString("detail").contains(detail), found.encode());
        assertEquals(!outcome.equals("ok") && !outcome.equals("skipped"), !found.getString("advice").isEmpty(),
                "who is told of trouble is told what to do: " + found.encode());
    }

    private Set<String> files() throws Exception {
        try (Stream<Path> all = Files.list(data)) {
            return all.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void nothingIsWrongWithWhatAPortalHasLeftAndNothingIsChanged() throws Exception {
        Set<String> before = files();
        assertEquals(0, run(), out.toString());
        assertEquals(before, files());
        assertFalse(out.toString().contains("failure "), out.toString());
        out.toString().lines().forEach(line -> assertTrue(line.length() <= 80 || !line.strip().contains(" "), line));
        assertFinding("database", "ok", "SQLite 3");
        assertFinding("keys", "ok", "open what the database has sealed");
        assertFinding("portal", "skipped", "No portal runs here");
    }

    @Test
    void nothingIsWrongBeforeTheFirstStart() throws Exception {
        settings.set(0, "FTPCLUSTER_DATA_DIR=" + folder.resolve("none"));
        assertEquals(0, run(), out.toString());
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    void aPortThatThePortalItselfHasIsNoFailure() throws Exception {
        try (Deployment running = portal(folder.resolve("other"))) {
            settings.set(0, "FTPCLUSTER_DATA_DIR=" + folder.resolve("other"));
            settings.set(1, "FTPCLUSTER_HTTP_PORT=" + running.port());
            assertEquals(0, run(), out.toString());
            assertFinding("http port", "ok", "the portal runs");
            assertFinding("portal", "ok", "is ready");
            assertFinding("keys", "ok", "open what the database has sealed");
        }
    }

    @Test
    void aPortThatAnotherProgramHasIsOne() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            settings.set(1, "FTPCLUSTER_HTTP_PORT=" + other.getLocalPort());
            // Silence would be waited for.
            Thread.ofVirtual().start(() -> hangUp(other));
            assertEquals(1, run(), out.toString());
            assertFinding("http port", "failure", "Another program has 127.0.0.1 port " + other.getLocalPort());
        }
    }

    /** On everybody, until it is closed. */
    private static void hangUp(ServerSocket program) {
        try {
            while (true) {
                program.accept().close();
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    @Test
    void anAddressOfAnotherMachineIsOne() throws Exception {
        settings.set(1, "FTPCLUSTER_HTTP_PORT=18080");
        settings.add("FTPCLUSTER_HTTP_HOST=192.0.2.1");
        assertFinding("http port", "failure", "Can't listen on 192.0.2.1 port 18080");
    }

    private void tls(Path certificate, Path key) {
        settings.add("FTPCLUSTER_TLS_CERT=" + certificate);
        settings.add("FTPCLUSTER_TLS_KEY=" + key);
    }

    @Test
    void aCertificateForAnotherKeyIsAFailure() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Certificate.create(one);
        Certificate.create(two);
        tls(one.resolve("certificate.pem"), two.resolve("key.pem"));
        assertFinding("certificate", "failure", "the certificate is for another key");
    }

    @Test
    void aCertificateWhoseTimeIsOverIsAFailure() throws Exception {
        Path both = Certificate.expired(folder).pem();
        tls(folder.resolve("certificate.pem"), both);
        assertFinding("certificate", "failure", "Its time was over on");
    }

    @Test
    void aCertificateForAnotherHostIsAFailure() throws Exception {
        Certificate.create(folder, "DNS:*.example,DNS:other.test", 90);
        tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        settings.add("MASTER_URL=https://portal.example");
        assertFinding("certificate", "warning", "for *.example");
        settings.set(settings.size() - 1, "MASTER_URL=https://a.portal.example");
        assertFinding("certificate", "failure", "It isn't for a.portal.example");
    }

    @Test
    void aCertificateThatEndsSoonIsAWarning() throws Exception {
        Certificate.create(folder);
        tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        assertFinding("certificate", "warning", "until ");
        assertTrue(finding("certificate").getString("advice").contains("renew it"));
        assertTrue(finding("certificate").getString("advice").contains("signed by itself"));
    }

    @Test
    void aChainThatIsOutOfOrderIsAFailure() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Certificate.create(folder, "DNS:localhost", 90);
        Commands.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj",
                "/CN=Another CA", "-keyout", other.resolve("key.pem").toString(), "-out",
                other.resolve("certificate.pem").toString());
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, Files.readString(folder.resolve("certificate.pem"))
                + Files.readString(other.resolve("certificate.pem")));
        tls(chain, folder.resolve("key.pem"));
        assertFinding("certificate", "failure", "chain is not valid");
    }

    @Test
    void whatOthersMayReadIsAWarning() throws Exception {
        Files.setPosixFilePermissions(data.resolve("secret.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertFinding("data directory", "warning", "secret.key");
        assertEquals("rw-r--r--",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret.key"))));
    }

    @Test
    void aKeyOfAnotherDatabaseIsAFailure() throws Exception {
        settings.add("FERNET_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assertFinding("keys", "failure", "doesn't open what the database has sealed");
    }

    @Test
    void aKeyThatIsGoneIsAFailureAndStaysAway() throws Exception {
        Files.delete(data.resolve("fernet.key"));
        assertFinding("keys", "failure", "There is no ");
        assertFalse(Files.exists(data.resolve("fernet.key")));
    }

    @Test
    void aDamagedDatabaseIsAFailure() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(data.resolve("ftpcluster.db").toFile(), "rw")) {
            long length = file.length();
            for (long at = 4096 * 3L; at < length; at += 4096) {
                file.seek(at);
                file.write(new byte[2048]);
            }
        }
        JsonObject found = finding("database");
        assertEquals("failure", found.getString("outcome"), found.encode());
    }

    @Test
    void aDatabaseServerThatIsNotThereIsAFailure() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        settings.add("FTPCLUSTER_DATABASE_URL=jdbc:postgresql://127.0.0.1:" + port + "/portal");
        assertFinding("database", "failure", "can't be used");
        assertFinding("connections", "skipped", "No database server");
    }

    @Test
    void aHostThatIsNotKnownIsAFailure() throws Exception {
        settings.add("MASTER_URL=https://portal.invalid");
        assertFinding("names", "failure", "Not known: portal.invalid");
    }

    @Test
    void wrongSettingsAndWrongUsageEndWithTwo() throws Exception {
        assertEquals(2, run("--nonsense"));
        settings.add("FTPCLUSTER_NONSENSE=1");
        assertEquals(2, run());
        assertTrue(errors.toString().contains("FTPCLUSTER_NONSENSE"), errors.toString());
        assertEquals("", out.toString());
    }
}
