package io.ftpcluster.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The program as an operator runs it, in a process of its own: the built archive, or the class path where none was
 * built. Closing it kills it. Waits end after 60 s.
 */
public final class PortalProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final String READY = "Portal ready at ";

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final List<Thread> readers;

    private PortalProcess(Process process) {
        this.process = process;
        this.readers = List.of(read(process.getInputStream(), output), read(process.getErrorStream(), errors));
    }

    /** @param settings variables of its environment, which has no others of the portal */
    public static PortalProcess start(Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("FTPCLUSTER_") || List.of("SECRET_KEY",
                "FERNET_KEY", "MASTER_URL", "JAVA_TOOL_OPTIONS").contains(name));
        builder.environment().putAll(settings);
        try {
            return new PortalProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> program() {
        File target = Path.of(System.getProperty("ftpcluster.root"), "master-verticles", "target").toFile();
        File[] archives = target.listFiles((folder, name) -> name.matches("master-verticles-.*\\.jar"));
        return archives != null && archives.length == 1
                ? List.of("-jar", archives[0].toString())
                : List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        "io.ftpcluster.master.Main");
    }

    private Thread read(InputStream stream, List<String> into) {
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    into.add(line);
                    news.add(line);
                }
            } catch (IOException e) {
                into.add("unreadable: " + e);
            }
            news.add("");
        });
    }

    /** Waits until it says that it is ready; returns the address that it says. */
    public URI awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() || !news.isEmpty()) {
            String line = news.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                break;
            }
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
        }
        throw new IllegalStateException("not ready; it said " + output + errors);
    }

    public void terminate() {
        // The process' own method would also close the pipes that are still read.
        process.toHandle().destroy();
    }

    /** As the kernel does when memory runs out: nothing more is written. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    /** Returns its exit code when it has ended and all that it said is here. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running; it said " + output + errors);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lines on its standard output so far. */
    public List<String> output() {
        return List.copyOf(output);
    }

    /** Lines on its standard error so far. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
