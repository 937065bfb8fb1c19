package io.ftpcluster.portal;

import static io.ftpcluster.portal.Answers.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ApacheFtp;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.ScriptedFtp.Conversation;
import io.ftpcluster.testing.ScriptedFtp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that refuse, hang, hang up, lie or talk nonsense: the client learns which one and in which step. */
class BadServersIT {

    private static final String PASSWORD = "ann's passphrase";
    private static final String FTP_PASSWORD = "behind-the-portal";
    private static final String PART = "x".repeat(5_000_000);
    /** Many servers here never answer, and nothing else of them takes long. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Config.Ftp LIMITS = new Config.Ftp(PATIENCE, PATIENCE, PATIENCE, PATIENCE,
            Duration.ofSeconds(60), 64);

    private static final List<ScriptedFtp> SERVERS = new ArrayList<>();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static LogCapture log;
    private static RunningPortal portal;
    private static PortalClient client;
    private static String token;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        log = new LogCapture();
        portal = RunningPortal.start(directory, LIMITS);
        client = portal.client();
        portal.addUser("ann", PASSWORD);
        token = client.login("ann", PASSWORD);
    }

    @AfterAll
    static void stop() {
        try {
            Answers.assertNothingLeaked(client, log, List.of(PASSWORD, FTP_PASSWORD));
        } finally {
            portal.close();
            SERVERS.forEach(ScriptedFtp::close);
            log.close();
        }
    }

    /** Returns the alias of a new server. */
    private static String server(Consumer<ScriptedFtp> script) throws Exception {
        ScriptedFtp server = new ScriptedFtp();
        SERVERS.add(server);
        script.accept(server);
        return register(server.port(), FtpSecurity.NONE, null);
    }

    private static String register(int port, FtpSecurity security, String fingerprint) throws Exception {
        String alias = "bad" + COUNT.incrementAndGet();
        portal.addServer(alias, port, security, fingerprint);
        portal.permit("ann", alias, ApacheFtp.USER, FTP_PASSWORD);
        return alias;
    }

    private static Answer get(String alias, String path) throws Exception {
        return client.get("/ftp/ann/" + alias + path).bearer(token).accept("application/json").send();
    }

    static Stream<Arguments> servers() {
        return Stream.of(bad("refuses the login", 502, "the login", s -> s.answers("PASS", "530 no")),
                bad("echoes the password", 502, "the login", s -> s.on("PASS", (c, word) -> c.say("530 no " + word))),
                bad("is full", 503, "connecting", s -> s.answers("GREETING", "421 full")),
                bad("is full for this user", 503, "the login", s -> s.answers("PASS", "421 full")),
                bad("says nothing", 504, "connecting", s -> s.hangs("GREETING")),
                bad("hangs up at once", 502, "connecting", s -> s.on("GREETING", (c, word) -> c.hangUp())),
                bad("never answers USER", 504, "the login", s -> s.hangs("USER")),
                bad("hangs up after USER", 502, "the login", s -> s.on("USER", (c, word) -> c.hangUp())),
                bad("speaks HTTP", 502, "connecting", s -> s.answers("GREETING", "HTTP/1.1 400 Bad Request\r\n\r\n")),
                bad("sends garbage", 502, "connecting", s -> s.answers("GREETING", "\u0000\u0001\u0002\u00ff\r\n\r\n")),
                bad("has an endless line", 502, "connecting", s -> s.on("GREETING", BadServersIT::talkForever)),
                bad("never ends its greeting", 502, "connecting", s -> s.on("GREETING", (c, word) -> {
                    for (int i = 0; i < 100_000; i++) {
                        c.say("220-and so on");
                    }
                })), bad("hangs at TYPE", 504, "", s -> s.hangs("TYPE")),
                bad("hangs up at EPSV", 502, "", s -> s.on("EPSV", (c, word) -> c.hangUp())),
                bad("offers a port where nobody is", 502, "", s -> s.answers("EPSV", "229 (|||1|)")),
                bad("offers no port at all", 502, "", s -> s.answers("EPSV", "229 (|||x|)")));
    }

