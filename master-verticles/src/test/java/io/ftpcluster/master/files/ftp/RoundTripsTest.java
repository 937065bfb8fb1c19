package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What saves round trips, on servers that don't stand it. */
class RoundTripsTest extends WarmServer {

    private static final List<String> ONE_GO = List.of("SIZE /file", "MDTM /file", "RETR /file");

    @Test
    void opensAWarmFileInOneGo() throws Exception {
        readAndAwaitPreparation();
        int asked = server.received().size();
        assertEquals("0123456789", read());
        assertEquals(ONE_GO, server.received().subList(asked, asked + 3));
        assertEquals("2024-01-02T03:04:05Z", harness.openWhole(login, "/file").info().modified().toString());
        assertEquals(1, server.connections());
    }

    @Test
    void logsInQuickerWhereItIsKnownToWork() throws Exception {
        readAndAwaitPreparation();
        server.dropAll();
        assertEquals("0123456789", read());
        int feat = server.received().lastIndexOf("FEAT");
        assertEquals(List.of("FEAT", "OPTS UTF8 ON", "TYPE I", "PWD"), server.received().subList(feat, feat + 4));
    }

    @Test
    void learnsFromAServerThatForgetsWhatFollowsACommand() throws Exception {
        server.forgetsWhatFollowsACommand();
        assertEquals("0123456789", read());
        Harness.eventually(() -> harness.files.sessions(login) == 0);
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertEquals(2, server.connections(), "it was tried again");
    }

    @Test
    void learnsFromAServerThatAnswersInTheWrongOrder() throws Exception {
        AtomicInteger types = new AtomicInteger();
        server.on("TYPE", (client, argument) -> {
            if (types.incrementAndGet() != 2) {
                client.say("200 binary");
            }
        }).on("PWD", (client, argument) -> client.say("257 \"/\" is here" + (types.get() == 2 ? "\r\n200 late" : "")));
        assertEquals("0123456789", read());
        Harness.eventually(() -> harness.files.sessions(login) == 0);
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals(2, server.connections());
    }

    @Test
    void stopsWhenAServerNoLongerStandsIt() throws Exception {
        harness = bed.harness(Harness.SHORT);
        readAndAwaitPreparation();
        server.forgetsWhatFollowsACommand();
        Harness.failure(FailureCode.BACKEND_TIMEOUT, this::read);
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
    }

    @Test
    void saysTheSameWhenTheFileMayNotBeRead() throws Exception {
        readAndAwaitPreparation();
        server.answers("RETR", "550 Permission denied.");
        Failure failure = Harness.failure(FailureCode.FORBIDDEN, this::read);
        assertTrue(failure.detail().contains("550 Permission denied."), failure.detail());
        Harness.eventually(() -> harness.files.sessions(login) == 1);
        assertEquals(1, server.connections());
    }

    @Test
    void saysTheSameAboutFoldersAndWhatIsMissing() throws Exception {
        readAndAwaitPreparation();
        server.answers("SIZE", "550 no").answers("MDTM", "550 no").answers("RETR", "550 no");
        assertEquals(Files.Type.DIRECTORY, harness.openWhole(login, "/file").info().type());
        server.answers("CWD", "550 no");
        Harness.failure(FailureCode.NOT_FOUND, () -> harness.openWhole(login, "/file"));
        assertEquals(1, server.connections());
    }

    /** Where it is learnt what SIZE and CWD tell there. */
    @Test
    void aLookCostsWhatOpeningDoes() throws Exception {
        readAndAwaitPreparation();
        harness.open(login, "/file").close();
        int opening = server.received().size();
        harness.open(login, "/file").close();
        int looking = server.received().size();
        assertEquals(10, harness.files.stat(login, RemotePath.parse("/file")).size());
        assertEquals(List.of("SIZE /file", "MDTM /file"), questions(opening, looking));
        assertEquals(List.of("SIZE /file", "MDTM /file"), questions(looking, server.received().size()));
        assertEquals(1, server.connections());
    }

    /** Without what is made ready for the next reading meanwhile. */
    private List<String> questions(int from, int to) {
        return server.received().subList(from, to).stream().filter(line -> !line.startsWith("EPSV")).toList();
    }

    @Test
    void askedInTurnOpensNothingAhead() throws Exception {
        readAndAwaitPreparation();
        int retrieved = count("RETR /file");
        assertEquals(10, harness.open(login, "/file").info().size());
        assertEquals(retrieved, count("RETR /file"));
        assertFalse(server.received().contains("ABOR"));
    }
}
