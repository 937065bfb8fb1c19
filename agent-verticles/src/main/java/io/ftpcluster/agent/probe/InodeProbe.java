package io.ftpcluster.agent.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many of a file system's inodes are taken, as {@code df -i} shows it. Java asks the system for space only, so this is
 * read from {@code stat -f}, of coreutils or busybox: once a minute, as that is a process each time. Used by one thread.
 */
final class InodeProbe {

    static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/stat"), Path.of("/bin/stat"));

    private static final double ALL = 100;
    private static final long EACH_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SECONDS = 10;
    private static final int LONGEST_ANSWER = 128;
    /** All there are, and the free ones; more digits than a count can have mean that it isn't known. */
    private static final Pattern ANSWER = Pattern.compile("([0-9]{1,18}) ([0-9]{1,18})\\s*");

    private final List<Path> programs;
    private final String path;
    private final LongSupplier nanos;
    private final BoundedCall<Double> question = new BoundedCall<>("agent-inodes", this::ask);
    private Double known;
    private long askedAt;
    private boolean wasAsked;

    InodeProbe(String path, LongSupplier nanos) {
        this(PROGRAMS, path, nanos);
    }

    /** @param programs the first of them that is there is run */
    InodeProbe(List<Path> programs, String path, LongSupplier nanos) {
        this.programs = programs;
        this.path = path;
        this.nanos = nanos;
    }

    /**
     * In percent. Null when there is no such path, its file system has no fixed number of inodes (btrfs) or doesn't answer
     * within half a second, or nothing is there that can be asked.
     */
    Double read() {
        long now = nanos.getAsLong();
        if (!wasAsked || question.isOpen() || now - askedAt >= EACH_NANOS) {
            if (!question.isOpen()) {
                askedAt = now;
                wasAsked = true;
            }
            known = question.ask();
        }
        return known;
    }

    /** Whether an answer is waited for. */
    boolean isOpen() {
        return question.isOpen();
    }

    private Double ask() throws IOException, InterruptedException {
        for (Path program : programs) {
            if (Files.isExecutable(program)) {
                return percent(answer(program));
            }
        }
        return null;
    }

    private String answer(Path program) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(program.toString(), "-f", "-c", "%c %d", "--", path)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().clear();
        Process process = command.start();
        try {
            process.getOutputStream().close();
            // What it says fits into the pipe, so it ends without being read from.
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return "";
            }
            return new String(process.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.US_ASCII);
        } finally {
            process.destroyForcibly();
            // One that waits in the kernel for a server that has gone can't even be killed; it isn't joined by a second one.
            process.waitFor();
        }
    }

    private static Double percent(String answer) {
        Matcher counts = ANSWER.matcher(answer);
        if (!counts.matches()) {
            return null;
        }
        long all = Long.parseLong(counts.group(1));
        long free = Long.parseLong(counts.group(2));
        return all == 0 || free > all ? null : Double.valueOf(ALL * (all - free) / all);
    }
}
