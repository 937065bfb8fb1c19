package io.ftpcluster.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** HAProxy on free ports of 127.0.0.1 with the project's own {@code conf/haproxy.cfg}, in front of at most three nodes. */
public final class Haproxy implements AutoCloseable {

    public static final Path CONFIGURATION = Path.of(System.getProperty("ftpcluster.root"), "conf/haproxy.cfg");
    private static final int PATIENCE_SECONDS = 60;
    private static final int NODES = 3;

    private final int port = FreePorts.one();
    private final int plainPort = FreePorts.one();
    private final int statisticsPort = FreePorts.one();
    private final Certificate certificate;
    private final DaemonProcess process;
    private final HttpClient asking = HttpClient.newHttpClient();

    private Haproxy(Path directory) {
        this.certificate = Certificate.create(directory);
        this.process = new DaemonProcess(directory.resolve("haproxy.log"), port);
    }

    /** @param nodes where they listen on 127.0.0.1 */
    public static Haproxy start(Path directory, List<Integer> nodes) {
        Haproxy haproxy = new Haproxy(directory);
        haproxy.process.start(haproxy.environment(nodes),
                List.of("/usr/sbin/haproxy", "-db", "-f", CONFIGURATION.toString()));
        return haproxy;
    }

    private Map<String, String> environment(List<Integer> nodes) {
        List<Integer> ports = new ArrayList<>(nodes);
        while (ports.size() < NODES) {
            // Nobody is there: a node that is down for good.
            ports.add(FreePorts.one());
        }
        Map<String, String> environment = new TreeMap<>(Map.of("BALANCER_HTTPS", "127.0.0.1:" + port, "BALANCER_HTTP",
                "127.0.0.1:" + plainPort, "BALANCER_STATISTICS", "127.0.0.1:" + statisticsPort, "BALANCER_CERTIFICATE",
                certificate.pem().toString()));
        for (int i = 0; i < NODES; i++) {
            environment.put("BALANCER_NODE" + (i + 1), "127.0.0.1:" + ports.get(i));
        }
        return environment;
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    public URI plainUrl() {
        return URI.create("http://127.0.0.1:" + plainPort);
    }

    /** Of its certificate and key. */
    public Path pem() {
        return certificate.pem();
    }

    /** Of its certificate: SHA-256 in lower-case hex. */
    public String fingerprint() {
        return certificate.fingerprint();
    }

    /** One that trusts it. */
    public HttpClient client(HttpClient.Version version) {
        try (InputStream in = Files.newInputStream(certificate.pem())) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("balancer", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return HttpClient.newBuilder().sslContext(context).version(version).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it counts this node, from 1 on, as one that gets requests. */
    public void awaitUp(int node) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String seen = "";
        while (System.nanoTime() - deadline < 0) {
            seen = statistics();
            if (seen.lines().anyMatch(line -> line.matches("nodes,node" + node + ",.*,UP,.*"))) {
                return;
            }
        }
        throw new IllegalStateException("node " + node + " is not up:\n" + seen);
    }

    private String statistics() throws IOException, InterruptedException {
        return asking.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statisticsPort + "/;csv"))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        asking.shutdownNow();
        process.stop();
    }
}
