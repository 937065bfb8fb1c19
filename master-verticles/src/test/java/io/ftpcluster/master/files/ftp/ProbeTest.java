package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.ProbeOutcome;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.ScriptedFtp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a probe says of servers that misbehave, and what it does to one that doesn't. */
class ProbeTest {

    /** Not so soon that a server looks as if it hung because the machine is busy. */
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Config.Ftp IMPATIENT = new Config.Ftp(SOON, SOON, SOON, SOON, Duration.ofSeconds(60), 2);

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();

    private static ProbeOutcome probe(int port, Config.Ftp limits) {
        try (FtpDiagnosis diagnosis = new FtpDiagnosis(limits, Harness.TRUST, Diagnosed.MINUTE)) {
            return diagnosis.probe(Harness.login(port, FtpSecurity.NONE, null, "", ""));
        }
    }

    private ProbeOutcome probeWithLogin(Config.Ftp limits) {
        try (FtpDiagnosis diagnosis = new FtpDiagnosis(limits, Harness.TRUST, Diagnosed.MINUTE)) {
            return diagnosis.probe(Harness.login(server.port(), FtpSecurity.NONE, null, "prober", "pass:word"));
        }
    }

    private static void assertFails(ProbeOutcome outcome, Name step, String... parts) {
        Step failed = outcome.failed();
        assertNotNull(failed);
        assertEquals(step, failed.name(), failed::toString);
        String text = failed.detail() + "\n" + failed.advice();
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "no '" + part + "' in " + text);
        }
    }

    @Test
    void saysGoodbyeAndNothingElseToOneThatAnswers() {
        assertNull(probe(server.port(), Harness.LIMITS).failed());
        assertEquals(List.of("QUIT"), server.received());
        assertEquals(1, server.connections());
    }

    @Test
    void logsInWithAProbeAccountAndDoesNothingElse() {
        ProbeOutcome outcome = probeWithLogin(Harness.LIMITS);
        assertNull(outcome.failed());
        assertFalse(outcome.refused());
        assertEquals(List.of("USER prober", "PASS pass:word", "QUIT"), server.received());
    }

    @Test
    void tellsALoginThatIsRefusedFromAServerThatDoesNotAnswer() {
        server.answers("PASS", "530 No, not with pass:word.");
        ProbeOutcome outcome = probeWithLogin(Harness.LIMITS);
        assertTrue(outcome.refused());
        assertFails(outcome, Name.LOGIN, "refused the login of 'prober'", "password of the probe account");
        assertFalse(outcome.failed().toString().contains("pass:word"), outcome::toString);
        assertFalse(outcome.failed().advice().contains("permission"), outcome::toString);
    }

    @Test
    void aServerWithoutRoomForTheLoginRefusesNothing() {
        server.answers("PASS", "421 Too many users.");
        ProbeOutcome outcome = probeWithLogin(Harness.LIMITS);
        assertFails(outcome, Name.LOGIN, "no room now (421");
        assertFalse(outcome.refused());
    }

    @Test
    void aServerThatSaysNothingToTheLoginRefusesNothing() {
        server.hangs("PASS");
        ProbeOutcome outcome = probeWithLogin(IMPATIENT);
        assertFails(outcome, Name.LOGIN, "No answer in time");
        assertFalse(outcome.refused());
    }

    @Test
    void doesNotNeedAGoodbye() {
        server.hangs("QUIT");
        assertNull(probe(server.port(), Harness.LIMITS).failed());
    }

    @Test
    void namesAPortWhereNothingListens() throws IOException {
        assertFails(probe(FreePorts.one(), Harness.LIMITS), Name.CONNECT, "nothing listens", "Start the FTP server");
    }

    @Test
    void namesOneThatSaysNothing() {
        server.hangs("GREETING");
        assertFails(probe(server.port(), IMPATIENT), Name.GREETING, "No answer in time", "said nothing");
    }

    @Test
    void isNotHeldByOneThatDripsBytes() {
        server.on("GREETING", (client, argument) -> {
            client.say("220-once");
            for (int i = 0; i < 1000; i++) {
                client.say("upon a time");
                Thread.sleep(50);
            }
        });
        assertFails(probe(server.port(), IMPATIENT), Name.GREETING);
    }

    @Test
    void namesWhatIsNoFtpServer() {
        server.answers("GREETING", "SSH-2.0-OpenSSH_9.2p1");
        assertFails(probe(server.port(), Harness.LIMITS), Name.GREETING, "Something other than an FTP server");
    }

    @Test
    void namesOneThatTurnsThePortalAway() {
        server.answers("GREETING", "421 Too many connections.");
        assertFails(probe(server.port(), Harness.LIMITS), Name.GREETING, "421 Too many connections.");
    }

    @Test
    void namesOneThatHangsUp() {
        server.on("GREETING", (client, argument) -> server.dropAll());
        assertFails(probe(server.port(), Harness.LIMITS), Name.GREETING);
    }
}
