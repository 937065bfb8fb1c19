package io.ftpcluster.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final String TOKEN = "fca_0123456789012345678901234567890123456789abc";
    private static final String NEEDED = "MASTER_URL=https://portal.example\nAGENT_TOKEN=" + TOKEN + "\n";

    @TempDir
    private Path folder;

    private AgentConfig read(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.env"), text);
        return new ConfigReader(file, environment).read();
    }

    @Test
    void whatIsNotGivenHasADefault() throws IOException {
        AgentConfig config = read(NEEDED, Map.of());

        assertEquals(List.of(new Endpoint(true, "portal.example", 443)), config.masters());
        assertEquals(TOKEN, config.token().value());
        assertEquals(21, config.ftpPort());
        assertEquals("/home", config.ftpRoot());
        assertEquals("/var/log/vsftpd.log", config.ftpLog());
        assertNull(config.alias());
        assertNull(config.fingerprint());
        assertFalse(config.toString().contains(TOKEN));
    }

    @Test
    void theDatalinkIsOffUntilSomebodyAsksForIt() throws IOException {
        AgentConfig off = read(NEEDED, Map.of());
        assertNull(off.datalink());
        assertEquals(folder.toAbsolutePath(), off.state());

        AgentConfig on = read(NEEDED + "AGENT_DATALINK_PORT=9000\nAGENT_STATE_DIR=/var/lib/agent\n", Map.of());
        assertEquals(new AgentConfig.DatalinkConfig("127.0.0.1", 9000), on.datalink());
        assertEquals(Path.of("/var/lib/agent"), on.state());
        assertEquals(new AgentConfig.DatalinkConfig("::", 9001),
                read(NEEDED + "AGENT_DATALINK_PORT=9001\n", Map.of("AGENT_DATALINK_HOST", "::")).datalink());
    }

    @ParameterizedTest
    @CsvSource({"AGENT_DATALINK_PORT=0,1 to 65535", "AGENT_DATALINK_PORT=https,1 to 65535",
            "AGENT_DATALINK_HOST=0.0.0.0,needs AGENT_DATALINK_PORT", "AGENT_DATALINK_HOST=a b,must be an address",
            "AGENT_STATE_DIR=state,must be an absolute path"})
    void aWrongSettingOfTheDatalinkIsNamed(String line, String words) {
        ConfigException refused = assertThrows(ConfigException.class, () -> read(NEEDED + line + "\n", Map.of()));
        assertTrue(refused.getMessage().startsWith(line.substring(0, line.indexOf('=')) + ": "), refused.getMessage());
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    @Test
    void theEnvironmentWins() throws IOException {
        AgentConfig config = read(NEEDED + "AGENT_ALIAS='one'\nAGENT_FTP_PORT=2121\n",
                Map.of("AGENT_ALIAS", "two", "AGENT_NAME", "a build agent's", "PATH", "/bin"));

        assertEquals("two", config.alias());
        assertEquals(2121, config.ftpPort());
    }

    @Test
    void severalMastersAreSeparatedByCommas() throws IOException {
        AgentConfig config = read("AGENT_TOKEN=" + TOKEN
                + "\nMASTER_URL=\"http://one:8080, https://[2001:db8::1]:8443/,http://one:8080\"\n", Map.of());

        assertEquals(List.of("http://one:8080", "https://[2001:db8::1]:8443"),
                config.masters().stream().map(Endpoint::toString).toList());
    }

    @Test
    void aFingerprintMayHaveColons() throws IOException {
        String fingerprint = "AB:".repeat(31) + "AB";

        assertEquals("ab".repeat(32), read(NEEDED + "AGENT_TLS_FINGERPRINT=" + fingerprint, Map.of()).fingerprint());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {"AGENT_COLOUR=red|AGENT_COLOUR",
            "AGENT_FTP_PORT=0|AGENT_FTP_PORT", "AGENT_FTP_PORT=twenty-one|AGENT_FTP_PORT",
            "AGENT_FTP_ROOT=home|AGENT_FTP_ROOT", "AGENT_FTP_LOG=vsftpd.log|AGENT_FTP_LOG",
            "AGENT_TLS_FINGERPRINT=ab|AGENT_TLS_FINGERPRINT", "AGENT_ALIAS='a|line 3", "AGENT_TOKEN=fca_1|AGENT_TOKEN",
            "nonsense|line 3"})
    void whatIsWrongIsNamed(String line, String named) {
        String text = line.startsWith("AGENT_TOKEN") ? NEEDED.replaceAll("AGENT_TOKEN=.*\n", "") : NEEDED;
        ConfigException e = assertThrows(ConfigException.class, () -> read(text + line + "\n", Map.of()));

        assertTrue(e.getMessage().contains(named), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"ftp://portal.example", "portal.example", "https://portal.example/path", "https://u:p@portal.example",
            "https://portal.example?a=b", "https://portal.example:99999", "','"})
    void urlsOfAnotherKindAreRefused(String url) {
        ConfigException e = assertThrows(ConfigException.class,
                () -> read("AGENT_TOKEN=" + TOKEN + "\nMASTER_URL=" + url + "\n", Map.of()));

        assertTrue(e.getMessage().startsWith("MASTER_URL"), e.getMessage());
        assertFalse(e.getMessage().contains("u:p"), e.getMessage());
    }

    @Test
    void aPinnedCertificateNeedsTls() {
        String text = "AGENT_TOKEN=" + TOKEN + "\nMASTER_URL=http://one\nAGENT_TLS_FINGERPRINT=" + "ab".repeat(32);

        assertTrue(assertThrows(ConfigException.class, () -> read(text, Map.of())).getMessage()
                .startsWith("AGENT_TLS_FINGERPRINT"));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.env");

        assertTrue(assertThrows(ConfigException.class, () -> new ConfigReader(missing, Map.of())).getMessage()
                .contains(missing.toString()));
    }
}
