package io.ftpcluster.master.cli.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file means, and what is said of one that means nothing. */
@Timeout(240)
class FleetFileReaderTest {

    private static FleetFile read(String text) throws FleetFileException {
        return FleetFileReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Problem> problems(byte[] file) {
        return assertThrows(FleetFileException.class, () -> FleetFileReader.read(file)).problems();
    }

    private static List<Problem> problems(String text) {
        return problems(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String problem(String text) {
        List<Problem> all = problems(text);
        assertEquals(1, all.size(), all.toString());
        return all.getFirst().line() + ": " + all.getFirst().text();
    }

    @Test
    void namesAreWhatTheyAreWrittenAs() throws Exception {
        FleetFile file = read("""
                format: 1
                servers:
                  - {alias: no, host: 0o17}
                  - {alias: 007, host: 1e3, encoding: AUTO}
                  - {alias: "null", host: true, telemetry_seconds: null}
                """);
        List<Entry> servers = file.entries(Kind.SERVER);
        assertEquals(List.of("server no", "server 007", "server null"),
                servers.stream().map(entry -> entry.key().toString()).toList());
        assertEquals(Map.of("host", "0o17"), servers.get(0).values());
        assertEquals(Map.of("host", "1e3", "encoding", "auto"), servers.get(1).values());
        Map<String, Object> third = new HashMap<>(Map.of("host", "true"));
        third.put("telemetry_seconds", null);
        assertEquals(third, servers.get(2).values());
    }

    @Test
    void valuesGetThePortalsForm() throws Exception {
        FleetFile file = read("""
                format: 1
                servers:
                  - {alias: a, tls_fingerprint: "%s", encoding: latin1, ftp_passive_ports: 50000-50099}
                permissions:
                  - {user: u, server: a, rights: [download, list], root: //x///y/, login: shared}
                """.formatted("AB:".repeat(31) + "AB"));
        assertEquals(Map.of("tls_fingerprint", "ab".repeat(32), "encoding", "ISO-8859-1", "ftp_passive_ports",
                "50000-50099"), file.entries(Kind.SERVER).getFirst().values());
        assertEquals(Map.of("rights", List.of("list", "download"), "root", "/x/y", "login", "shared"),
                file.entries(Kind.PERMISSION).getFirst().values());
    }

    @Test
    void aByteOrderMarkAndAliasesAreYaml() throws Exception {
        FleetFile file = read("""
                \uFEFFformat: 1
                permissions:
                  - {user: a, server: s, rights: &read [list, download]}
                  - {user: b, server: s, rights: *read}
                """);
        assertEquals(List.of("list", "download"), file.entries(Kind.PERMISSION).getLast().values().get("rights"));
        assertFalse(file.names(Kind.USER));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ftp_port: 0o17|number from 1 to 65535", "ftp_port: 0x15|number from 1",
            "ftp_port: 021|number from 1", "ftp_port: \"21\"|number from 1", "ftp_port: 65536|number from 1",
            "ftp_port: 2_1|number from 1", "ftp_port: 99999999999999999999|number from 1", "ftp_port: [21]|one value",
            "ftp_security: TLS|one of none, explicit, implicit", "hots: a|did you mean host?",
            "host: |must not be empty", "host: a b|host name", "<<: {}|unknown key <<",
            "telemetry_seconds: 0|from 1 to 3600", "tls_fingerprint: abc|64 hex digits",
            "probe_password: {env: A}|with probe_username only"})
    void wrongSettingsAreNamed(String setting, String said) {
        String line = problem("format: 1\nservers:\n  - alias: a\n    " + setting + "\n");
        assertTrue(line.startsWith("4: ") && line.contains(said), line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"managed: yes|true or false", "rights: []|at least one",
            "rights: [list, list]|each once", "root: srv|absolute path", "root: /a/../b|root: ",
            "user_pass: {env: A}|needs ftp_username", "quota_bytes: 10GB|number from 1"})
    void wrongSettingsOfPermissionsToo(String setting, String said) {
        String line = problem("format: 1\npermissions:\n  - {user: u, server: s,\n    " + setting + "}\n");
        assertTrue(line.startsWith("4: ") && line.contains(said), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed: true, ftp_username: x, user_pass: {env: A}", "login: l, ftp_username: x",
            "login: l, managed: true", "managed: false, ftp_username: x, quota_bytes: 5"})
    void whatContradictsItselfIsRefused(String settings) {
        String line = problem("format: 1\npermissions:\n  - {user: u, server: s, " + settings + "}\n");
        assertTrue(line.contains("doesn't go with") || line.contains("that the portal makes"), line);
    }

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsLine() {
        List<Problem> all = problems("""
                format: 1
                usres: []
                users:
                  - {username: anna}
                  - {username: ANNA}
                  - anna
                  - {role: admin}
                logins: {}
                """);
        assertEquals(List.of(2, 5, 6, 7, 8), all.stream().map(Problem::line).toList(), all.toString());
        assertEquals("unknown key usres; did you mean users?", all.getFirst().text());
        assertEquals("user ANNA: is there twice, first in line 4", all.get(1).text());
    }

    @Test
    void aSecretInTheFileIsRefusedAndNotRepeated() {
        String line = problem("format: 1\nusers:\n  - {username: anna, password: hunter2hunter2}\n");
        assertEquals("3: password: must be {file: PATH} or {env: NAME}; a fleet file holds no secrets", line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|nothing in it", "'- a'|must have the keys",
            "'users: []'|format: 1 is missing", "'format: 2'|must be 1",
            "'format: 1\nformat: 1'|is there twice, first in line 1", "'format: 1\nusers:'|[] says that there are none",
            "'format: 1\n---\nformat: 1'|a second document", "'format: 1\nusers: *all'|names nothing",
            "'format: 1\nusers: &a [*a]'|names nothing", "'format: 1\nusers:\n\t- a'|is no YAML",
            "'format: 1\n? [a]\n: b'|a key must be a word", "'format: !!int 1'|tags are not taken",
            "'format: 1\nusers: !!javax.script.ScriptEngineManager []'|tags are not taken"})
    void whatIsNoFleetIsOneLine(String text, String said) {
        String line = problem(text);
        assertTrue(line.contains(said), line);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        Problem wrong = problems("format: 1\nusers:\n  - {username: \u00e9}".getBytes(StandardCharsets.ISO_8859_1))
                .getFirst();
        assertEquals(new Problem(3, "has bytes that are no UTF-8"), wrong);
        assertTrue(problem("format: 1\nusers:\n  - {username: a\u0000b}").contains("is no YAML"));
    }

    @Test
    void aBillionLaughsAreOneProblemEach() {
        StringBuilder bomb = new StringBuilder("format: 1\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        assertEquals(40, problems(bomb.toString()).size());
    }

    @Test
    void repeatedNonsenseEndsSoon() {
        String named = "format: 1\nlogins: [&n {x: 1}]\nusers: [" + "*n,".repeat(100_000) + "]\n";
        assertEquals(100, problems(named).size());
    }

    @Test
    void sizeAndDepthHaveBounds() {
        byte[] large = new byte[FleetFileReader.mostBytes() + 1];
        Arrays.fill(large, (byte) '#');
        assertEquals("has more than 8 MiB", problems(large).getFirst().text());
        assertTrue(problem("format: 1\nusers: " + "[".repeat(100_000)).contains("nested too deeply"));
        assertTrue(problem("format: 1\nusers: " + "{a: ".repeat(100_000)).contains("nested too deeply"));
        assertTrue(problem("format: 1\nusers: [" + "a,".repeat(1_000_001) + "]").contains("more than 1000000 keys"));
    }
}
