package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.fleet.Fleet.Member;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the handshake of a real vsftpd whose certificate ends soon to the alert that programs ask for. */
class CertificateAlertsIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String NAMES = "DNS:localhost,IP:127.0.0.1";
    private static final String EXPIRES = "certificate_expires";
    /** The notice is 14 days. */
    private static final int LONG = 90;
    private static final int SHORT = 2;

    @TempDir
    private Path directory;
    private Path files;
    private Fleet fleet;

    @BeforeEach
    void startPortal() throws Exception {
        files = Files.createDirectory(directory.resolve("ftp"));
        fleet = new Fleet(directory.resolve("data"), Duration.ofSeconds(2));
    }

    @AfterEach
    void stopPortal() {
        fleet.close();
    }

    /** Under an FTP server that shows another one from then on. */
    private void replaceCertificate(Vsftpd daemon, int days) {
        daemon.stop();
        Certificate.create(files, NAMES, days);
        daemon.start();
    }

    private Member register(Vsftpd daemon) throws Exception {
        Answer answer = fleet.asAdmin("POST", "/servers",
                new JsonObject().put("alias", "secure")
                        .put("host", "127.0.0.1")
                        .put("ftp_port", daemon.port())
                        .put("ftp_security", "explicit")
                        .put("tls_fingerprint", daemon.fingerprint()));
        assertEquals(201, answer.status(), answer::text);
        return new Member(answer.json().getJsonObject("server").getString("id"), "secure",
                answer.json().getString("agent_token"));
    }

    private JsonArray alerts(Member member) throws Exception {
        return fleet.asAdmin("GET", "/alerts?server_id=" + member.id(), null).json().getJsonArray("alerts");
    }

    private void awaitAlert(Member member) throws Exception {
        fleet.await(member, SOON, state -> state.getJsonArray("alerts").contains(EXPIRES));
        // It is stored a moment after it is seen.
        Eventually.until(() -> fleet.asAdmin("GET", "/alerts?raised=true", null).text().contains(EXPIRES));
    }

    @Test
    void thatOfAServerWithoutAnAgentIsSeenByItsProbe() throws Exception {
        try (Vsftpd daemon = new Vsftpd(files, FtpSecurity.EXPLICIT)) {
            awaitAlert(register(daemon));
        }
    }

    @Test
    void thatOfAServerWithAnAgentIsAskedForWhenNobodyUsesIt() throws Exception {
        try (Vsftpd daemon = new Vsftpd(files, FtpSecurity.EXPLICIT)) {
            replaceCertificate(daemon, LONG);
            Member member = register(daemon);
            try (AgentProcess agent = AgentProcess.start(directory.resolve("agent.env"),
                    Map.of("MASTER_URL", fleet.url().toString(), "AGENT_TOKEN", member.token()))) {
                fleet.await(member, SOON, state -> state.getJsonObject("sample") != null);
                assertTrue(agent.isAlive());
                assertEquals(0, alerts(member).size());
                // What was seen is forgotten with the portal, and nobody logs in.
                fleet.killPortal();
                replaceCertificate(daemon, SHORT);
                fleet.restartPortal();
                awaitAlert(member);
            }
        }
    }
}
