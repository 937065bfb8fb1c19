package io.ftpcluster.agent.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.ConfigReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EnrolCommandTest {

    @TempDir
    private Path folder;
    private EnrolRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new EnrolRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
        assertFalse(rig.said().contains(EnrolRig.SECRET) || rig.said().contains(EnrolRig.TOKEN), rig.said());
    }

    private Path settings() {
        return folder.resolve("agent.env");
    }

    private AgentConfig config() {
        return new ConfigReader(settings(), Map.of()).read();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String openssl(String... arguments) throws Exception {
        Process process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void makesAKeyRegistersAndWritesItsSettings() throws Exception {
        assertEquals(0, rig.enrol(EnrolRig.SECRET + "\n", "--ftp-port", "2121", "--ftp-security=explicit", "--ftp-root",
                "/srv/ftp", "--ftp-passive-ports", "50000-50099"), rig::said);

        assertEquals(List.of("Bearer " + EnrolRig.SECRET), rig.bearers);
        String sent = rig.bodies.get(0);
        assertTrue(
                sent.contains("\"slave_id\":\"alpha\"") && sent.contains("\"ip\":\"127.0.0.1\"")
                        && sent.contains("\"ftp_port\":2121") && sent.contains("\"ftp_security\":\"explicit\"")
                        && sent.contains("\"ftp_passive_ports\":\"50000-50099\"") && !sent.contains("tls_fingerprint"),
                sent);
        Path key = folder.resolve("agent.key");
        String pem = openssl("openssl", "pkey", "-in", key.toString(), "-pubout");
        assertTrue(sent.contains("\"pubkey\":\"" + pem.replaceAll("-----[A-Z ]+-----|\\s", "") + "\""), sent + pem);
        assertEquals("rw-------", mode(key));
        assertEquals("rw-------", mode(settings()));
        assertEquals(EnrolRig.TOKEN, config().token().value());
        assertEquals(rig.url(), config().masters().get(0).toString());
        assertEquals("alpha", config().alias());
        assertEquals(2121, config().ftpPort());
        assertEquals("/srv/ftp", config().ftpRoot());
    }

    @Test
    void whatIsRegisteredIsNotRegisteredAgainAndKeepsWhatAnAdminAdded() throws Exception {
        assertEquals(0, rig.enrol(EnrolRig.SECRET));
        String key = Files.readString(folder.resolve("agent.key"));
        Files.writeString(settings(), Files.readString(settings()) + "# ours\nAGENT_FTP_ROOT=/srv/ftp\n");
        Files.setPosixFilePermissions(settings(), PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(0, rig.enrol(""), rig::said);
        assertEquals(1, rig.bodies.size());
        assertEquals("rw-------", mode(settings()));

        // Revoked meanwhile: a new secret is needed, and the key stays.
        rig.linkStatus = 401;
        assertEquals(1, rig.enrol(""));
        assertTrue(rig.said().contains("no secret came by standard input"), rig.said());
        rig.body = EnrolRig.OK.replace(EnrolRig.TOKEN, EnrolRig.TOKEN.replace("abc", "xyz"));
        assertEquals(0, rig.enrol(EnrolRig.SECRET), rig::said);
        assertEquals(2, rig.bodies.size());
        assertEquals(key, Files.readString(folder.resolve("agent.key")));
        String text = Files.readString(settings());
        assertTrue(text.contains("# ours\nAGENT_FTP_ROOT=/srv/ftp\n") && !text.contains(EnrolRig.TOKEN), text);
        assertEquals("/srv/ftp", config().ftpRoot());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | doesn't know the secret
            403 | another server's than alpha
            409 | another machine has used the secret
            429 | Wait 77 s, then run this again
            400 | the ftp_port is odd
            302 | a redirection to http://127.0.0.1:1/?x, which isn't followed
            404 | is no portal, or one that is too old
            500 | HTTP status 500
            """)
    void aRefusalSaysWhatToDo(int status, String words) {
        rig.status = status;
        rig.body = "{\"detail\":\"the ftp_port is odd\"}";
        rig.headers = Map.of("Retry-After", "77", "Location", "http://127.0.0.1:1/\u001bx".replace('\u001b', '?'));

        assertEquals(1, rig.enrol(EnrolRig.SECRET));
        assertTrue(rig.said().contains(words), rig.said());
        assertTrue(rig.said().contains(rig.url()), rig.said());
        assertEquals(1, rig.said().lines().count(), rig.said());
        assertFalse(Files.exists(settings()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>hello</html>", "{}", "{\"status\":\"ok\"}", "{\"status\":\"ok\",\"agent_token\":7}",
            "", "{\"status\":\"ok\",\"agent_token\":\"fca_short\"}", "[[[[",
            "{\"status\":\"ok\",\"agent_token\":\"fca_"})
    void anAnswerThatIsNoneLeavesNothing(String answer) {
        rig.body = answer;

        assertEquals(1, rig.enrol(EnrolRig.SECRET));
        assertTrue(rig.said().contains("is no portal"), rig.said());
        assertFalse(Files.exists(settings()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "a\"b\\c", "$(touch x)`id`", "blank # and more", "Größe", "a=b", "'\"'"})
    void aliasesComeBackAsTheyWere(String alias) {
        assertEquals(0, rig.run(EnrolRig.SECRET, List.of("--master", rig.url(), "--alias", alias)), rig::said);
        assertEquals(alias, config().alias());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --alias alpha                                                           | --master: must be given
            --master http://127.0.0.1:1                                             | --alias: must be given
            --master ftp://x --alias alpha                                          | --master: must be http
            --master http://127.0.0.1:1 --alias alpha --colour red                  | --colour: unknown option
            --master http://127.0.0.1:1 --alias alpha --ftp-port 0                  | --ftp-port: must be
            --master http://127.0.0.1:1 --alias alpha --ftp-passive-ports 60000     | --ftp-passive-ports: must be
            --master http://127.0.0.1:1 --alias alpha --ftp-passive-ports 9-8       | --ftp-passive-ports: must be
            --master http://127.0.0.1:1 --alias alpha --ftp-security some           | --ftp-security: must be
            --master http://127.0.0.1:1 --alias alpha --alias beta                  | --alias: is given twice
            --master https://127.0.0.1:1 --alias alpha --tls-fingerprint abc        | --tls-fingerprint: must be 64
            --master http://127.0.0.1:1 --alias alpha --ftp-root home               | --ftp-root: must be
            --master http://127.0.0.1:1 --alias alpha fce_0123456789012345678901234567890123456789abc | from standard input
            """)
    void wrongUsageIsExitCodeTwoAndTouchesNothing(String arguments, String words) throws IOException {
        assertEquals(2, rig.run(EnrolRig.SECRET, List.of(arguments.split(" "))));
        assertTrue(rig.said().contains(words), rig.said());
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void whatIsNoSecretIsNotSent() {
        assertEquals(2, rig.enrol("fce_short\n"));
        assertEquals(List.of(), rig.bodies);
        assertTrue(rig.said().contains("fce_ and 43 characters"), rig.said());
    }

    @Test
    void settingsAndKeysThatCannotBeReadStayAndNothingIsSent() throws IOException {
        Files.writeString(settings(), "AGENT_TOKEN");
        assertEquals(1, rig.enrol(EnrolRig.SECRET));
        assertTrue(rig.said().contains("agent.env line 1"), rig.said());
        Files.delete(settings());

        Files.writeString(folder.resolve("agent.key"),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertEquals(1, rig.enrol(EnrolRig.SECRET));
        assertTrue(rig.said().contains("is no Ed25519 key"), rig.said());
        assertEquals(List.of(), rig.bodies);
    }

    @Test
    void whatAKilledRunLeftIsInNobodysWay() throws IOException {
        Files.writeString(folder.resolve("agent.key.new"), "half");
        Files.writeString(folder.resolve("agent.env.new"), "half");
        assertEquals(0, rig.enrol(EnrolRig.SECRET), rig::said);
        try (var files = Files.list(folder)) {
            assertEquals(List.of("agent.env", "agent.key"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertEquals("rw-------", mode(settings()));
    }
}
