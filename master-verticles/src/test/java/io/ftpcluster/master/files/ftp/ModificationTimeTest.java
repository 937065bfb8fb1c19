package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ScriptedFtp;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers have one way, another, or none to set a file's time. */
class ModificationTimeTest {

    private static final Instant TIME = Instant.parse("2020-02-03T04:05:06Z");
    private static final String STAMP = "20200203040506";

    private ScriptedFtp server;
    private Harness harness;
    private RemoteLogin login;

    @BeforeEach
    void start() {
        server = new ScriptedFtp();
        harness = new Harness(Harness.LIMITS);
        login = Harness.login(server.port(), FtpSecurity.NONE, null, "ann", "secret-word");
    }

    @AfterEach
    void stop() {
        harness.close();
        server.close();
    }

    private void set() {
        harness.files.setModified(login, RemotePath.parse("/a file"), TIME);
    }

    private List<String> asked(String verb) {
        return server.received().stream().filter(line -> line.startsWith(verb + " ")).toList();
    }

    private void announcesMfmt() {
        server.answers("FEAT", "211-x\r\n MFMT\r\n211 end");
    }

    @Test
    void takesMfmtWhereItIsAnnounced() {
        announcesMfmt();
        server.answers("MFMT", "213 Modify=" + STAMP + "; /a file");
        set();
        assertEquals(List.of("MFMT " + STAMP + " /a file"), asked("MFMT"));
        assertTrue(asked("MDTM").isEmpty());
        assertEquals(1, harness.files.sessions(login));
    }

    @Test
    void believesMdtmOnlyWhenItTellsThatTimeAfterwards() {
        AtomicReference<String> time = new AtomicReference<>("20240102030405");
        server.on("MDTM", (client, argument) -> {
            if (argument.startsWith(STAMP + " /")) {
                time.set(STAMP);
                client.say("213 File modification time set.");
            } else {
                client.say("213 " + time.get());
            }
        });
        set();
        assertEquals(List.of("MDTM " + STAMP + " /a file", "MDTM /a file"), asked("MDTM"));
        assertTrue(asked("MFMT").isEmpty(), "it isn't announced");

        server.answers("MDTM", "213 20240102030405");
        Harness.failure(FailureCode.UNSUPPORTED, this::set);
    }

    @Test
    void saysWhereThereIsNoWay() {
        server.answers("MDTM", "550 /" + STAMP + " /a file: No such file or directory.");
        Failure failure = Harness.failure(FailureCode.UNSUPPORTED, this::set);
        assertTrue(failure.detail().startsWith("alpha: setting the time failed: the server has no command for it"),
                failure.detail());
    }

    @Test
    void triesTheOtherWayWhereMfmtIsAnnouncedAndUnknown() {
        announcesMfmt();
        Harness.failure(FailureCode.UNSUPPORTED, this::set);
        assertEquals(1, asked("MFMT").size());
        assertEquals("MDTM " + STAMP + " /a file", asked("MDTM").getFirst());
    }

    @Test
    void tellsMissingFromForbidden() {
        announcesMfmt();
        server.answers("MFMT", "550 No.");
        Harness.failure(FailureCode.FORBIDDEN, this::set);
        server.answers("SIZE", "550 none").answers("CWD", "550 none");
        Harness.failure(FailureCode.NOT_FOUND, this::set);
        Harness.failure(FailureCode.INVALID, () -> harness.files.setModified(login, RemotePath.TOP, TIME));
        assertEquals(2, asked("MFMT").size());
    }
}
