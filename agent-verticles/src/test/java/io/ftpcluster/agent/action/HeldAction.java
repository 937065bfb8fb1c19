package io.ftpcluster.agent.action;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An action that takes as long as a test wants it to; its result tells how often it was begun. */
public final class HeldAction implements Action {

    public static final String NAME = "hold";

    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Semaphore interrupted = new Semaphore(0);
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress) throws InterruptedException {
        int number = count.incrementAndGet();
        begun.release();
        try {
            released.await();
        } catch (InterruptedException e) {
            interrupted.release();
            throw e;
        }
        return Map.of("number", Integer.toString(number));
    }

    /** All that were begun are done now, and those to come at once. */
    public void release() {
        released.countDown();
    }

    public int count() {
        return count.get();
    }

    public void awaitBegun() throws InterruptedException {
        await(begun, "was not begun");
    }

    public void awaitInterrupted() throws InterruptedException {
        await(interrupted, "was not interrupted");
    }

    private static void await(Semaphore what, String otherwise) throws InterruptedException {
        if (!what.tryAcquire(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the action " + otherwise);
        }
    }
}
