package io.ftpcluster.master.persistence.repository;

import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static io.ftpcluster.master.persistence.TestStore.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.Audit.Event;
import io.ftpcluster.messages.Audit.Find;
import io.ftpcluster.testing.Actors;
import io.ftpcluster.testing.LogCapture;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class AuditBufferTest {

    @RegisterExtension
    private final TestStore store;
    private AuditBuffer buffer;

    AuditBufferTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        buffer = new AuditBuffer(store.audit, store.clock);
    }

    @Test
    void writesInOrderWithTheTimeOfArrival() {
        Instant first = store.clock.instant();
        buffer.add(entry("one"));
        buffer.add(entry("two"));
        store.later(Duration.ofSeconds(1));
        buffer.add(entry("three"));
        store.later(Duration.ofHours(1));
        assertEquals(List.of(), store.trail());
        buffer.flush();
        assertEquals(
                List.of(new Event(first.plusSeconds(1), "root", "192.0.2.1", "file.download", "three", "d", ""),
                        new Event(first, "root", "192.0.2.1", "file.download", "two", "d", ""),
                        new Event(first, "root", "192.0.2.1", "file.download", "one", "d", "")),
                store.audit.find(Find.latest(10)).events());
        assertEquals(1, store.audit.find(Find.latest(1)).events().size());
        buffer.flush();
        assertEquals(3, store.trail().size());
    }

    @Test
    void tellsWhenABatchIsComplete() {
        for (int i = 1; i < AuditBuffer.BATCH; i++) {
            assertFalse(buffer.add(entry("x")));
        }
        assertTrue(buffer.add(entry("x")));
    }

    @Test
    void refusesWhenFullAndSaysSoOnceAMinute() {
        Logger logger = Logger.getLogger(AuditBuffer.class.getName());
        Complaints complaints = new Complaints();
        logger.addHandler(complaints);
        try {
            for (int i = 0; i < AuditBuffer.CAPACITY; i++) {
                buffer.add(entry("x"));
            }
            assertRefused();
            store.later(Duration.ofSeconds(59));
            assertRefused();
            assertEquals(1, complaints.count);
            store.later(Duration.ofSeconds(1));
            assertRefused();
            assertEquals(2, complaints.count);
        } finally {
            logger.removeHandler(complaints);
        }
        buffer.flush();
        assertEquals(0, buffer.size());
        assertEquals(AuditBuffer.CAPACITY,
                store.database.read(sql -> sql.first(row -> row.getInteger(0), "SELECT count(*) FROM audit_events"))
                        .orElseThrow());
    }

    @Test
    void keepsWhatCouldNotBeWrittenForTheNextTry() {
        buffer.add(entry("x"));
        store.database.write(sql -> sql.change("ALTER TABLE audit_events RENAME TO away"));
        assertThrows(IllegalStateException.class, buffer::flush);
        assertEquals(1, buffer.size());
        store.database.write(sql -> sql.change("ALTER TABLE away RENAME TO audit_events"));
        buffer.flush();
        assertEquals(List.of("file.download x d"), store.trail());
    }

    @Test
    void tellsAnOutageOnceAMinuteInOneLineAndItsEnd() {
        buffer.add(entry("x"));
        FailureException away = Failure.of(FailureCode.UNAVAILABLE, "It can't be reached.")
                .causedBy(new SQLException("refused"));
        LogCapture log = new LogCapture();
        try {
            buffer.failed(away);
            store.later(Duration.ofSeconds(59));
            buffer.failed(away);
            assertEquals(List.of("SEVERE " + AuditBuffer.class.getName() + " The audit trail can't be written now; 1"
                    + " entries wait, and 10000 at most: It can't be reached."), ofTheBuffer(log));
            store.later(Duration.ofSeconds(1));
            buffer.failed(away);
            assertEquals(2, ofTheBuffer(log).size());
            buffer.flush();
            buffer.add(entry("y"));
            buffer.flush();
            assertEquals(List.of("INFO " + AuditBuffer.class.getName() + " The audit trail is written again"),
                    ofTheBuffer(log).subList(2, ofTheBuffer(log).size()));
            buffer.failed(new IllegalStateException("a defect"));
            assertTrue(ofTheBuffer(log).getLast().contains("at io.ftpcluster"), "a defect is told with its stack");
        } finally {
            log.close();
        }
    }

    private static List<String> ofTheBuffer(LogCapture log) {
        return log.lines().stream().filter(line -> line.contains(AuditBuffer.class.getName() + " ")).toList();
    }

    @Test
    void theLastFlushWaitsForTheOneUnderWay() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Future<Boolean> blocker = threads.submit(() -> store.database.write(sql -> {
                busy.countDown();
                return await(go);
            }));
            assertTrue(await(busy));
            buffer.add(entry("one"));
            Future<?> flush = threads.submit(buffer::flush);
            Future<?> drain = threads.submit(buffer::drain);
            buffer.add(entry("two"));
            go.countDown();
            assertTrue(blocker.get());
            drain.get(30, TimeUnit.SECONDS);
            assertEquals(0, buffer.size());
            flush.get(30, TimeUnit.SECONDS);
            assertEquals(List.of("file.download two d", "file.download one d"), store.trail());
        }
    }

    @Test
    void cutsWhatStrangersMadeTooLong() {
        buffer.add(new Entry(Actors.user(null, "n".repeat(500), "192.0.2.1"), "session.refused", "t".repeat(5000), ""));
        buffer.flush();
        Event event = store.audit.find(Find.latest(1)).events().getFirst();
        assertEquals(64, event.username().length());
        assertEquals(1024, event.target().length());
    }

    private void assertRefused() {
        assertFails(FailureCode.UNAVAILABLE, "The audit trail can't take more now.", () -> buffer.add(entry("x")));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Entry entry(String target) {
        return new Entry(ROOT, "file.download", target, "d");
    }

    private static final class Complaints extends Handler {
        private int count;

        @Override
        public void publish(LogRecord event) {
            count++;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
