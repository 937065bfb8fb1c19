package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.IfThere;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ScriptedFtp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that can't change what is there, or show something else than it is. */
class RemovalTrapsTest {

    private static final RemotePath FILE = RemotePath.parse("/file");

    private ScriptedFtp server;
    private Harness harness;
    private RemoteLogin login;

    @BeforeEach
    void start() {
        server = new ScriptedFtp().answers("SIZE", "550 none")
                .on("CWD", (client, argument) -> client.say(argument.contains("file") ? "550 none" : "250 there"))
                .answers("RNFR", "350 and now").answers("RNTO", "250 renamed");
        harness = new Harness(Harness.TWO_SESSIONS);
        login = Harness.login(server.port(), FtpSecurity.NONE, null, "ann", "secret-word");
    }

    @AfterEach
    void stop() {
        harness.close();
        server.close();
    }

    private long received(String start) {
        return server.received().stream().filter(line -> line.startsWith(start)).count();
    }

    @Test
    void saysWhatTheServerCannotDo() {
        server.answers("DELE", "502 no").answers("MKD", "500 what").answers("RNFR", "504 no");
        for (String verb : new String[]{"DELE", "MKD", "RNFR"}) {
            Failure failure = Harness.failure(FailureCode.UNSUPPORTED, () -> {
                switch (verb) {
                    case "DELE" -> harness.files.remove(login, FILE, false);
                    case "MKD" -> harness.files.makeFolder(login, FILE);
                    default -> harness.files.rename(login, FILE, RemotePath.parse("/other-file"), IfThere.FAIL);
                }
            });
            assertTrue(failure.detail().contains("can't do " + verb), failure.detail());
        }
    }

    @Test
    void neverEntersALinkThatLooksLikeAFolder() {
        server.answers("DELE", "550 is a folder").answers("RMD", "550 not empty").answers("CWD", "250 there")
                .answers("PWD", "257 \"/elsewhere\"").on("LIST",
                        (client, argument) -> client.transfer("-rw-r--r-- 1 a a 1 Jan 1 2020 precious\r\n",
                                "226 done"));
        Failure failure = Harness.failure(FailureCode.CONFLICT, () -> harness.files.remove(login, FILE, true));
        assertTrue(failure.detail().contains("seems to be a link"), failure.detail());
        assertEquals(0, received("LIST"));
    }

    @Test
    void namesHiddenEntriesWhenAFolderDoesNotGoAway() {
        server.answers("DELE", "550 is a folder").answers("RMD", "550 not empty").answers("CWD", "250 there")
                .on("PWD", (client, argument) -> client.say(
                        lastCwd().equals("CWD /file") ? "257 \"/file\"" : "257 \"/\""));
        Failure failure = Harness.failure(FailureCode.CONFLICT, () -> harness.files.remove(login, FILE, true));
        assertTrue(failure.detail().contains("hidden entries"), failure.detail());
    }

    private String lastCwd() {
        return server.received().reversed().stream().filter(line -> line.startsWith("CWD")).findFirst().orElse("");
    }
}
