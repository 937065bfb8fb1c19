package io.ftpcluster.master.files.ftp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.Harness;
import io.ftpcluster.messages.Servers.FtpSecurity;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrphanCleanupTest {

    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> tried = new LinkedBlockingQueue<>();
    private volatile boolean away;
    private final OrphanCleanup orphanCleanup = new OrphanCleanup((login, target) -> {
        boolean refused = away;
        tried.add(login.username() + " " + target);
        if (refused) {
            throw Failure.of(FailureCode.BACKEND_TIMEOUT, "away").exception();
        }
    });

    private static RemoteLogin login(String name) {
        return Harness.login(21, FtpSecurity.NONE, null, name, "secret");
    }

    @Test
    void nothingIsTriedBeforeItIsTime() throws Exception {
        orphanCleanup.retry();
        assertTrue(orphanCleanup.add(login("ann"), "/.ftpcluster-1.part"));
        assertNull(tried.poll(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void aServerThatIsBackLosesAllOfThem() throws Exception {
        orphanCleanup.add(login("ann"), "/.ftpcluster-1.part");
        orphanCleanup.add(login("ann"), "/.ftpcluster-2.part");
        orphanCleanup.retry();
        assertEquals("ann /.ftpcluster-1.part", next());
        assertEquals("ann /.ftpcluster-2.part", next());
        Harness.eventually(() -> orphanCleanup.count() == 0);
    }

    @Test
    void oneThatIsAwayIsAskedAgainLater() throws Exception {
        away = true;
        orphanCleanup.add(login("ann"), "/.ftpcluster-1.part");
        orphanCleanup.add(login("ann"), "/.ftpcluster-2.part");
        orphanCleanup.retry();
        assertEquals("ann /.ftpcluster-1.part", next());
        assertEquals(2, orphanCleanup.count());
        away = false;
        orphanCleanup.add(login("ben"), "/.ftpcluster-3.part");
        Harness.eventually(() -> {
            orphanCleanup.retry();
            return orphanCleanup.count() == 0;
        });
        assertEquals(Set.of("ann /.ftpcluster-1.part", "ann /.ftpcluster-2.part", "ben /.ftpcluster-3.part"),
                Set.copyOf(tried));
    }

    @Test
    void thereIsAnEndToWhatIsRemembered() {
        for (int i = 0; i < OrphanCleanup.MOST; i++) {
            assertTrue(orphanCleanup.add(login("ann"), "/.ftpcluster-" + i + ".part"));
        }
        assertFalse(orphanCleanup.add(login("ann"), "/.ftpcluster-more.part"));
    }

    @Test
    void onlyNamesOfUploadsAreTemporary() {
        assertTrue(AtomicUpload.isTemporary("/home/x/.ftpcluster-1.part"));
        assertTrue(AtomicUpload.isTemporary(".ftpcluster-1.part"));
        assertFalse(AtomicUpload.isTemporary("/.ftpcluster-1.part/report.pdf"));
        assertFalse(AtomicUpload.isTemporary("/home/x/report.part"));
        assertFalse(AtomicUpload.isTemporary("/home/x/.ftpcluster-1"));
    }

    private String next() throws InterruptedException {
        return tried.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
