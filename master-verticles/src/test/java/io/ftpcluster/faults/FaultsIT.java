package io.ftpcluster.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.testing.RunningPortal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault in the middle of each operation, once; bench/faults.sh does it a thousand times. */
class FaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** For connecting, a reply and a stall one after the other, on a machine that is busy. */
    private static final Duration LIMIT = PATIENCE.multipliedBy(3).plusSeconds(30);
    private static final Config.Ftp LIMITS = new Config.Ftp(PATIENCE, PATIENCE, PATIENCE, PATIENCE,
            Duration.ofSeconds(2), 64);

    private static final int HOSTS = 2;
    private static final int OPERATIONS = 5;

    @TempDir
    Path directory;

    @Test
    void aHurtServerHurtsNobodyElseAndLeavesNothingBehind() throws Exception {
        try (RunningPortal portal = RunningPortal.start(Files.createDirectory(directory.resolve("data")), LIMITS);
                FaultRun run = new FaultRun(new PortalLogin(portal.url(), "admin", portal.adminToken()),
                        ProcessHandle.current().pid(), directory, LIMIT)) {
            run.begin(Duration.ofSeconds(1));
            for (Fault fault : Fault.values()) {
                run.play(fault, 1, fault == Fault.SLOW ? Duration.ofMillis(500) : null);
            }
            String table = run.end();
            assertEquals("", String.join("\n", run.broken()), table);
            assertEquals(HOSTS * OPERATIONS * Fault.values().length, run.hit());
        }
    }
}
