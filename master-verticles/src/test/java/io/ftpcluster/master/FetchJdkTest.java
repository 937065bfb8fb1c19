package io.ftpcluster.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.ftpcluster.testing.Checkout.Result;
import io.ftpcluster.testing.Checkout;
import io.ftpcluster.testing.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/fetch-jdk.sh}, from a server on loopback: what it fetches, what it refuses, and what it leaves behind. */
class FetchJdkTest {

    /** How the JDK that only prints its arguments ends. */
    private static final int FROM_JAVA = 7;
    private static final String ARCHIVE = "/jdk.tar.gz";
    private static final String CHECKSUM = ARCHIVE + ".sha256.txt";

    @TempDir
    private Path folder;

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private HttpServer server;
    private Checkout checkout;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] file = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
            if (file != null) {
                exchange.getResponseBody().write(file);
            }
            exchange.close();
        });
        server.start();
        checkout = new Checkout(folder).with("FTPCLUSTER_JDK_URL", url(ARCHIVE));
        publish(archive("25.0.3"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** As Adoptium packs them: one folder with all. */
    private byte[] archive(String version) throws IOException {
        Path home = Path.of(checkout.jdk(version));
        Files.writeString(home.resolve("release"),
                "IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path packed = folder.resolve(version + ".tar.gz");
        Commands.run("tar", "-czf", packed.toString(), "-C", folder.toString(), home.getFileName().toString());
        return Files.readAllBytes(packed);
    }

    private void publish(byte[] archive) throws Exception {
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        files.put(ARCHIVE, archive);
        files.put(CHECKSUM, (hash + "  jdk.tar.gz\n").getBytes(StandardCharsets.UTF_8));
    }

    private Result fetch() throws Exception {
        return checkout.run(checkout.fetcher(""), "--yes");
    }

    private void assertNothingIsLeft() throws IOException {
        Path made = checkout.root().resolve(".jdk");
        if (Files.exists(made)) {
            try (Stream<Path> left = Files.list(made)) {
                assertEquals(0, left.count());
            }
        }
    }

    @Test
    void theLauncherRunsWithWhatWasFetched() throws Exception {
        assertEquals(1, checkout.run(checkout.launcher()).exitCode());
        Result fetched = fetch();
        assertEquals(0, fetched.exitCode(), fetched.output());
        assertTrue(fetched.output().startsWith("Fetching " + url(ARCHIVE)), fetched.output());
        Result started = checkout.run(checkout.launcher());
        assertEquals(FROM_JAVA, started.exitCode(), started.output());
        assertEquals(0, fetch().exitCode(), "once more is nothing new");
        try (Stream<Path> left = Files.list(checkout.root().resolve(".jdk"))) {
            assertEquals(1, left.count());
        }
    }

    /** There is no terminal here, so nobody can say yes. */
    @Test
    void nothingIsFetchedUnasked() throws Exception {
        Result result = checkout.run(checkout.fetcher(""));
        assertEquals(1, result.exitCode(), result.output());
        assertTrue(result.output().contains(url(ARCHIVE)), result.output());
        assertFalse(Files.exists(checkout.root().resolve(".jdk")));
    }

    /** On a terminal, which script(1) makes. */
    @ParameterizedTest
    @CsvSource({"y,true", "yes,true", "'',false", "n,false", "nyet,false"})
    void whoIsAskedMaySayNo(String answer, boolean fetched) throws Exception {
        Path asks = Files.writeString(folder.resolve("asks"),
                "printf '" + answer + "\\n' | script -qec \"bash '" + checkout.fetcher("") + "'\" /dev/null\n");
        Result result = checkout.run(Path.of("/bin/sh"), asks.toString());
        assertTrue(result.output().contains("Fetch it now? [y/N]"), result.output());
        assertEquals(fetched ? 0 : 1, result.exitCode(), result.output());
        assertEquals(fetched, Files.exists(checkout.root().resolve(".jdk")), result.output());
    }

    @Test
    void whatIsNotWhatWasPublishedIsNotInstalled() throws Exception {
        byte[] altered = archive("25.0.4");
        files.put(ARCHIVE, altered);
        Result result = fetch();
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains("isn't what was published"), result.output());
        assertNothingIsLeft();
    }

    @Test
    void aChecksumThatIsKnownWins() throws Exception {
        files.put(CHECKSUM, "no checksum".getBytes(StandardCharsets.UTF_8));
        assertTrue(fetch().output().contains("isn't a SHA-256"));
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(files.get(ARCHIVE)));
        assertEquals(0,
                checkout.with("FTPCLUSTER_JDK_CHECKSUM", hash.toUpperCase(Locale.ROOT))
                        .run(checkout.fetcher(""), "--yes")
                        .exitCode());
    }

    @ParameterizedTest
    @CsvSource({"21.0.9,isn't the archive of a JDK 25", "250.0.1,isn't the archive of a JDK 25"})
    void anotherVersionIsRefused(String version, String said) throws Exception {
        publish(archive(version));
        Result result = fetch();
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains(said), result.output());
        assertNothingIsLeft();
    }

    @Test
    void whatIsNoArchiveOrNotThereIsRefused() throws Exception {
        publish("<html>Log in to this hotel's network</html>".getBytes(StandardCharsets.UTF_8));
        assertTrue(fetch().output().contains("can't be unpacked"));
        files.remove(ARCHIVE);
        assertTrue(fetch().output().contains("can't be fetched. Is there a way to it"));
        files.remove(CHECKSUM);
        assertTrue(fetch().output().contains("nobody knows whether the archive is whole"));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"http://mirror.example/jdk.tar.gz,without https it needs FTPCLUSTER_JDK_CHECKSUM",
            "http://127.0.0.1.example/jdk.tar.gz,without https", "/tmp/jdk.tar.gz,must be the https address",
            "ftp://mirror.example/jdk.tar.gz,must be the https address", "https://,must be the https address"})
    void addressesThatCannotBeTrustedAreRefused(String url, String said) throws Exception {
        Result result = checkout.with("FTPCLUSTER_JDK_URL", url).run(checkout.fetcher(""), "--yes");
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains(said), result.output());
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"debian,13,sudo apt-get install -y openjdk-25-jdk-headless", "debian,12,''",
            "ubuntu,25.10,sudo apt-get install -y openjdk-25-jdk-headless", "ubuntu,22.04,''",
            "fedora,43,sudo dnf install -y java-25-openjdk-devel", "alpine,3.23.0,sudo apk add openjdk25-jdk"})
    void theLineThatInstallsOneIsTheSystems(String id, String version, String line) throws Exception {
        Result result = checkout.run(checkout.fetcher("ID=" + id + "\nVERSION_ID=\"" + version + "\"\n"));
        assertEquals(1, result.exitCode());
        assertEquals(!line.isEmpty(), result.output().contains("Install one:"), result.output());
        assertTrue(result.output().contains(line), result.output());
    }

    @ParameterizedTest
    @CsvSource({"--no", "--yes --yes", "-y"})
    void whatItDoesNotKnowIsRefused(String arguments) throws Exception {
        Result result = checkout.run(checkout.fetcher(""), arguments.split(" "));
        assertEquals(2, result.exitCode());
        assertEquals("Usage: fetch-jdk.sh [--yes]\n", result.output());
    }
}
