package io.ftpcluster.master.http.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections while the files of the certificate are replaced, as those do who renew certificates. */
class PortalCertificateTest {

    private static final long PATIENCE = 60;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpServerResponse> requests = new LinkedBlockingQueue<>();
    private Path first;
    private Path second;
    private String firstPrint;
    private String secondPrint;
    private Config.Tls files;
    private PortalCertificate certificate;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        first = Files.createDirectory(folder.resolve("first"));
        second = Files.createDirectory(folder.resolve("second"));
        firstPrint = Certificate.create(first).fingerprint();
        secondPrint = Certificate.create(second).fingerprint();
        // As Kubernetes does: a folder that is a link to the one that is used.
        Path live = Files.createSymbolicLink(folder.resolve("live"), first);
        files = new Config.Tls(live.resolve("certificate.pem"), live.resolve("key.pem"));
        certificate = PortalCertificate.load(vertx, files);
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
        certificate.configure(options);
        server = vertx.createHttpServer(options)
                .requestHandler(request -> requests.add(request.response().setChunked(true)));
        server.listen().compose(bound -> certificate.keep(bound, options)).await(PATIENCE, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(PATIENCE, TimeUnit.SECONDS);
    }

    private void renew(Path to) throws Exception {
        Path next = Files.createSymbolicLink(folder.resolve("next"), to);
        Files.move(next, folder.resolve("live"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private HttpClient client(HttpVersion version) {
        return vertx.createHttpClient(new HttpClientOptions().setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(version));
    }

    private HttpClientRequest request(HttpClient client) throws Exception {
        return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/").await(PATIENCE, TimeUnit.SECONDS);
    }

    private static String fingerprint(HttpClientRequest request) throws SSLPeerUnverifiedException {
        return CertificateText
                .fingerprint((X509Certificate) request.connection().sslSession().getPeerCertificates()[0]);
    }

    /** What a client that comes now is shown. */
    private String shown() throws Exception {
        HttpClient stranger = client(HttpVersion.HTTP_1_1);
        try {
            return fingerprint(request(stranger));
        } finally {
            stranger.close().await(PATIENCE, TimeUnit.SECONDS);
        }
    }

    private static List<String> complaints(LogCapture log) {
        return log.lines().stream().filter(line -> line.contains("FTPCLUSTER_TLS_CERT")).toList();
    }

    @ParameterizedTest
    @EnumSource(value = HttpVersion.class, names = {"HTTP_1_1", "HTTP_2"})
    void aDownloadThatFlowsGoesOnAndTheNextConnectionGetsTheNewOne(HttpVersion version) throws Exception {
        HttpClient client = client(version);
        HttpClientRequest request = request(client);
        assertEquals(firstPrint, fingerprint(request));
        Future<Buffer> body = request.send().compose(HttpClientResponse::body);
        HttpServerResponse download = requests.poll(PATIENCE, TimeUnit.SECONDS);
        download.write("before ").await(PATIENCE, TimeUnit.SECONDS);

        renew(second);
        certificate.reload(false);
        Eventually.until(() -> shown().equals(secondPrint));

        download.end("after").await(PATIENCE, TimeUnit.SECONDS);
        assertEquals("before after", body.await(PATIENCE, TimeUnit.SECONDS).toString());
        assertEquals(version, request.version());
        HttpClientRequest next = request(client(version));
        assertEquals(secondPrint, fingerprint(next));
        assertEquals(version, next.version(), "what was agreed on beside the certificate is so still");
    }

    @Test
    void filesThatDoNotFitTogetherChangeNothingUntilTheyDo() throws Exception {
        Path mixed = Files.createDirectory(folder.resolve("mixed"));
        Files.copy(second.resolve("certificate.pem"), mixed.resolve("certificate.pem"));
        Files.copy(first.resolve("key.pem"), mixed.resolve("key.pem"));
        LogCapture log = new LogCapture();
        try {
            renew(mixed);
            certificate.reload(false);
            assertEquals(List.of(), complaints(log), "the other file may just be being written");
            certificate.reload(false);
            certificate.reload(false);
            assertEquals(1, complaints(log).size(), log.lines().toString());
            assertTrue(complaints(log).getFirst().contains("the certificate is for another key"),
                    log.lines().toString());
            assertEquals(firstPrint, shown());
            Files.copy(second.resolve("key.pem"), mixed.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
            certificate.reload(false);
            Eventually.until(() -> shown().equals(secondPrint));
        } finally {
            log.close();
        }
    }

    @Test
    void filesThatAreGoneChangeNothing() throws Exception {
        Files.delete(folder.resolve("live"));
        LogCapture log = new LogCapture();
        try {
            certificate.reload(true);
            assertEquals(1, complaints(log).size(), "who asks is told at once");
        } finally {
            log.close();
        }
        assertEquals(firstPrint, shown());
    }

    @Test
    void whatCanNotBeUsedAtTheStartIsRefused() throws Exception {
        Config.Tls mixed = new Config.Tls(first.resolve("certificate.pem"), second.resolve("key.pem"));
        var failure = assertThrows(FailureException.class, () -> PortalCertificate.load(vertx, mixed)).failure();
        assertEquals(FailureCode.INVALID, failure.code());
        assertTrue(failure.detail().contains("FTPCLUSTER_TLS_KEY") && failure.detail().contains("another key"),
                failure.detail());
    }

    /** As each processor has one; Vert.x takes only one update at a time. */
    @Test
    void serversThatShareAPortAreUpdatedOneAfterTheOther() throws Exception {
        // By a negative number Vert.x takes a free port for all servers that have the same one.
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(-1);
        certificate.configure(options);
        HttpServer one = vertx.createHttpServer(options).requestHandler(request -> request.response().end());
        HttpServer other = vertx.createHttpServer(options).requestHandler(request -> request.response().end());
        Future.all(one.listen(), other.listen()).await(PATIENCE, TimeUnit.SECONDS);
        assertEquals(one.actualPort(), other.actualPort());
        Queue<Future<Void>> begun = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> all = Stream.generate(() -> List.of(one, other))
                    .limit(100)
                    .flatMap(List::stream)
                    .<Callable<Boolean>>map(each -> () -> begun.add(certificate.keep(each, options)))
                    .toList();
            for (java.util.concurrent.Future<Boolean> done : threads.invokeAll(all)) {
                assertTrue(done.get());
            }
        }
        Future.all(List.copyOf(begun)).await(PATIENCE, TimeUnit.SECONDS);
    }
}
