package io.ftpcluster.master.files.relay;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that waits for many pairs of sockets and moves their bytes, each pair in its turn. */
final class RelayLoop implements Runnable, SpliceTransfer.Closing {

    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
    private static final int EVENTS = 256;
    /** How late a stall may be noticed. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long WAKE_UP = -1;
    /** What may wait to be sent in the target's socket when there are many. */
    private static final int QUEUED = 1 << 17;
    private static final int SOURCE_EVENTS = Posix.EPOLLIN | Posix.EPOLLRDHUP | Posix.EPOLLET;
    private static final int SILENT = Posix.EPOLLET;

    private final Posix posix = new Posix();
    private final Posix.Events events = posix.events(EVENTS);
    private final Pipes pipes = new Pipes(posix);
    private final Map<Long, SpliceTransfer> splices = new HashMap<>();
    private final Set<SpliceTransfer> due = new LinkedHashSet<>();
    private final Queue<SpliceTransfer> added = new ConcurrentLinkedQueue<>();
    private final Posix waker = new Posix();
    private final int epoll;
    private final int wakeUp;
    private long nextId;
    private long lastLook = System.nanoTime();
    private volatile boolean lookNow;
    private volatile boolean closing;

    RelayLoop() throws IOException {
        epoll = posix.epoll();
        wakeUp = posix.signal();
        posix.watch(epoll, wakeUp, Posix.EPOLLIN, WAKE_UP);
    }

    /** False when it has ended; the splice's descriptors are still the caller's then. */
    boolean add(SpliceTransfer splice) {
        synchronized (waker) {
            if (closing) {
                return false;
            }
            added.add(splice);
            waker.raise(wakeUp);
            return true;
        }
    }

    @Override
    public void close(SpliceTransfer.Order order) {
        synchronized (waker) {
            end(order.from());
            end(order.to());
        }
    }

    /** Looks at once whether a splice was cancelled. */
    @Override
    public void wake() {
        synchronized (waker) {
            if (!closing) {
                lookNow = true;
                waker.raise(wakeUp);
            }
        }
    }

    void close() {
        synchronized (waker) {
            if (!closing) {
                waker.raise(wakeUp);
                closing = true;
            }
        }
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("A relay loop can't go on; transfers in flight on it break off", e);
        } finally {
            end();
        }
    }

    boolean isClosing() {
        return closing;
    }

    private void turn() throws IOException {
        int count = posix.await(epoll, events, due.isEmpty() ? (int) TimeUnit.NANOSECONDS.toMillis(LOOK_NANOS) : 0);
        for (int i = 0; i < count; i++) {
            long id = events.data(i);
            if (id == WAKE_UP) {
                posix.lower(wakeUp);
            } else if (splices.get(id) != null) {
                due.add(splices.get(id));
            }
        }
        for (SpliceTransfer next = added.poll(); next != null; next = added.poll()) {
            begin(next);
        }
        List<SpliceTransfer> turn = new ArrayList<>(due);
        due.clear();
        turn.forEach(this::move);
        look();
    }

    private void begin(SpliceTransfer splice) {
        long id = nextId++;
        try {
            splice.begin(pipes.take(), id);
            splices.put(id, splice);
            splice.whileOpen(order -> watch(splice, order));
            due.add(splice);
        } catch (IOException e) {
            LOG.warn("A transfer can't be relayed", e);
            release(splice);
        }
    }

    /**
     * Edge-triggered: each is told of once and then used until it has no more to give or to take. A slow target's socket
     * would queue megabytes, and the memory for all TCP connections of a system is limited (net.ipv4.tcp_mem): when it
     * is used up, what arrives is thrown away and single transfers stand still for seconds. The few with a large pipe
     * may use what they get.
     */
    private void watch(SpliceTransfer splice, SpliceTransfer.Order order) throws IOException {
        posix.watch(epoll, order.from(), SILENT, splice.id());
        posix.watch(epoll, order.to(), Posix.EPOLLOUT | Posix.EPOLLRDHUP | Posix.EPOLLET, splice.id());
        if (!splice.pipe().isLarge()) {
            posix.limitUnsent(order.to(), QUEUED);
        }
    }

    private void move(SpliceTransfer splice) {
        try {
            switch (splice.isCancelled() ? SpliceTransfer.Turn.OVER : splice.move(posix)) {
                case WAITS -> listen(splice);
                case GOES_ON -> due.add(splice);
                case OVER -> release(splice);
            }
        } catch (RuntimeException | Error e) {
            giveUp(splice, e);
        }
    }

    /** What goes wrong with one must not end the others. */
    private void giveUp(SpliceTransfer splice, Throwable cause) {
        LOG.error("A relayed transfer breaks off", cause);
        release(splice);
    }

    /**
     * A source that goes on sending while the target takes nothing would wake this thread for each packet in vain. It is
     * told to be silent then, and asked again only when it is the one that is waited for: asking tells what is there.
     */
    private void listen(SpliceTransfer splice) {
        boolean silent = !splice.isPipeEmpty();
        if (silent == splice.isSourceSilent()) {
            return;
        }
        try {
            splice.whileOpen(
                    order -> posix.watchFor(epoll, order.from(), silent ? SILENT : SOURCE_EVENTS, splice.id()));
            splice.silence(silent);
        } catch (IOException e) {
            LOG.warn("A transfer can't be relayed any more", e);
            release(splice);
        }
    }

    /** Stalled and cancelled ones don't have events. */
    private void look() {
        long now = System.nanoTime();
        if (now - lastLook < LOOK_NANOS && !lookNow) {
            return;
        }
        lookNow = false;
        lastLook = now;
        for (SpliceTransfer splice : List.copyOf(splices.values())) {
            try {
                if (splice.isCancelled() || splice.hasStalled(now, posix)) {
                    release(splice);
                }
            } catch (RuntimeException | Error e) {
                giveUp(splice, e);
            }
        }
    }

    private void release(SpliceTransfer splice) {
        due.remove(splice);
        splices.remove(splice.id());
        splice.close();
        if (splice.pipe() != null) {
            pipes.giveBack(splice.pipe(), splice.isPipeEmpty());
        }
        splice.finish();
    }

    private void end(int descriptor) {
        if (descriptor == Descriptor.GONE) {
            return;
        }
        try {
            waker.forget(epoll, descriptor);
        } catch (IOException e) {
            LOG.debug("it was not watched yet", e);
        }
        waker.close(descriptor);
    }

    private void end() {
        close();
        try {
            for (SpliceTransfer next = added.poll(); next != null; next = added.poll()) {
                releaseSurely(next);
            }
            new ArrayList<>(splices.values()).forEach(this::releaseSurely);
            pipes.close();
        } finally {
            synchronized (waker) {
                posix.close(wakeUp);
                posix.close(epoll);
            }
        }
    }

    /** Whatever goes wrong with its descriptors: somebody waits for its end. */
    private void releaseSurely(SpliceTransfer splice) {
        try {
            release(splice);
        } catch (RuntimeException | Error e) {
            LOG.error("A relayed transfer's remains can't be closed", e);
        } finally {
            splice.finish();
        }
    }
}
