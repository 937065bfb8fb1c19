package io.ftpcluster.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.frames.Sample.FtpState;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With /proc as it was recorded with vsftpd: two connections, of which one has logged in. */
class FtpProbeTest {

    private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n";
    private static final String LISTENING = "   1: 0100007F:0015 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 28911703 1 000000008838f0fc 100 0 0 10 0                  \n";
    private static final String CONNECTIONS = """
               4: 0100007F:0015 0100007F:C228 01 00000017:00000000 01:00000013 00000000     0        0 28912516 3 00000000098e70af 20 4 28 12 -1
               5: 0100007F:0015 0100007F:C222 01 00000000:00000000 02:000AFC78 00000000     0        0 28911704 3 0000000035919db5 20 0 0 11 -1
               6: 0100007F:C222 0100007F:0015 01 00000000:00000000 00:00000000 00000000     0        0 28912512 2 00000000d1d64eb9 20 4 30 10 -1
               7: 0100007F:0015 0100007F:C229 06 00000000:00000000 03:00001742 00000000     0        0 0 3 00000000498ec5c1
               8: 0100007F:0016 0100007F:C230 01 00000000:00000000 00:00000000 00000000     0        0 28912777 1 00000000498ec5c1
            """;
    private static final String SIX = "   0: 00000000000000000000000000000000:0015 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5555 1 0000000000000000 100 0 0 10 0\n";

    @TempDir
    private Path root;
    private FakeSystem system;
    private final AtomicLong clock = new AtomicLong(1);
    private FtpProbe probe;

    @BeforeEach
    void aServer() {
        system = new FakeSystem(root).with("/proc/net/tcp", HEADING + LISTENING + CONNECTIONS)
                .with("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nanna:x:1014:1014::/home/anna:/bin/false\n")
                .withProcess(11130, "vsftpd", "11174 11176 ", 0, 28911703)
                .withProcess(11174, "vsftpd", "11175 ", 0, 28911704)
                .withProcess(11175, "vsftpd", "", 65534, 28911704)
                .withProcess(11176, "vsftpd", "11178 ", 65534, 28912516)
                .withProcess(11178, "vsftpd", "", 1014, 28912516);
        probe = new FtpProbe(21, system.files(), clock::get);
    }

    private FtpProbe.Ftp read() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(5));
        return probe.read();
    }

    @Test
    void controlConnectionsAreCountedAndWhoseTheyAre() {
        assertEquals(new FtpProbe.Ftp(FtpState.RUNNING, 2, Map.of("anna", 1)), read());
        assertEquals("vsftpd", probe.daemon().name());
        assertNull(probe.daemon().version());
    }

    @Test
    void aLoginIsSeenAtTheNextReading() {
        read();
        system.withProcess(11175, "vsftpd", "", 1020, 28911704);

        assertEquals(Map.of("anna", 1, "uid 1020", 1), read().users());
    }

    @Test
    void aSessionThatEndedIsForgotten() {
        read();
        system.with("/proc/net/tcp", HEADING + LISTENING);

        assertEquals(new FtpProbe.Ftp(FtpState.RUNNING, 0, Map.of()), read());
    }

    @Test
    void aSessionWhoseParentHasGoneIsStillFound() {
        system.withProcess(11130, "vsftpd", "", 0, 28911703);

        assertEquals(Map.of("anna", 1), read().users());
    }

    @Test
    void aDaemonThatWasStartedAnewIsFoundAgain() {
        read();
        system.without("/proc/11130/comm").withProcess(20000, "vsftpd", "", 0, 28911703);
        system.withProcess(11175, "vsftpd", "", 1020, 28911704);

        assertEquals(Map.of("anna", 1), read().users());
        clock.addAndGet(TimeUnit.SECONDS.toNanos(30));
        assertEquals(Map.of("anna", 1, "uid 1020", 1), read().users());
    }

    @Test
    void anotherProgramsSessionsAreCountedOnly() {
        for (int pid : new int[]{11130, 11174, 11175, 11176, 11178}) {
            system.with("/proc/" + pid + "/comm", "java\n");
        }

        assertEquals(new FtpProbe.Ftp(FtpState.RUNNING, 2, Map.of()), read());
        assertEquals("unknown", probe.daemon().name());
    }

    @Test
    void aDaemonThatListensOnIpv6OnlyRunsToo() {
        system.with("/proc/net/tcp", HEADING).with("/proc/net/tcp6", HEADING + SIX);

        assertEquals(new FtpProbe.Ftp(FtpState.RUNNING, 0, Map.of()), read());
    }

    @Test
    void nothingListens() {
        system.with("/proc/net/tcp", HEADING);

        assertEquals(FtpState.STOPPED, read().state());
        assertNull(probe.daemon().name());
    }

    @Test
    void withoutTablesNothingIsKnown(@TempDir Path empty) {
        FtpProbe blind = new FtpProbe(21, new SystemFiles(empty.toString()), clock::get);

        assertEquals(new FtpProbe.Ftp(FtpState.UNKNOWN, null, Map.of()), blind.read());
    }
}
