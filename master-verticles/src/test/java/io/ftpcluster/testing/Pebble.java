package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Pebble, the ACME server that Let's Encrypt tests clients with, on free ports of 127.0.0.1, for which every name leads to 127.0.0.1. It
 * forgets accounts and makes another root when it starts anew, and refuses some good nonces, as any CA may.
 */
public final class Pebble implements AutoCloseable {

    /** Which it gives nobody a certificate for. */
    public static final String REFUSED = "refused.example";

    private static final int REFUSED_NONCES_PERCENT = 30;

    private final Path directory;
    private final int port = FreePorts.one();
    private final int managementPort = FreePorts.one();
    private final int challengePort = FreePorts.one();
    private final int dnsPort = FreePorts.one();
    private final int validSeconds;
    private final DaemonProcess names;
    private final DaemonProcess authority;

    /** @param validSeconds how long its certificates are valid */
    public Pebble(Path directory, int validSeconds) {
        this.directory = directory;
        this.validSeconds = validSeconds;
        Certificate.create(directory);
        int namesPort = FreePorts.one();
        names = new DaemonProcess(directory.resolve("names.log"), namesPort);
        names.start(Map.of(), List.of("pebble-challtestsrv", "-dns01", "127.0.0.1:" + dnsPort, "-http01", "",
                "-https01", "", "-tlsalpn01", "", "-management", "127.0.0.1:" + namesPort, "-defaultIPv6", ""));
        authority = new DaemonProcess(directory.resolve("pebble.log"), port);
    }

    /** Returns when it answers. */
    public Pebble start() {
        try {
            Path config = Files.writeString(directory.resolve("pebble.json"), """
                    {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                      "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": 1,
                      "domainBlocklist": ["%s"], "certificateValidityPeriod": %d}}
                    """.formatted(port, managementPort, authorities(), directory.resolve("key.pem"), challengePort,
                    REFUSED, validSeconds));
            authority.start(
                    Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", Integer.toString(REFUSED_NONCES_PERCENT),
                            "PEBBLE_AUTHZREUSE", "0"),
                    List.of("pebble", "-config", config.toString(), "-dnsserver", "127.0.0.1:" + dnsPort));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        authority.stop();
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + port + "/dir");
    }

    /** PEM file of whose certificate the directory shows. */
    public Path authorities() {
        return directory.resolve("certificate.pem");
    }

    /** Where it asks whether a name leads to who wants the certificate. */
    public int challengePort() {
        return challengePort;
    }

    /** Where the root of its certificates is, in PEM. */
    public URI root() {
        return URI.create("https://127.0.0.1:" + managementPort + "/roots/0");
    }

    /** How many orders it was asked for since its start. */
    public long orders() throws IOException {
        return Files.readAllLines(directory.resolve("pebble.log"))
                .stream()
                .filter(line -> line.contains("POST /order-plz"))
                .count();
    }

    @Override
    public void close() {
        authority.stop();
        names.stop();
    }
}
