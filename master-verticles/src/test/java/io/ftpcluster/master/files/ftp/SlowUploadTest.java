package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.ScriptedFtp;
import io.ftpcluster.testing.SlowReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server at the end of a link that has become slow: it takes something all the time, but the portal's system has no room
 * for more. Nothing of that is a stall.
 */
class SlowUploadTest {

    private static final Duration STALL = Duration.ofSeconds(3);
    private static final Config.Ftp LIMITS = new Config.Ftp(Duration.ofSeconds(10), Duration.ofSeconds(1), STALL,
            Duration.ofSeconds(10), Duration.ofSeconds(60), 2);
    /** Until after a stall, and the patience for a reply. */
    private static final Duration SLOW = Duration.ofSeconds(6);

    @TempDir
    Path directory;

    private final AtomicLong taken = new AtomicLong();
    private ScriptedFtp server;
    private Harness harness;

    @AfterEach
    void stop() {
        harness.close();
        server.close();
    }

    private RemoteLogin start(ScriptedFtp scripted, FtpSecurity security, String fingerprint) {
        server = scripted;
        server.on("SIZE", (client, argument) -> client.say(argument.contains(".part") ? "213 " + taken : "550 none"))
                .on("CWD", (client, argument) -> client.say(argument.contains("file") ? "550 none" : "250 there"))
                .answers("RNFR", "350 and now")
                .answers("RNTO", "250 renamed")
                .answers("DELE", "250 gone")
                .on("STOR", (client, argument) -> {
                    client.say("150 give");
                    try (Socket data = client.data()) {
                        taken.set(SlowReader.sip(data, SLOW));
                        taken.addAndGet(data.getInputStream().transferTo(OutputStream.nullOutputStream()));
                    }
                    client.say("226 done");
                });
        harness = new Harness(LIMITS);
        return Harness.login(server.port(), security, fingerprint, "ann", "secret-word");
    }

    private void put(RemoteLogin login, int bytes) throws Exception {
        assertTrue(harness.put(login, "/file", ConflictPolicy.REPLACE, 0, new byte[bytes]));
        assertEquals(bytes, taken.get());
    }

    /** One write takes longer than a stall. */
    @Test
    void isSentThoughThereIsNoRoomForLong() throws Exception {
        put(start(new ScriptedFtp(), FtpSecurity.NONE, null), 16 << 20);
    }

    /** All is written at once, and waits in the system's buffers. */
    @Test
    void isWaitedForWhileItsEndIsUnderWay() throws Exception {
        put(start(new ScriptedFtp(), FtpSecurity.NONE, null), 1 << 20);
    }

    @Test
    void isWaitedForWithTlsToo() throws Exception {
        Certificate certificate = Certificate.create(directory);
        put(start(new ScriptedFtp(certificate.serverContext()), FtpSecurity.IMPLICIT, certificate.fingerprint()),
                1 << 20);
    }
}
