package io.ftpcluster.master.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Commands;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortalAddressTest {

    private static final Secret SECRET = new Secret("fce_x");

    @TempDir
    private Path folder;

    private static PortalAddress at(String url) {
        return new PortalAddress(() -> URI.create(url), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"https://portal.example,ftp.example,true", "https://portal.example:8443,127.0.0.1,true",
            "http://127.0.0.1:8080,127.0.0.1,true", "http://localhost:8080,127.0.0.2,true",
            "http://[::1]:8080,localhost,true", "http://127.0.0.1:8080,ftp.example,false",
            "http://localhost:8080,192.0.2.7,false", "http://[::1]:8080,2001:db8::1,false",
            "http://0.0.0.0:8080,127.0.0.1,false", "http://[::]:8080,ftp.example,false"})
    void knowsWhoCannotReachIt(String url, String host, boolean reached) {
        assertEquals(reached, at(url).problemFrom(host).isEmpty(), () -> at(url).problemFrom(host).toString());
    }

    @Test
    void theCommandIsWhatCurlTakes() {
        assertEquals("curl -fsS https://portal.example:8443/setup/fce_x | sudo sh",
                at("https://portal.example:8443").command(SECRET));
        assertEquals("curl -fsS 'http://[2001:db8::1]:8080/setup/fce_x' | sudo sh",
                at("http://[2001:db8::1]:8080/").command(SECRET));
        assertEquals("curl -fsS -k --pinnedpubkey 'sha256//abc=' https://portal.example/setup/fce_x | sudo sh",
                new PortalAddress(() -> URI.create("https://portal.example"),
                        Optional.of(new CertificatePins("ff", "sha256//abc="))).command(SECRET));
    }

    @Test
    void pinsAreThoseOfOpenssl() throws Exception {
        Certificate made = Certificate.create(folder);
        CertificatePins pins = CertificatePins.of(chain()).orElseThrow();
        assertEquals(made.fingerprint(), pins.fingerprint());
        assertEquals("sha256//"
                + Commands
                        .run("bash", "-c",
                                "openssl x509 -in \"$0\" -noout -pubkey | openssl pkey -pubin -outform der"
                                        + " | openssl dgst -sha256 -binary | base64",
                                folder.resolve("certificate.pem").toString())
                        .strip(),
                pins.keyPin());
    }

    @Test
    void pinsFollowTheCertificate() throws Exception {
        PortalPins pins = new PortalPins();
        PortalAddress address = new PortalAddress(() -> URI.create("https://portal.example"), pins);
        assertEquals("curl -fsS https://portal.example/setup/fce_x | sudo sh", address.command(SECRET));
        Certificate.create(folder);
        pins.take(chain());
        String before = address.command(SECRET);
        assertTrue(before.contains(pins.get().orElseThrow().keyPin()), before);
        Certificate second = Certificate.create(folder);
        pins.take(chain());
        assertNotEquals(before, address.command(SECRET));
        assertEquals(second.fingerprint(), address.pins().orElseThrow().fingerprint());
    }

    private List<X509Certificate> chain() throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("certificate.pem"))) {
            return List.of((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
    }
}
