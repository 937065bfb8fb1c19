package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.testing.ScriptedFtp.Conversation;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say what nobody asked for: no session that did so answers anybody else. */
class StrayRepliesTest extends WarmServer {

    private final AtomicBoolean late = new AtomicBoolean();

    /** The first session says it once more, just before it answers a command of its next use. */
    private void saysBefore(String verb, String stray, String answer) {
        server.on(verb, (client, argument) -> client.say(isLate(client) ? stray + "\r\n" + answer : answer));
    }

    private boolean isLate(Conversation client) {
        return client.number() == 1 && late.getAndSet(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"226 done", "225 done", "426 aborted", "451 broken", "550 gone", "150 here", "250 fine",
            "220 hello", "421 bye", "530 who are you", "500 what"})
    void whatComesJustBeforeAnAnswerIsNotTakenForIt(String stray) {
        server.answers("FEAT", "211-x\r\n SIZE\r\n211 end");
        harness.open(login, "/file").close();
        saysBefore("SIZE", stray, "213 10");
        late.set(true);
        for (int i = 0; i < 3; i++) {
            FileStreams.Handle handle = harness.open(login, "/file");
            handle.close();
            assertEquals(10, handle.info().size());
        }
        assertTrue(!late.get() && server.connections() == 2, server.connections() + " sessions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"226 done", "213 10", "227 (127,0,0,1,1,1)", "257 \"/\"", "250 made", "200 fine",
            "350 go on", "125 open"})
    void aChangeIsNotConfirmedByWhatBelongsElsewhere(String stray) {
        harness.open(login, "/file").close();
        saysBefore("MKD", stray, "550 no room for folders");
        server.on("CWD", (client, argument) -> client.say(argument.equals("/") ? "250 there" : "550 no such folder"))
                .answers("SIZE", "550 no such file");
        late.set(true);
        Failure failure = Harness.failure(FailureCode.FORBIDDEN,
                () -> harness.files.makeFolder(login, RemotePath.parse("/d")));
        assertTrue(failure.detail().contains("550 no room"), failure.detail());
    }

    @Test
    void aSessionWhoseServerSaysMoreThanItWasAskedIsNotUsedAgain() {
        // What is asked only once of a server is known then.
        harness.open(login, "/file").close();
        server.answers("MDTM", "213 20240102030405\r\n213 20250102030405");
        harness.open(login, "/file").close();
        assertEquals(0, harness.files.sessions(login));
        harness.open(login, "/file").close();
        assertEquals(2, server.connections());
    }

    @Test
    void aTransferThatIsAnnouncedTwiceIsWholeAndItsSessionGoes() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "150 still\r\n226 done"));
        assertEquals("0123456789", read());
        Harness.eventually(() -> harness.files.sessions(login) == 0);
    }

    @Test
    void aTransferIsNotConfirmedByAnotherAnswer() throws Exception {
        server.on("RETR", (client, argument) -> client.transfer("0123456789", "213 10"));
        Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        Harness.eventually(() -> harness.files.sessions(login) == 0);
    }

    @Test
    void aLoginThatIsForgottenIsMadeAnew() {
        harness.open(login, "/file").close();
        server.on("SIZE", (client, argument) -> client.say(client.number() == 1 ? "530 Please login." : "213 10"));
        assertEquals(10, harness.open(login, "/file").info().size());
        assertEquals(2, server.connections());
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void aRefusalOfASessionThatRestedIsProven() {
        harness.open(login, "/file").close();
        server.answers("SIZE", "550 no such file").answers("CWD", "550 no such folder");
        int before = count("PWD");
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.open(login, "/file"));
        assertEquals(before + 1, count("PWD"));
        assertEquals(1, server.connections());
    }
}
