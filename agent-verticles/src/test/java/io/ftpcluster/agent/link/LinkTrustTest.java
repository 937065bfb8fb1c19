package io.ftpcluster.agent.link;

import static io.ftpcluster.agent.link.LinkRig.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.frames.HelloFrame;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinkTrustTest {

    private final LinkRig rig = new LinkRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void theCertificateIsPinned(@TempDir Path folder) throws Exception {
        try (FakePortal secure = secure(folder)) {
            rig.start(FakePortal.TOKEN, fingerprint(folder.resolve("cert.pem")), LONG, secure.endpoint(true));

            secure.next(HelloFrame.class);
            rig.awaitWelcome();
        }
    }

    @Test
    void anotherCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
        try (FakePortal secure = secure(folder)) {
            rig.start(FakePortal.TOKEN, "ab".repeat(32), LONG, secure.endpoint(true));
            rig.awaitLog("another certificate than AGENT_TLS_FINGERPRINT");
            rig.link().stop();

            rig.start(FakePortal.TOKEN, null, LONG, secure.endpoint(true));
            rig.awaitLog("of no authority that this system knows. Set AGENT_TLS_FINGERPRINT");
        }
    }

    @Test
    void saysWhichSchemeMasterUrlNeeds(@TempDir Path folder) throws Exception {
        rig.start(FakePortal.TOKEN, null, LONG, rig.portal().endpoint(true));
        rig.awaitLog("what answers doesn't speak TLS. Correct the port, or http:// it is in MASTER_URL");
        rig.link().stop();

        try (FakePortal secure = secure(folder)) {
            rig.start(FakePortal.TOKEN, null, LONG, secure.endpoint(false));
            rig.awaitLog("perhaps it wants TLS, and MASTER_URL https://");
        }
    }

    /** With a certificate of its own making for another name. */
    private FakePortal secure(Path folder) throws Exception {
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                "/CN=elsewhere.example", "-days", "1", "-keyout", "key.pem", "-out", "cert.pem")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertEquals(0, openssl.waitFor(), () -> "openssl failed, see " + folder);
        return new FakePortal(rig.vertx, 0,
                new HttpServerOptions().setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions().setCertPath(folder.resolve("cert.pem").toString())
                                .setKeyPath(folder.resolve("key.pem").toString())));
    }

    private static String fingerprint(Path pem) throws Exception {
        try (var in = Files.newInputStream(pem)) {
            byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        }
    }
}
