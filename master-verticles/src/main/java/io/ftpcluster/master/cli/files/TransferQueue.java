package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several files at once, and a bounded number that waits: whoever lists them is held up by those who move them. */
final class TransferQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TransferQueue.class);
    private static final int WAITING = 1000;
    private static final int END_SECONDS = 5;

    private final TransferReport report;
    private final ExecutorService workers;
    private final Semaphore room;
    private final int most;
    private final AtomicReference<EndOfAllException> ended = new AtomicReference<>();

    TransferQueue(int parallel, TransferReport report) {
        this.report = report;
        this.workers = Executors.newFixedThreadPool(parallel,
                Thread.ofPlatform().daemon().name("transfer-", 0).factory());
        this.most = WAITING + parallel;
        this.room = new Semaphore(most);
    }

    /**
     * Waits for room. Fails when all has ended.
     *
     * @param bytes of the file; less than 0: unknown
     */
    void add(FileTransfer transfer, long bytes) {
        acquire(1);
        report.expectFile();
        report.expectBytes(bytes);
        workers.execute(() -> {
            try {
                run(transfer, bytes);
            } finally {
                room.release();
            }
        });
    }

    private void run(FileTransfer transfer, long bytes) {
        if (ended.get() != null) {
            return;
        }
        try {
            switch (transfer.run()) {
                case DONE -> report.done();
                case THERE -> report.there(bytes);
            }
        } catch (EndOfAllException e) {
            // The first one says why; the others fail for the same reason, or because of it.
            ended.compareAndSet(null, e.named(transfer.name()));
        } catch (CommandException e) {
            if (ended.get() == null) {
                report.failed(transfer.name(), e);
            }
        } catch (RuntimeException e) {
            LOG.error("{} failed", transfer.name(), e);
            report.failed(transfer.name(), new CommandException(ExitCodes.REFUSED, String.valueOf(e.getMessage())));
        }
    }

    /** Waits for all. */
    void finish() {
        acquire(most);
        room.release(most);
    }

    private void acquire(int permits) {
        try {
            // Each transfer has its own deadlines; this only looks whether there is still anything to wait for.
            while (!room.tryAcquire(permits, 1, TimeUnit.SECONDS)) {
                requireMore();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.REFUSED, "interrupted");
        }
        if (ended.get() != null) {
            room.release(permits);
            requireMore();
        }
    }

    private void requireMore() {
        EndOfAllException why = ended.get();
        if (why != null) {
            throw why;
        }
    }

    /** Those that still run say what they leave. */
    @Override
    public void close() {
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("Some transfers still run");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
