package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.testing.ScriptedFtp;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server with one file of ten digits, and sessions that get ready for the next reading after each. */
abstract class WarmServer {

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    final ScriptedFtp server = bed.server().answers("FEAT", "211-x\r\n UTF8\r\n SIZE\r\n MDTM\r\n211 end");
    Harness harness = bed.harness(Harness.TWO_SESSIONS);
    RemoteLogin login = bed.login();

    String read() throws Exception {
        return new String(harness.readWhole(login, "/file"), StandardCharsets.UTF_8);
    }

    void readAndAwaitPreparation() throws Exception {
        int before = count("EPSV");
        assertEquals("0123456789", read());
        Harness.eventually(() -> count("EPSV") >= before + 2);
    }

    /** How often it has got this. */
    int count(String command) {
        return Collections.frequency(server.received(), command);
    }
}
