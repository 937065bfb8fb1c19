package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.ftp.session.PassiveMode;
import io.ftpcluster.master.files.ftp.session.ServerCapabilities;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.testing.ScriptedFtp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose EPSV doesn't work, and PASV does. */
class PassiveModeTest extends WarmServer {

    private static void pasv(ScriptedFtp.Conversation client) throws IOException {
        int port = client.listen();
        client.say("227 Entering Passive Mode (127,0,0,1," + port / 256 + "," + port % 256 + ")");
    }

    private void hasPasv() {
        server.on("PASV", (client, argument) -> pasv(client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 Permission denied.", "500 what?", "501 no", "502 no", "503 no", "504 no", "522 no",
            "425 no", "451 no", "530 no", "200 fine", "229 Entering Extended Passive Mode", "229 (|||0|)",
            "229 (|||70000|)"})
    void pasvIsTriedAndRememberedWhateverEpsvSays(String reply) throws Exception {
        hasPasv();
        server.answers("EPSV", reply);
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        login = bed.login("bob");
        assertEquals("0123456789", read());
        assertTrue(harness.list(login, RemotePath.TOP).entries().isEmpty());
        assertEquals(1, count("EPSV"), "asked again");
    }

    @Test
    void epsvMayBeAnsweredAsPasv() throws Exception {
        server.on("EPSV", (client, argument) -> pasv(client));
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
    }

    @Test
    void pasvIsTriedWhenThePortOfEpsvRefuses() throws Exception {
        hasPasv();
        try (Socket deaf = Harness.deafPort()) {
            server.answers("EPSV", "229 Extended (|||" + deaf.getLocalPort() + "|)");
            assertEquals("0123456789", read());
            assertEquals("0123456789", read());
            assertEquals(1, count("EPSV"), "asked again");
            assertEquals(1, server.connections());
        }
    }

    /** A listener whose queue is full drops what comes, as a firewall does. */
    @Test
    void pasvIsTriedWhenThePortOfEpsvIsSilent() throws Exception {
        hasPasv();
        harness = bed.harness(Harness.SHORT);
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                Socket waiting = new Socket();
                queue.add(waiting);
                try {
                    waiting.connect(silent.getLocalSocketAddress(), 50);
                } catch (IOException e) {
                    break;
                }
            }
            server.answers("EPSV", "229 Extended (|||" + silent.getLocalPort() + "|)");
            assertEquals("0123456789", read());
            assertEquals("0123456789", read());
            assertEquals(1, count("EPSV"), "asked again");
        } finally {
            for (Socket waiting : queue) {
                waiting.close();
            }
        }
    }

    @Test
    void epsvStaysWhenPasvFailsToo() throws Exception {
        server.answers("EPSV", "550 not now").answers("PASV", "550 nor that");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        assertTrue(failure.detail().contains("550 not now"), failure.detail());
        server.on("EPSV", (client, argument) -> client.say("229 Extended (|||" + client.listen() + "|)"));
        int before = count("PASV");
        assertEquals("0123456789", read());
        assertEquals(before, count("PASV"));
    }

    @Test
    void whoKnowsNoEpsvIsNamedWithWhatItSaysToPasv() {
        server.answers("EPSV", "500 unknown").answers("PASV", "425 no ports left");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        assertTrue(failure.detail().contains("425 no ports left"), failure.detail());
    }

    @Test
    void onlyTheSetWayIsTaken() throws Exception {
        hasPasv();
        login = Harness.in(DataMode.PASV, login);
        assertEquals("0123456789", read());
        assertEquals(0, count("EPSV"));

        server.answers("EPSV", "550 not here");
        login = Harness.in(DataMode.EPSV, login);
        Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        int before = count("PASV");
        Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        assertEquals(before, count("PASV"));
    }

    @Test
    void transfersAreAnnouncedWhereTheServerWantsToKnowThem() throws Exception {
        server.answers("FEAT", "211-x\r\n UTF8\r\n SIZE\r\n PRET\r\n211 end").answers("PRET", "200 fine");
        assertEquals("0123456789", read());
        harness.list(login, RemotePath.TOP);
        List<String> received = server.received();
        for (String announced : List.of("RETR /file", "LIST")) {
            int at = received.indexOf("PRET " + announced);
            assertEquals(List.of("EPSV", announced), received.subList(at + 1, at + 3), received.toString());
        }
        assertEquals(received.stream().filter(line -> line.startsWith("PRET ")).count(), count("EPSV"),
                "asked for before it was announced");
    }

    @Test
    void oneOfManyTriesEpsvAgainAfterAWhile() {
        AtomicLong now = new AtomicLong();
        ServerCapabilities capabilities = new ServerCapabilities(() -> false, now::get);
        assertFalse(capabilities.asksPasvFirst());
        capabilities.learned(PassiveMode.PASV);
        assertTrue(capabilities.asksPasvFirst());
        now.addAndGet(16L * 60 * 1_000_000_000);
        assertFalse(capabilities.asksPasvFirst());
        assertTrue(capabilities.asksPasvFirst(), "while the first one tries");
        capabilities.learned(PassiveMode.EPSV);
        assertFalse(capabilities.asksPasvFirst());
    }
}
