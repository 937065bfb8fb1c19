package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ConflictPolicy;
import io.ftpcluster.testing.Certificate;
import io.ftpcluster.testing.ScriptedFtp;
import io.ftpcluster.testing.SlowReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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

    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    private final Harness harness = bed.harness(LIMITS);
    private final AtomicLong taken = new AtomicLong();

    private void put(ScriptedFtp server, int bytes) throws Exception {
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
        assertTrue(harness.put(bed.login(), "/file", ConflictPolicy.REPLACE, 0, new byte[bytes]));
        assertEquals(bytes, taken.get());
    }

    /** One write takes longer than a stall. */
    @Test
    void isSentThoughThereIsNoRoomForLong() throws Exception {
        put(bed.server(), 16 << 20);
    }

    /** All is written at once, and waits in the system's buffers. */
    @Test
    void isWaitedForWhileItsEndIsUnderWay() throws Exception {
        put(bed.server(), 1 << 20);
    }

    @Test
    void isWaitedForWithTlsToo() throws Exception {
        put(bed.securedBy(Certificate.create(directory)), 1 << 20);
    }
}
