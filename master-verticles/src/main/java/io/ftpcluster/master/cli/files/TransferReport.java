package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.Answer;
import io.ftpcluster.master.cli.remote.CommandOutput;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.ValueFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What has been moved and what has failed, for all files of a command together. Thread-safe. */
final class TransferReport {

    private static final int MOST_FAILURES = 1000;
    private static final double NANOS = 1e9;

    private final CommandOutput screen;
    private final boolean summary;
    private final long begun = System.nanoTime();
    private final AtomicLong movedBytes = new AtomicLong();
    private final AtomicLong expectedBytes = new AtomicLong();
    private final AtomicLong expectedFiles = new AtomicLong();
    private final AtomicLong doneFiles = new AtomicLong();
    private final AtomicLong thereFiles = new AtomicLong();
    private final AtomicLong failedFiles = new AtomicLong();
    private final JsonArray failures = new JsonArray();
    private CommandException first;

    /** @param summary whether standard output is free for it */
    TransferReport(CommandOutput screen, boolean summary) {
        this.screen = screen;
        this.summary = summary;
    }

    void expectFile() {
        expectedFiles.incrementAndGet();
    }

    /** @param bytes less than 0: unknown */
    void expectBytes(long bytes) {
        expectedBytes.addAndGet(Math.max(0, bytes));
    }

    /** So many needn't be moved any more. */
    void passOver(long bytes) {
        expectedBytes.addAndGet(-bytes);
    }

    void moved(long bytes) {
        movedBytes.addAndGet(bytes);
    }

    void done() {
        doneFiles.incrementAndGet();
    }

    /** @param bytes that were expected to move */
    void there(long bytes) {
        thereFiles.incrementAndGet();
        passOver(Math.max(0, bytes));
    }

    /** The first one waits, as it may be all that there is to say. */
    synchronized void failed(String name, CommandException why) {
        failedFiles.incrementAndGet();
        if (failures.size() < MOST_FAILURES) {
            failures.add(new JsonObject().put("path", name).put("detail", why.getMessage()));
        }
        if (first == null) {
            first = new CommandException(why.exitCode(), name + ": " + why.getMessage());
            first.initCause(why);
            return;
        }
        if (failedFiles.get() == 2) {
            remark("ftpcluster: " + first.getMessage());
        }
        remark("ftpcluster: " + name + ": " + why.getMessage());
    }

    /** A line beside the result, above the one that moves. */
    synchronized void remark(String line) {
        screen.clear();
        screen.remark(line);
    }

    /** The line that moves. */
    synchronized void show(String line) {
        screen.replace(line);
    }

    synchronized void clear() {
        screen.clear();
    }

    long movedBytes() {
        return movedBytes.get();
    }

    long expectedBytes() {
        return expectedBytes.get();
    }

    long expectedFiles() {
        return expectedFiles.get();
    }

    long endedFiles() {
        return doneFiles.get() + thereFiles.get() + failedFiles.get();
    }

    /** Says what there was. */
    synchronized void summarize() {
        screen.clear();
        double seconds = (System.nanoTime() - begun) / NANOS;
        if (screen.isJson()) {
            screen.json(new Answer(200, null, json(seconds).encode()));
        } else if (summary && !(failedFiles.get() == 1 && endedFiles() == 1)) {
            screen.say(text(seconds));
        }
    }

    /** Fails when something has failed. */
    synchronized void requireAll() {
        if (failedFiles.get() == 1) {
            throw first;
        }
        if (first != null) {
            throw new CommandException(ExitCodes.REFUSED,
                    failedFiles.get() + " of " + Math.max(expectedFiles.get(), endedFiles()) + " files failed");
        }
    }

    private JsonObject json(double seconds) {
        return new JsonObject().put("files", doneFiles.get())
                .put("bytes", movedBytes.get())
                .put("seconds", Math.round(seconds * 1000) / 1000.0)
                .put("unchanged", thereFiles.get())
                .put("failed", failedFiles.get())
                .put("failures", failures);
    }

    private String text(double seconds) {
        String text = files(doneFiles.get()) + ", " + ValueFormat.size(movedBytes.get()) + " in "
                + String.format(Locale.ROOT, "%.1f s", seconds);
        if (movedBytes.get() > 0) {
            text += " (" + ValueFormat.size(Math.round(movedBytes.get() / seconds)) + "/s)";
        }
        if (thereFiles.get() > 0) {
            text += "; " + files(thereFiles.get()) + " whole already";
        }
        return failedFiles.get() > 0 ? text + "; " + files(failedFiles.get()) + " failed" : text;
    }

    private static String files(long count) {
        return count == 1 ? "1 file" : count + " files";
    }
}
