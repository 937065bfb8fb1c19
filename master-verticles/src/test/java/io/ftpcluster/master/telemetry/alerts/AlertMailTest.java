package io.ftpcluster.master.telemetry.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.testing.Certificate;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E-mail over TLS, from the first byte and by STARTTLS, to servers whose certificate is trusted or not. */
class AlertMailTest {

    /** Of this machine, but not by a name that the portal knows as such. */
    private static final String ELSEWHERE = "127.0.0.2";
    private static final Alert OFFLINE = new Alert("a", "7", "alpha", Alerts.Kind.OFFLINE, "Nothing came – 30 s.",
            Instant.parse("2026-03-01T12:00:00Z"), null);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path temp;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void startTlsComesBeforeTheLogin() throws Exception {
        Certificate certificate = certificate("right", "IP:" + ELSEWHERE);
        try (SmtpServer smtp = new SmtpServer(ELSEWHERE, SmtpServer.Tls.STARTTLS, certificate.serverContext())) {
            send(smtp, ELSEWHERE, false, certificate);
            String text = smtp.next().text();
            assertTrue(text.contains("=?UTF-8?Q?") && !text.contains("–"), "all is ASCII: " + text);
        }
    }

    @Test
    void tlsFromTheFirstByte() throws Exception {
        Certificate certificate = certificate("right", "DNS:localhost");
        try (SmtpServer smtp = new SmtpServer("127.0.0.1", SmtpServer.Tls.FROM_THE_FIRST_BYTE,
                certificate.serverContext())) {
            send(smtp, "localhost", true, certificate);
            assertEquals("portal@example.org", smtp.next().from());
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        Certificate certificate = certificate("other", "DNS:mail.example");
        try (SmtpServer smtp = new SmtpServer("127.0.0.1", SmtpServer.Tls.FROM_THE_FIRST_BYTE,
                certificate.serverContext())) {
            assertThrows(Exception.class, () -> send(smtp, "localhost", true, certificate));
            assertFalse(smtp.hasReceived());
        }
        try (SmtpServer smtp = new SmtpServer(ELSEWHERE, SmtpServer.Tls.STARTTLS, certificate.serverContext())) {
            assertThrows(Exception.class, () -> send(smtp, ELSEWHERE, false, certificate));
            assertFalse(smtp.hasReceived());
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        Certificate certificate = certificate("own", "IP:" + ELSEWHERE);
        Certificate another = certificate("another", "DNS:another.example");
        try (SmtpServer smtp = new SmtpServer(ELSEWHERE, SmtpServer.Tls.STARTTLS, certificate.serverContext())) {
            assertThrows(Exception.class, () -> send(smtp, ELSEWHERE, false, another));
            assertFalse(smtp.hasReceived());
        }
    }

    @Test
    void aPasswordNeverGoesInClearToAnotherMachine() throws Exception {
        try (SmtpServer smtp = new SmtpServer(ELSEWHERE, SmtpServer.Tls.NONE, null)) {
            assertThrows(Exception.class, () -> send(smtp, ELSEWHERE, false, certificate("any", "DNS:any")));
            assertFalse(smtp.hasReceived());
        }
    }

    /** As Debian's Postfix offers it with a certificate of its own making; without TLS it would go in clear. */
    @Test
    void thisMachinesServerMayOfferStartTlsWithAnyCertificate() throws Exception {
        Certificate certificate = certificate("own", "DNS:ftp1");
        Certificate another = certificate("another", "DNS:another.example");
        try (SmtpServer smtp = new SmtpServer("127.0.0.1", SmtpServer.Tls.STARTTLS, certificate.serverContext())) {
            send(smtp, "127.0.0.1", false, another);
            assertEquals("portal@example.org", smtp.next().from());
        }
    }

    private Certificate certificate(String folder, String names) throws Exception {
        return Certificate.create(Files.createDirectories(temp.resolve(folder)), names);
    }

    private void send(SmtpServer smtp, String host, boolean tls, Certificate trusted) throws Exception {
        Config.Mail mail = new Config.Mail(List.of("ops@example.org"), "portal@example.org",
                new Config.Smtp(host, smtp.port(), tls, Optional.of("portal"), Optional.of(new Secret("s3cret"))));
        new AlertMail(vertx, mail, new AlertText(Optional.empty()), new SystemTrust(Optional.of(trusted.pem())), "west")
                .tell("parcel-1", List.of(OFFLINE))
                .await(40, TimeUnit.SECONDS);
    }
}
