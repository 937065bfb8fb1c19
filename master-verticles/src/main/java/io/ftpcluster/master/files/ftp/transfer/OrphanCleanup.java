package io.ftpcluster.master.files.ftp.transfer;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.reply.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remains of broken uploads whose server was away when they should have gone: at most {@value #MOST}, tried again until
 * the server is back, for an hour. Thread-safe; nothing blocks.
 */
public final class OrphanCleanup {

    static final int MOST = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(OrphanCleanup.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** Deletes one file; may block. Fails when the server is away. */
    public interface Remover {
        void remove(RemoteLogin login, String target);
    }

    private final Remover remover;
    private final Map<RemoteLogin, Remains> all = new HashMap<>();
    private int count;

    private static final class Remains {
        private final Deque<String> targets = new ArrayDeque<>();
        private final long since = System.nanoTime();
        private Duration pause = FIRST_PAUSE;
        private long due = System.nanoTime();
        private boolean busy;
    }

    public OrphanCleanup(Remover remover) {
        this.remover = remover;
    }

    /** False when there are too many already. */
    public synchronized boolean add(RemoteLogin login, String target) {
        if (count >= MOST) {
            return false;
        }
        count++;
        all.computeIfAbsent(login, key -> new Remains()).targets.add(target);
        return true;
    }

    /** How many wait. */
    synchronized int count() {
        return count;
    }

    /** To be called from time to time: tries those that are due, one after the other for each login. */
    public synchronized void retry() {
        long now = System.nanoTime();
        all.forEach((login, remains) -> {
            if (!remains.busy && now - remains.due >= 0) {
                remains.busy = true;
                Thread.ofVirtual().name("orphan-cleanup").start(() -> work(login, remains));
            }
        });
    }

    private void work(RemoteLogin login, Remains remains) {
        boolean back = false;
        try {
            for (String target = first(remains); target != null; target = first(remains)) {
                remover.remove(login, target);
                removed(remains);
            }
            back = true;
        } catch (FailureException e) {
            LOG.debug("{} is still away", login.server().alias(), e);
        } finally {
            finish(login, remains, back);
        }
    }

    private synchronized String first(Remains remains) {
        return remains.targets.peek();
    }

    private synchronized void removed(Remains remains) {
        remains.targets.remove();
        count--;
    }

    private synchronized void finish(RemoteLogin login, Remains remains, boolean back) {
        remains.busy = false;
        boolean late = System.nanoTime() - remains.since > PATIENCE.toNanos();
        if (remains.targets.isEmpty() || late) {
            all.remove(login);
            count -= remains.targets.size();
            remains.targets.forEach(target -> LOG.warn("{}: {} of a broken upload stays: the server is away too long",
                    login.server().alias(), Reply.printable(target)));
        } else if (!back) {
            remains.due = System.nanoTime() + remains.pause.toNanos();
            Duration twice = remains.pause.multipliedBy(2);
            remains.pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }
}
