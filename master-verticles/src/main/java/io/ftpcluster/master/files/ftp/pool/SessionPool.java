package io.ftpcluster.master.files.ftp.pool;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ftp.data.Preparation;
import io.ftpcluster.master.files.ftp.reply.BusyException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sessions of one login: at most so many, first come first served, each request with a deadline. A slot is a
 * session or the right to open one. No request ever holds two, so none can wait for itself. Thread-safe; borrowing
 * blocks.
 */
public final class SessionPool {

    /** How a new session is made. */
    public interface Opener {
        FtpSession open() throws BusyException;
    }

    private final Opener opener;
    private final Config.Ftp limits;
    private final HealthCheck health;
    private final Failures failures;
    private final Preparation preparation;
    private final AdaptiveLimit cap;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<FtpSession> idle = new ArrayDeque<>();
    private final Deque<FtpSession> prepared = new ArrayDeque<>();
    private final WaiterQueue waiters;
    private final Set<FtpSession> used = new HashSet<>();
    private int slots;
    private int preparing;
    private boolean closed;

    public SessionPool(Opener opener, Config.Ftp limits, Failures failures) {
        this.opener = opener;
        this.limits = limits;
        this.health = new HealthCheck(limits);
        this.preparation = new Preparation(limits);
        this.cap = new AdaptiveLimit(limits.sessionsPerLogin());
        this.failures = failures;
        this.waiters = new WaiterQueue(lock, limits.queue(), failures);
    }

    /** Null when this pool has ended and another one must be asked. */
    public Lease borrow() throws BusyException {
        long deadline = System.nanoTime() + limits.queue().toNanos();
        while (true) {
            Optional<FtpSession> slot = slot(deadline);
            if (slot == null) {
                return null;
            }
            if (slot.isPresent() && health.isGood(slot.get())) {
                return lease(slot.get(), true);
            }
            slot.ifPresent(FtpSession::close);
            Lease fresh = open();
            if (fresh != null) {
                return fresh;
            }
        }
    }

    /** A slot of one's own, after waiting in line if need be. Null when closed. */
    private Optional<FtpSession> slot(long deadline) {
        CompletableFuture<Optional<FtpSession>> turn;
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            FtpSession free = prepared.isEmpty() ? idle.poll() : prepared.pop();
            if (free != null) {
                return Optional.of(free);
            }
            // One that is being prepared is ready before a new one would be.
            if (slots < cap.now() && waiters.size() >= preparing) {
                slots++;
                return Optional.empty();
            }
            turn = waiters.join();
        } finally {
            lock.unlock();
        }
        return waiters.await(turn, deadline);
    }

    /** Uses the slot that the caller holds. Null when the server has no room for one more but we have others. */
    private Lease open() throws BusyException {
        FtpSession session = null;
        try {
            session = opener.open();
        } catch (BusyException e) {
            if (!lowerCap()) {
                throw e;
            }
        } finally {
            if (session == null) {
                releaseSlot();
            }
        }
        return session == null ? null : lease(session, false);
    }

    private boolean lowerCap() {
        lock.lock();
        try {
            if (slots <= 1) {
                return false;
            }
            cap.lower(slots - 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Lease lease(FtpSession session, boolean warm) {
        lock.lock();
        try {
            if (!closed) {
                used.add(session);
                return new Lease(this, session, warm);
            }
        } finally {
            lock.unlock();
        }
        session.close();
        releaseSlot();
        throw failures.closing();
    }

    Lease replace(FtpSession dead) throws BusyException {
        forget(dead);
        Lease fresh = open();
        if (fresh != null) {
            return fresh;
        }
        Lease next = borrow();
        if (next == null) {
            throw failures.closing();
        }
        return next;
    }

    private void forget(FtpSession session) {
        session.close();
        lock.lock();
        try {
            used.remove(session);
        } finally {
            lock.unlock();
        }
    }

    void giveBack(FtpSession session) {
        session.touch();
        if (isToBePrepared(session)) {
            Thread.ofVirtual().name("prepare").start(() -> prepare(session));
        } else {
            putBack(session);
        }
    }

    private boolean isToBePrepared(FtpSession session) {
        lock.lock();
        try {
            boolean wanted = !closed && waiters.isEmpty() && preparation.wants(session, prepared.size() + preparing);
            preparing += wanted ? 1 : 0;
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private void prepare(FtpSession session) {
        preparation.run(session);
        lock.lock();
        try {
            // In one step: between the two a borrower would find neither a session nor one that is coming.
            preparing--;
            if (session.isReusable()) {
                putBack(session);
            } else {
                discard(session);
            }
        } finally {
            lock.unlock();
        }
    }

    private void putBack(FtpSession session) {
        lock.lock();
        try {
            used.remove(session);
            if (!closed) {
                if (!waiters.serve(Optional.of(session))) {
                    (session.data().isAhead() ? prepared : idle).push(session);
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        session.close();
        releaseSlot();
    }

    void discard(FtpSession session) {
        forget(session);
        releaseSlot();
    }

    /** Hands the right to open a session to whoever waits longest. */
    private void releaseSlot() {
        lock.lock();
        try {
            slots--;
            if (!waiters.isEmpty() && slots < cap.now()) {
                slots++;
                waiters.serve(Optional.empty());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends sessions that were idle too long; true when the pool holds nothing any more and has ended. */
    public boolean sweep() {
        List<FtpSession> old = new ArrayList<>();
        boolean empty;
        lock.lock();
        try {
            prepared.removeIf(session -> session.data().dropOld() && idle.add(session));
            idle.removeIf(session -> session.idleNanos() > limits.idle().toNanos() && old.add(session));
            slots -= old.size();
            empty = slots == 0 && waiters.isEmpty();
            closed |= empty;
        } finally {
            lock.unlock();
        }
        old.forEach(session -> Thread.ofVirtual().name("quit").start(session::quit));
        return empty;
    }

    /** Ends the sessions that wait with a port of the server in their hands; true when there were some. */
    public boolean endPrepared() {
        List<FtpSession> holders;
        lock.lock();
        try {
            holders = List.copyOf(prepared);
            prepared.clear();
        } finally {
            lock.unlock();
        }
        holders.forEach(session -> {
            session.quit();
            releaseSlot();
        });
        return !holders.isEmpty();
    }

    /** Ends everything, transfers included. */
    public void close() {
        List<FtpSession> all = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            idle.addAll(prepared);
            prepared.clear();
            slots -= idle.size();
            all.addAll(idle);
            all.addAll(used);
            idle.clear();
            waiters.dismiss();
        } finally {
            lock.unlock();
        }
        all.forEach(FtpSession::close);
    }

    /** How many slots are taken, idle sessions included. */
    public int size() {
        lock.lock();
        try {
            return slots;
        } finally {
            lock.unlock();
        }
    }
}
