package io.ftpcluster.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program of ours in a process of its own, and what it says. Closing it kills it. Waits end after four minutes: a start
 * takes seconds, and minutes beside much else.
 */
public abstract sealed class ProgramProcess implements AutoCloseable permits AgentProcess, PortalProcess {

    private static final int PATIENCE_SECONDS = 240;
    /** What a developer may have set, and the programs would take. */
    private static final Set<String> OURS = Set.of("SECRET_KEY", "FERNET_KEY", "MASTER_URL", "JAVA_TOOL_OPTIONS");

    private final Process process;
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final List<Thread> readers;

    /** @param settings variables of its environment, which has no others of the portal or of agents */
    ProgramProcess(Map<String, String> settings, List<String> command) {
        this.process = start(settings, command);
        this.readers = List.of(read(process.getInputStream(), output), read(process.getErrorStream(), errors));
    }

    private static Process start(Map<String, String> settings, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("FTPCLUSTER_") || name.startsWith("AGENT_") || OURS.contains(name));
        builder.environment().putAll(settings);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Not on a virtual thread: reading a pipe holds its carrier, and two cores have only two of them. */
    private Thread read(InputStream stream, List<String> into) {
        return Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    into.add(line);
                    news.add(line);
                }
            } catch (IOException e) {
                into.add("unreadable: " + e);
            }
        });
    }

    /** Waits for such a line among those that nobody has waited for yet, on either stream. */
    final String await(Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && (readers.stream().anyMatch(Thread::isAlive) || !news.isEmpty())) {
            String line = news.poll(1, TimeUnit.SECONDS);
            if (line != null && wanted.test(line)) {
                return line;
            }
        }
        throw new IllegalStateException("it never said so; it said " + output + errors);
    }

    /** Waits until it says something with this in it, on either stream; what it said before an earlier wait is over. */
    public final String awaitWord(String part) throws InterruptedException {
        return await(line -> line.contains(part));
    }

    public final void terminate() {
        // The process' own method would also close the pipes that are still read.
        process.toHandle().destroy();
    }

    /** As the kernel does when memory runs out: nothing more is said or written. */
    public final void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    /** Returns its exit code when it has ended and all that it said is here. */
    public final int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running; it said " + output + errors);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    public final boolean isAlive() {
        return process.isAlive();
    }

    /** Lines on its standard output so far. */
    public final List<String> output() {
        return List.copyOf(output);
    }

    /** Lines on its standard error so far. */
    public final List<String> errors() {
        return List.copyOf(errors);
    }

    public final long pid() {
        return process.pid();
    }

    @Override
    public final void close() {
        process.toHandle().destroyForcibly();
    }
}
