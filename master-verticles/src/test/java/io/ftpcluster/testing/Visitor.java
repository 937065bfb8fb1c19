package io.ftpcluster.testing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks one thing after another on a thread of its own, counts what went well and remembers what did not. */
public final class Visitor implements AutoCloseable {

    private final Question question;
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;

    /** @param begunNanos by the clock of {@link System#nanoTime} */
    public record Failure(long begunNanos, String what) {}

    /** Asks the n-th thing, from 0 on. Returns what was wrong with the answer. */
    @FunctionalInterface
    public interface Question {
        Optional<String> ask(int number) throws IOException, InterruptedException;
    }

    /** Begins at once. */
    public Visitor(Question question) {
        this.question = question;
        this.thread = Thread.ofPlatform().daemon().start(this::goOn);
    }

    private void goOn() {
        for (int i = 0; !over; i++) {
            long begun = System.nanoTime();
            try {
                Optional<String> wrong = question.ask(i);
                if (wrong.isPresent()) {
                    failures.add(new Failure(begun, wrong.get()));
                } else {
                    answers.incrementAndGet();
                }
            } catch (IOException e) {
                failures.add(new Failure(begun, "question " + i + ": " + e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                over = true;
            }
        }
    }

    /** How many were as they should be. */
    public int answers() {
        return answers.get();
    }

    /** Ends it first. */
    public List<Failure> failures() throws InterruptedException {
        over = true;
        thread.join();
        return List.copyOf(failures);
    }

    /** Asks nothing more. */
    @Override
    public void close() {
        over = true;
    }
}
