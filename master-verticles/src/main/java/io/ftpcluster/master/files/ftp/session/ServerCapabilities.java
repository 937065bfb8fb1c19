package io.ftpcluster.master.files.ftp.session;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the portal has learnt about one server beyond what it announces; shared by its sessions. Thread-safe. */
public final class ServerCapabilities {

    /** Of all logins together: a server's range of passive ports may be small, and each of these holds one. */
    private static final int AHEAD = 8;
    private static final Duration REST = Duration.ofMinutes(1);
    /** Servers keep 32 and more connections waiting to be taken; those beyond are dropped and try again after seconds. */
    private static final int CONNECTING = 16;
    /**
     * A rush of logins would take the processors from transfers that are under way, where server and portal share them or the
     * server is busy. To one that is far away many more make sense, so nobody waits for long.
     */
    private static final int LOGGING_IN = 16;

    private static final long NEVER = 0;
    private static final Duration PASV = Duration.ofMinutes(15);
    private static final Duration TRIAL = Duration.ofMinutes(1);

    private enum Pipelining {
        UNKNOWN,
        ASKED,
        YES,
        NO
    }

    private enum FolderSize {
        UNKNOWN,
        REFUSED,
        TOLD
    }

    private enum Entering {
        UNKNOWN,
        FOLDERS,
        ANYTHING
    }

    private final BooleanSupplier relief;
    private final AtomicReference<Pipelining> pipelining = new AtomicReference<>(Pipelining.UNKNOWN);
    private final AtomicReference<FolderSize> folderSize = new AtomicReference<>(FolderSize.UNKNOWN);
    private final AtomicReference<Entering> entering = new AtomicReference<>(Entering.UNKNOWN);
    private final AtomicBoolean topAsked = new AtomicBoolean();
    private final AtomicInteger ahead = new AtomicInteger();
    private final Semaphore connecting = new Semaphore(CONNECTING, true);
    private final Semaphore loggingIn = new Semaphore(LOGGING_IN, true);
    private final LongSupplier nanoTime;
    private final AtomicLong pasvUntil = new AtomicLong(NEVER);
    private final HiddenEntries hidden = new HiddenEntries();
    private volatile boolean listsOnlyText;
    private volatile boolean tellsFacts;
    private volatile boolean rested = true;
    private volatile long restingSince;

    /** @param relief ends idle sessions that hold passive ports of this server; false when there are none */
    public ServerCapabilities(BooleanSupplier relief) {
        this(relief, System::nanoTime);
    }

    public ServerCapabilities(BooleanSupplier relief, LongSupplier nanoTime) {
        this.relief = relief;
        this.nanoTime = nanoTime;
    }

    /** A passive data connection came about this way, and not the other. */
    public void learned(PassiveMode way) {
        // Zero stands for never.
        pasvUntil.set(way == PassiveMode.PASV ? nanoTime.getAsLong() + PASV.toNanos() | 1 : NEVER);
    }

    /** Whether PASV worked where EPSV didn't. */
    public boolean prefersPasv() {
        return pasvUntil.get() != NEVER;
    }

    /** As {@link #prefersPasv}; false for one of those who ask, now and then, as the server may have been mended. */
    public boolean asksPasvFirst() {
        long until = pasvUntil.get();
        if (until == NEVER) {
            return false;
        }
        long now = nanoTime.getAsLong();
        // The others go on as before while that one tries.
        return now - until < 0 || !pasvUntil.compareAndSet(until, now + TRIAL.toNanos() | 1);
    }

    /** Whether commands may be sent before the earlier ones are answered. */
    public boolean pipelines() {
        return pipelining.get() == Pipelining.YES;
    }

    /** True for the one who is to find out about pipelining. */
    public boolean wantsToKnowPipelining() {
        return pipelining.compareAndSet(Pipelining.UNKNOWN, Pipelining.ASKED);
    }

    void learnedPipelining(boolean able) {
        pipelining.set(able ? Pipelining.YES : Pipelining.NO);
    }

    /** Whether what has a SIZE is a file: the server was seen to refuse SIZE of a folder. */
    public boolean sizeProvesFile() {
        return folderSize.get() == FolderSize.REFUSED;
    }

    /** Whether the server was seen to let a session into what isn't there. */
    public boolean entersAnything() {
        return entering.get() == Entering.ANYTHING;
    }

    public boolean isEnteringKnown() {
        return entering.get() != Entering.UNKNOWN;
    }

    public void learnedEntering(boolean anything) {
        entering.set(anything ? Entering.ANYTHING : Entering.FOLDERS);
    }

    /** @param top whether of the top folder: that is asked for only once, as its refusal says nothing about others */
    public boolean wantsToKnowSizeOfFolder(boolean top) {
        return folderSize.get() == FolderSize.UNKNOWN && (!top || topAsked.compareAndSet(false, true));
    }

    /** One folder whose SIZE was told outweighs all whose was refused. */
    public void learnedSizeOfFolder(boolean told) {
        if (told) {
            folderSize.set(FolderSize.TOLD);
        } else {
            folderSize.compareAndSet(FolderSize.UNKNOWN, FolderSize.REFUSED);
        }
    }

    /** Whether it has told the facts of something by MLST, so that its refusal means something. */
    public boolean tellsFacts() {
        return tellsFacts;
    }

    public void learnedFacts() {
        tellsFacts = true;
    }

    public HiddenEntries hidden() {
        return hidden;
    }

    /** Whether it lists in TYPE A alone. */
    public boolean listsOnlyText() {
        return listsOnlyText;
    }

    public void learnedOnlyText() {
        listsOnlyText = true;
    }

    /** Waits for the right to connect, so that a thousand at once don't drown the server; false when it took too long. */
    boolean beginConnecting(Duration limit) {
        try {
            return connecting.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** After each {@link #beginConnecting} that was granted. */
    void endConnecting() {
        connecting.release();
    }

    /** Waits for a turn to log in, and no longer than that; true when {@link #endLogin} must follow. */
    boolean awaitLogin(Duration atMost) {
        try {
            return loggingIn.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endLogin() {
        loggingIn.release();
    }

    /** The right to make one more data connection ahead, until {@link #release}. */
    public boolean reserve() {
        if (!rested && System.nanoTime() - restingSince < REST.toNanos()) {
            return false;
        }
        rested = true;
        if (ahead.incrementAndGet() <= AHEAD) {
            return true;
        }
        ahead.decrementAndGet();
        return false;
    }

    public void release() {
        ahead.decrementAndGet();
    }

    /** Nothing is made ahead for a while: the server had no port, or none that could be reached. */
    public void rest() {
        restingSince = System.nanoTime();
        rested = false;
    }

    /** For a request that got no passive port: true when some were freed and asking again may help. */
    public boolean relieve() {
        rest();
        return relief.getAsBoolean();
    }
}
