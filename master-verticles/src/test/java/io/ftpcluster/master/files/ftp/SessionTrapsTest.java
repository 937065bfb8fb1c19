package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ScriptedFtp;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that misbehave on the control channel, and the pool of two sessions above them. */
class SessionTrapsTest {

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final ScriptedFtp server = bed.server();
    private Harness harness = bed.harness(Harness.TWO_SESSIONS);
    private RemoteLogin login = bed.login();

    /** For a server that hangs. */
    private void impatient() {
        harness = bed.harness(Harness.SHORT);
    }

    private Failure openFails(FailureCode code) {
        Failure failure = Harness.failure(code, () -> harness.open(login, "/file"));
        assertTrue(failure.detail().startsWith("alpha: "), failure.detail());
        assertFalse(failure.detail().contains("secret-word"), failure.detail());
        assertEquals(0, harness.files.sessions(login));
        return failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "USER", "PASS", "FEAT", "TYPE", "PWD", "SIZE", "MDTM"})
    void givesUpWhenTheServerHangs(String verb) {
        impatient();
        server.hangs(verb);
        openFails(FailureCode.BACKEND_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPSV", "RETR", "REST"})
    void givesUpWhenTheServerHangsBeforeATransfer(String verb) throws Exception {
        impatient();
        server.hangs(verb);
        Harness.failure(FailureCode.BACKEND_TIMEOUT, () -> Harness.read(harness.open(login, "/file"), 1, -1));
        Harness.eventually(() -> harness.files.sessions(login) == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "USER", "PASS", "FEAT", "TYPE", "PWD", "SIZE", "MDTM"})
    void saysWhenTheServerHangsUp(String verb) {
        server.on(verb, (client, argument) -> client.hangUp());
        openFails(FailureCode.BACKEND_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"GREETING,HTTP/1.1 400 Bad Request", "USER,garbage", "PASS,abc no code", "SIZE,9x9 what",
            "GREETING,530 go away"})
    void refusesGarbage(String verb, String reply) {
        server.answers(verb, reply);
        openFails(FailureCode.BACKEND_FAILED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"257 \"/home/ann\" is here      | /home/ann",
            "257 \"/a \"\"b\"\"\"             | /a \"b\"", "257 /home/ann is current directory | /home/ann",
            "257 Current directory is /home/ann  | /home/ann", "257 '/home/ann' is current          | /home/ann",
            "250 \"/home/ann\"             | /home/ann", "200 /home/ann             | /home/ann",
            "257 \"/home/ann             | /home/ann", "257 nowhere               | /", "257               | /",
            "257 \"\"                   | /", "550 no                    | /", "502 no                    | /",
            "257 \"/a\0b\"              | /"})
    void landsWherePwdSaysOrAtTheTop(String reply, String home) {
        server.answers("PWD", reply.translateEscapes());
        harness.list(login, RemotePath.TOP);
        assertTrue(server.received().contains("CWD " + home), server.received().toString());
    }

    @Test
    void landsAtTheTopWhenTheFolderIsEndless() {
        server.answers("PWD", "257 \"/" + "x".repeat(4000) + "\"");
        harness.list(login, RemotePath.TOP);
        assertTrue(server.received().contains("CWD /"), server.received().toString());
    }

    @ParameterizedTest
    @CsvSource({"230 in,230 in", "331 go on,230 in", "331 go on,202 not needed", "331 go on,232 in", "232 in,230 in",
            "332 account,230 in", "331 go on,332 account"})
    void logsInHoweverManyWordsTheServerWants(String user, String pass) {
        server.answers("USER", user).answers("PASS", pass).answers("ACCT", "230 in");
        login = new RemoteLogin(login.server(), "ann", login.password(), null, new Secret("ledger"));
        assertEquals(10, harness.open(login, "/file").info().size());
        assertEquals((user + pass).contains("332"), server.received().contains("ACCT ledger"));
    }

    /** An agent has set it, and the portal didn't know when it began. */
    @Test
    void takesThePasswordThatReplacesARefusedOne() {
        server.on("PASS", (client, argument) -> client.say(argument.equals("the new one") ? "230 in" : "530 no"));
        login = new RemoteLogin(login.server(), "ann", login.password(), null, null,
                () -> List.of(new Secret("the new one")));
        assertEquals(10, harness.open(login, "/file").info().size());
        assertTrue(server.received().contains("PASS the new one"), server.received().toString());
    }

    @Test
    void tellsTheFirstRefusalWhenNoPasswordIsTaken() {
        server.answers("PASS", "530 no");
        login = new RemoteLogin(login.server(), "ann", login.password(), null, null,
                () -> List.of(new Secret("the new one")));
        assertTrue(openFails(FailureCode.BACKEND_FAILED).detail().contains("530"));
        assertEquals(2, server.received().stream().filter(line -> line.startsWith("PASS ")).count());
    }

    @ParameterizedTest
    @CsvSource({"332 account,230 in", "331 go on,332 account"})
    void saysThatTheServerAsksForAnAccount(String user, String pass) {
        server.answers("USER", user).answers("PASS", pass);
        assertTrue(openFails(FailureCode.BACKEND_FAILED).detail().contains("asks for an account"));
    }

    @Test
    void aByteThatTelnetMeansIsSentOnce() throws Exception {
        server.answers("FEAT", "500 no");
        harness.open(login, "/\uDCFF").close();
        // The server reads UTF-8, in which such a byte is none.
        assertTrue(server.received().contains("SIZE /\uFFFD"), server.received().toString());
    }

    @Test
    void goesOnWithoutASizeThatIsNone() throws Exception {
        server.answers("SIZE", "213 many")
                .answers("CWD", "550 no")
                .on("CWD", (client, path) -> client.say(path.equals("/") ? "250 there" : "550 no"))
                .on("LIST", (client, path) -> client.transfer("-rw-r--r-- 1 a a 10 Jan 1 2020 file\r\n", "226 done"));
        assertEquals(10, harness.read(login, "/file").length);
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login, "/none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "220-and on\r\n"})
    void refusesEndlessReplies(String piece) {
        server.on("GREETING", (client, argument) -> {
            client.send("220-");
            while (true) {
                client.send(piece.repeat(500));
            }
        });
        assertTrue(openFails(FailureCode.BACKEND_FAILED).detail().contains("too long"));
    }

    @Test
    void boundsRepliesThatDrip() {
        impatient();
        server.on("SIZE", (client, argument) -> {
            while (true) {
                client.send("2");
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                        .join();
            }
        });
        openFails(FailureCode.BACKEND_TIMEOUT);
    }

    @Test
    void readsLinesInsideAReplyThatLookLikeItsEnd() throws Exception {
        server.answers("GREETING", "220-Welcome\r\n200 files are here\r\n 220 indented\r\n220-more\r\n220 go on");
        assertEquals(10, harness.read(login, "/file").length);
    }

    @Test
    void saysWhenNobodyListens() throws Exception {
        try (Socket deaf = Harness.deafPort()) {
            login = Harness.login(deaf.getLocalPort(), FtpSecurity.NONE, null, "ann", "secret-word");
            assertTrue(openFails(FailureCode.BACKEND_FAILED).detail().contains("refused"));
        }
    }

    @Test
    void saysWhenTheHostIsUnknown() {
        login = Harness.login("no-such-host.invalid", 21, FtpSecurity.NONE, null, "ann", "secret-word", null);
        assertTrue(openFails(FailureCode.BACKEND_FAILED).detail().contains("host name"));
    }

    @Test
    void triesAllAddressesOfAHost() throws Exception {
        login = Harness.login("localhost", server.port(), FtpSecurity.NONE, null, "ann", "secret-word", null);
        assertEquals(10, harness.read(login, "/file").length);
    }

    @Test
    void hidesAnEchoedPassword() {
        server.on("PASS", (client, argument) -> client.say("530 " + argument + " is wrong"));
        assertTrue(openFails(FailureCode.BACKEND_FAILED).detail().contains("'ann' (530)"));
        server.on("PASS", (client, argument) -> client.say("421 PASS " + argument + ": too many"));
        assertTrue(openFails(FailureCode.UNAVAILABLE).detail().contains("(421)"));
    }

    /** What others say is theirs: cut out of it, a password that is a word or a letter would show. */
    @ParameterizedTest
    @ValueSource(strings = {"e", "open", "Cannot open passive connection", "425"})
    void cutsNoPasswordOutOfWhatIsSaidLater(String password) {
        login = Harness.login(server.port(), FtpSecurity.NONE, null, "ann", password);
        server.answers("EPSV", "425 Cannot open passive connection")
                .answers("PASV", "425 Cannot open passive connection");
        String detail = Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.list(login, RemotePath.TOP)).detail();
        assertTrue(detail.contains("425 Cannot open passive connection"), detail);
    }

    /** Whether an answer to PASS holds the password can't be seen from what people are told. */
    @ParameterizedTest
    @ValueSource(strings = {"Login", "secret-word", "i"})
    void tellsNothingOfAPasswordByWhatItKeepsBack(String password) {
        server.answers("PASS", "530 Login incorrect.");
        login = Harness.login(server.port(), FtpSecurity.NONE, null, "ann", password);
        String detail = openFails(FailureCode.BACKEND_FAILED).detail();
        assertTrue(detail.contains("'ann' (530)") && !detail.contains("incorrect"), detail);
    }

    @Test
    void neverSendsALineBreakInALogin() {
        login = Harness.login(server.port(), FtpSecurity.NONE, null, "ann\r\nDELE x", "secret-word");
        Harness.failure(FailureCode.INVALID, () -> harness.open(login, "/file"));
        assertTrue(server.received().stream().noneMatch(line -> line.contains("DELE")));
    }

    /** Servers with a short buffer take the rest of a long command for the next one. */
    @Test
    void neverSendsALongCommandToAnOldServer() {
        server.answers("FEAT", "500 what");
        Harness.failure(FailureCode.INVALID, () -> harness.open(login, "/" + "a".repeat(506) + "DELE x"));
        assertTrue(server.received().stream().noneMatch(line -> line.contains("DELE")));
    }

    @Test
    void tellsATlsServerFromAPlainOne() {
        for (FtpSecurity security : new FtpSecurity[]{FtpSecurity.EXPLICIT, FtpSecurity.IMPLICIT}) {
            login = Harness.login(server.port(), security, null, "ann", "secret-word");
            Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, () -> harness.open(login, "/file"));
            assertTrue(failure.detail().contains("TLS"), failure.detail());
        }
        assertTrue(server.received().stream().noneMatch(line -> line.startsWith("USER")));
    }

    @Test
    void waitsForItsOwnSessionWhenTheServerHasNoRoomForASecond() throws Exception {
        server.on("GREETING", (client, argument) -> {
            client.say(client.number() == 1 ? "220 ready" : "421 too many of you");
            if (client.number() > 1) {
                client.hangUp();
            }
        });
        FileStreams.Handle first = harness.open(login, "/file");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = executor.submit(() -> harness.open(login, "/file"));
            Harness.eventually(() -> server.connections() == 2);
            first.close();
            assertEquals(10, second.get().info().size());
            second.get().close();
        }
        assertEquals(2, server.connections());
    }

    @Test
    void saysWhenToComeBackWhenTheServerHasNoRoomAtAll() {
        server.answers("GREETING", "421 too many of you");
        Failure failure = openFails(FailureCode.UNAVAILABLE);
        assertTrue(failure.retryAfterSeconds() > 0);
        assertTrue(failure.detail().contains("421 too many of you"), failure.detail());
    }

    @Test
    void queuesAtTheCapAndGivesUpAtTheDeadline() {
        Config.Ftp patient = Harness.TWO_SESSIONS;
        harness = bed.harness(new Config.Ftp(patient.connect(), patient.reply(), patient.stall(),
                Duration.ofMillis(600), patient.idle(), 2));
        FileStreams.Handle first = harness.open(login, "/file");
        FileStreams.Handle second = harness.open(login, "/file");
        Failure failure = Harness.failure(FailureCode.UNAVAILABLE, () -> harness.open(login, "/file"));
        assertTrue(failure.retryAfterSeconds() > 0);
        first.close();
        harness.open(login, "/file").close();
        second.close();
        assertEquals(2, server.connections());
    }

    @Test
    void replacesASessionThatDiedWhileIdle() throws Exception {
        assertEquals(10, harness.read(login, "/file").length);
        server.dropAll();
        assertEquals(10, harness.read(login, "/file").length);
        server.on("SIZE", (client, argument) -> {
            if (client.number() == 2) {
                client.say("421 Timeout.");
                client.hangUp();
            } else {
                client.say("213 10");
            }
        });
        assertEquals(10, harness.read(login, "/file").length);
        assertEquals(3, server.connections());
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void neverReadsAnUnexpectedReplyAsTheNextAnswer() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "226 done\r\n213 99"));
        assertEquals(10, harness.read(login, "/file").length);
        assertEquals(10, harness.open(login, "/file").info().size());
        assertEquals(2, server.connections());
    }

    @Test
    void endsIdleSessionsWithAWord() throws Exception {
        Config.Ftp patient = Harness.TWO_SESSIONS;
        harness = bed.harness(new Config.Ftp(patient.connect(), patient.reply(), patient.stall(), patient.queue(),
                Duration.ofMillis(200), 2));
        assertEquals(10, harness.read(login, "/file").length);
        Harness.eventually(() -> server.received().contains("QUIT"));
        assertEquals(0, harness.files.sessions(login));
        assertEquals(10, harness.read(login, "/file").length);
    }

    /** The kernel's table tells by 02 that a connection's next timer is that of keepalive. */
    @Test
    void keepsTheControlConnectionAliveWhileItIsSilent() throws Exception {
        FileStreams.Handle handle = harness.open(login, "/file");
        String peer = String.format(":%04X 01 ", server.port());
        List<String> ours = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            java.nio.file.Files.readAllLines(Path.of(table))
                    .stream()
                    .filter(line -> line.contains(peer))
                    .forEach(ours::add);
        }
        assertEquals(1, ours.size(), ours.toString());
        assertTrue(ours.getFirst().matches(".* 01 [0-9A-F]{8}:[0-9A-F]{8} 02:.*"), ours.toString());
        handle.close();
    }

    @Test
    void stopsTransfersWhenItCloses() throws Exception {
        server.on("RETR", (client, argument) -> {
            client.say("150 here it comes");
            client.data().getOutputStream().write('0');
            server.awaitClose();
        });
        var content = harness.open(login, "/file").read(0, -1).compose(Harness::collect);
        Harness.eventually(() -> server.received().contains("RETR /file"));
        harness.files.close();
        Harness.failure(FailureCode.BACKEND_FAILED, () -> Harness.get(content));
        Harness.failure(FailureCode.UNAVAILABLE, () -> harness.list(login, RemotePath.TOP));
    }
}
