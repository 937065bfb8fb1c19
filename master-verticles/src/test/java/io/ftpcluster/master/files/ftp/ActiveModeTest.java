package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.DataMode;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.ScriptedFtp.Conversation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that make the data connections, well or badly, and others who would like to. */
class ActiveModeTest extends WarmServer {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final AtomicInteger port = new AtomicInteger();
    private final AtomicReference<String> host = new AtomicReference<>("");

    @BeforeEach
    void callBack() {
        login = Harness.in(DataMode.ACTIVE, login);
        server.on("PORT", (client, argument) -> {
            String[] numbers = argument.split(",", -1);
            host.set(String.join(".", numbers[0], numbers[1], numbers[2], numbers[3]));
            port.set(Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]));
            client.say("200 fine");
        }).on("EPRT", (client, argument) -> {
            String[] words = argument.split("\\|", -1);
            host.set(words[2]);
            port.set(Integer.parseInt(words[3]));
            client.say("200 fine");
        })
                .on("RETR", (client, argument) -> send(client, "0123456789"))
                .on("LIST", (client, argument) -> send(client, ""));
    }

    private void send(Conversation client, String bytes) throws IOException {
        client.say("150 here it comes");
        try (Socket data = new Socket(LOOPBACK, port.get())) {
            data.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        }
        client.say("226 done");
    }

    private void nobodyListens() {
        assertThrows(ConnectException.class, () -> new Socket(LOOPBACK, port.get()).close());
    }

    @Test
    void readsAndListsByPort() throws Exception {
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertTrue(harness.list(login, RemotePath.TOP).entries().isEmpty());
        assertEquals(1, server.connections());
        assertEquals(0, count("EPSV"));
        nobodyListens();
    }

    @Test
    void readsByEprtWhereTheServerKnowsIt() throws Exception {
        server.answers("FEAT", "211-x\r\n SIZE\r\n MDTM\r\n EPRT\r\n211 end");
        assertEquals("0123456789", read());
        assertEquals(0, server.received().stream().filter(line -> line.startsWith("PORT")).count());
        server.answers("EPRT", "522 not here");
        assertEquals("0123456789", read());
    }

    @Test
    void theServerMayCallBeforeItAnswers() throws Exception {
        server.on("RETR", (client, argument) -> {
            try (Socket data = new Socket(LOOPBACK, port.get())) {
                data.getOutputStream().write("0123456789".getBytes(StandardCharsets.UTF_8));
            }
            client.say("150 here it comes\r\n226 done");
        });
        assertEquals("0123456789", read());
    }

    @Test
    void onlyTheServerIsLetIn() throws Exception {
        server.on("RETR", (client, argument) -> {
            client.say("150 here it comes");
            try (Socket stranger = new Socket()) {
                stranger.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
                stranger.connect(new InetSocketAddress(LOOPBACK, port.get()));
                stranger.getOutputStream().write("not this".getBytes(StandardCharsets.UTF_8));
                try (Socket data = new Socket(LOOPBACK, port.get())) {
                    data.getOutputStream().write("0123456789".getBytes(StandardCharsets.UTF_8));
                }
            }
            client.say("226 done");
        });
        assertEquals("0123456789", read());
        nobodyListens();
    }

    @Test
    void saysWhatTheServerSaysWhenItCannotCall() throws Exception {
        server.answers("RETR", "150 here it comes\r\n425 Can't build data connection: no route to host.");
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        assertTrue(failure.detail().contains("did not call the portal at 127.0.0.1 port " + port.get()),
                failure.detail());
        assertTrue(failure.detail().contains("425 Can't build data connection"), failure.detail());
        nobodyListens();
        Harness.eventually(() -> harness.files.sessions(login) == 0);
    }

    @Test
    void givesUpWhenNobodyCalls() throws Exception {
        harness = bed.harness(Harness.SHORT);
        server.answers("RETR", "150 here it comes");
        Failure failure = Harness.failure(FailureCode.BACKEND_TIMEOUT, this::read);
        assertTrue(failure.detail().contains("did not call"), failure.detail());
        nobodyListens();
    }

    @Test
    void listensNoLongerWhenTheCommandIsRefused() {
        server.answers("RETR", "550 no such file");
        Harness.failure(FailureCode.NOT_FOUND, this::read);
        nobodyListens();
    }

    @Test
    void listensNoLongerWhenAllIsClosed() throws Exception {
        server.answers("RETR", "150 here it comes");
        Thread reader = Thread.ofVirtual().start(() -> Harness.failure(FailureCode.BACKEND_FAILED, this::read));
        Harness.eventually(() -> server.received().contains("RETR /file"));
        harness.files.close();
        reader.join();
        nobodyListens();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 Illegal PORT command.", "502 no", "530 no", "425 no"})
    void saysWhenTheServerRefusesActiveMode(String reply) {
        server.answers("PORT", reply);
        Failure failure = Harness.failure(FailureCode.BACKEND_FAILED, this::read);
        assertTrue(failure.detail().contains("refuses active mode (" + reply), failure.detail());
    }

    @Test
    void takesItsPortFromTheRangeAndNamesTheOuterAddress() throws Exception {
        int only = FreePorts.one();
        Config.Ftp usual = Harness.TWO_SESSIONS;
        harness = bed.harness(new Config.Ftp(usual.connect(), usual.reply(), usual.stall(), usual.queue(), usual.idle(),
                2, usual.noop(), new Config.ActiveMode(only, only, InetAddress.ofLiteral("192.0.2.10"))));
        assertEquals("0123456789", read());
        assertEquals(only, port.get());
        assertEquals("192.0.2.10", host.get());
        assertEquals("0123456789", read());
    }
}