    private static Arguments bad(String what, int status, String step, Consumer<ScriptedFtp> script) {
        return Arguments.argumentSet(what, status, step, script);
    }

    private static void talkForever(Conversation client, String word) throws IOException {
        for (int i = 0; i < 1000; i++) {
            client.send("y".repeat(10_000));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void isNamedWithTheStep(int status, String step, Consumer<ScriptedFtp> script) throws Exception {
        String alias = server(script);
        assertProblem(status, get(alias, "/file"), alias + ": ", step);
        assertProblem(status, get(alias, "/"), alias + ": ", step);
    }

    static Stream<Arguments> files() {
        return Stream.of(bad("refuses the file", 404, "opening", s -> s.answers("RETR", "550 no such file")),
                bad("denies the file", 403, "opening", s -> s.answers("RETR", "550 Permission denied.")),
                bad("never answers RETR", 504, "opening", s -> s.hangs("RETR")),
                bad("hangs up at RETR", 502, "opening", s -> s.on("RETR", (c, word) -> c.hangUp())),
                bad("sends nothing", 504, "the transfer", s -> s.on("RETR", (c, word) -> {
                    c.say("150 soon");
                    c.data();
                    s.awaitClose();
                })),
                bad("dies before the first byte", 502, "the transfer",
                        s -> s.on("RETR", (c, word) -> c.transfer("", "426 died"))),
                bad("has less than one byte of what it promised", 502, "the transfer",
                        s -> s.on("RETR", (c, word) -> c.transfer("", "226 done"))));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isNamedWhenTheFileFails(int status, String step, Consumer<ScriptedFtp> script) throws Exception {
        String alias = server(script);
        assertProblem(status, get(alias, "/file"), alias + ": ", step);
    }

    static Stream<Arguments> folders() {
        return Stream.of(bad("refuses the list", 502, "listing", s -> s.answers("LIST", "451 no")),
                bad("never answers LIST", 504, "listing", s -> s.hangs("LIST")),
                bad("hangs up in the list", 502, "listing", s -> s.on("LIST", (c, word) -> {
                    c.say("150 here");
                    c.hangUp();
                })),
                bad("cuts the list", 502, "listing",
                        s -> s.on("LIST",
                                (c, word) -> c.transfer("-rw-r--r-- 1 a a 1 Jan 1 2020 first\r\n-rw", "426 died"))),
                bad("has no such folder", 404, "", s -> s.answers("CWD", "550 no")));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void isNamedWhenTheFolderFails(int status, String step, Consumer<ScriptedFtp> script) throws Exception {
        String alias = server(script);
        assertProblem(status, get(alias, "/folder/"), alias + ": ", step);
    }

    @ParameterizedTest
    @ValueSource(strings = {"426 died", "451 disk", "226 done", "hang up", "silence"})
    void aServerThatDiesHalfwayBreaksTheDownload(String end) throws Exception {
        String alias = server(s -> s.answers("SIZE", "213 100000000").on("RETR", (c, word) -> dieHalfway(s, c, end)));
        String seen = raw(alias);
        assertTrue(seen.startsWith("HTTP/1.1 200 "), seen);
        assertTrue(seen.contains("\r\ncontent-length: 100000000\r\n"), seen.substring(0, 1000));
        assertTrue(seen.length() > PART.length() / 2 && seen.length() < 100_000_000, "" + seen.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"426 died", "451 disk", "hang up", "silence"})
    void alsoWhereNobodyKnowsTheSize(String end) throws Exception {
        String alias = server(s -> withoutSize(s).on("RETR", (c, word) -> dieHalfway(s, c, end)));
        String seen = raw(alias);
        assertTrue(seen.startsWith("HTTP/1.1 200 "), seen);
        assertTrue(seen.contains("\r\ntransfer-encoding: chunked\r\n"), seen.substring(0, 1000));
        assertTrue(seen.length() > PART.length() / 2, "" + seen.length());
        assertFalse(seen.endsWith("\r\n0\r\n\r\n"));
    }

    @Test
    void anUnknownSizeIsNoFault() throws Exception {
        String seen = raw(server(s -> withoutSize(s).on("RETR", (c, word) -> c.transfer(PART, "226 done"))));
        assertTrue(seen.contains("\r\ntransfer-encoding: chunked\r\n"), seen.substring(0, 1000));
        assertTrue(seen.endsWith("x\r\n0\r\n\r\n"));
    }

    private static ScriptedFtp withoutSize(ScriptedFtp server) {
        return server.answers("FEAT", "211-Features:\r\n UTF8\r\n MLST type*;\r\n211 end")
                .answers("SIZE", "500 what")
                .answers("MLST", "250-here\r\n type=file; file\r\n250 end");
    }

    private static String raw(String alias) throws IOException {
        return client.raw("GET /ftp/ann/" + alias + "/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lots", "-5", "99999999999999999999", ""})
    void aSizeThatIsNoNumber(String size) throws Exception {
        String alias = server(s -> s.answers("SIZE", "213 " + size));
        assertEquals("0123456789", get(alias, "/file").text());
    }

    private static void dieHalfway(ScriptedFtp server, Conversation client, String end)
            throws IOException, InterruptedException {
        switch (end) {
            case "hang up" -> {
                client.transfer(PART, null);
                client.hangUp();
            }
            case "silence" -> {
                client.transfer(PART, null);
                server.awaitClose();
            }
            default -> client.transfer(PART, end);
        }
    }

    @Test
    void moreThanAnnouncedIsNoWholeFile() throws Exception {
        String alias = server(s -> s.answers("SIZE", "213 5"));
        assertProblem(502, get(alias, "/file"), alias + ": the transfer", "more than the 5 bytes");
    }

    @Test
    void namesThatClimbAreLeftOut() throws Exception {
        String row = "-rw-r--r-- 1 a a 1 Jan 1 2020 ";
        String alias = server(s -> s.on("LIST", (c, word) -> c.transfer(row + "good\r\n" + row + "..\r\n" + row
                + "../up\r\n" + row + "a/b\r\nnonsense\r\n\u0007\r\n" + row + "also good\r\n", "226 done")));
        Answer answer = get(alias, "/");
        assertEquals(200, answer.status(), answer.text());
        assertEquals(List.of("also good", "good"),
                answer.json()
                        .getJsonArray("entries")
                        .stream()
                        .map(entry -> ((io.vertx.core.json.JsonObject) entry).getString("name"))
                        .toList());
    }

    @Test
    void aHostileAddressIsNotDialled() throws Exception {
        String alias = server(s -> s.answers("EPSV", "500 what").on("PASV", (c, word) -> {
            int port = c.listen();
            c.say("227 (192,0,2,1," + (port >> 8) + "," + (port & 255) + ")");
        }));
        assertEquals("0123456789", get(alias, "/file").text());
    }

    @Test
    void tlsThatCannotBe(@TempDir Path directory) throws Exception {
        try (ScriptedFtp plain = new ScriptedFtp();
                ApacheFtp secure = new ApacheFtp(directory, directory, FtpSecurity.EXPLICIT)) {
            String explicit = register(plain.port(), FtpSecurity.EXPLICIT, null);
            assertProblem(502, get(explicit, "/file"), explicit + ": the TLS handshake");
            String implicit = register(plain.port(), FtpSecurity.IMPLICIT, null);
            assertProblem(502, get(implicit, "/file"), implicit + ": the TLS handshake");
            String unknown = register(secure.port(), FtpSecurity.EXPLICIT, null);
            assertProblem(502, get(unknown, "/file"), unknown + ": the TLS handshake", "certificate");
            String other = register(secure.port(), FtpSecurity.EXPLICIT, "00".repeat(32));
            assertProblem(502, get(other, "/file"), other + ": the TLS handshake",
                    "not the one whose fingerprint is configured");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        ScriptedFtp gone = new ScriptedFtp();
        gone.close();
        String alias = register(gone.port(), FtpSecurity.NONE, null);
        assertProblem(502, get(alias, "/file"), alias + ": connecting", "refused");
    }
}
