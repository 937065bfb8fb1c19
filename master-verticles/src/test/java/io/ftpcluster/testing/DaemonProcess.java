package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server's process in the foreground, which listens on a port of 127.0.0.1. */
final class DaemonProcess {

    private static final int PATIENCE_SECONDS = 30;

    private final Path output;
    private final int port;
    private final Map<Long, Long> firstSeen = new HashMap<>();
    private Process process;

    /** @param output takes what it prints */
    DaemonProcess(Path output, int port) {
        this.output = output;
        this.port = port;
    }

    /** A program that scripts/test.sh unpacks from a Debian package, as such packages exclude each other. */
    static Path unpacked(String program) {
        Path path = Path.of(System.getProperty("ftpcluster.root", ".."), "target/daemons", program)
                .toAbsolutePath()
                .normalize();
        if (!Files.isReadable(path)) {
            throw new IllegalStateException("no " + path + ": scripts/test.sh gets it");
        }
        return path;
    }

    static void requireRoot() {
        if (!System.getProperty("user.name").equals("root")) {
            throw new IllegalStateException("this test starts an FTP server that changes to its users: it needs root");
        }
    }

    /** Temporary folders are for their owner alone; the server's user must pass through. */
    static void openWay(Path directory) {
        for (Path step = directory; step != null && step.startsWith("/tmp")
                && step.getNameCount() > 1; step = step.getParent()) {
            Commands.run("chmod", "o+x", step.toString());
        }
    }

    /** Returns when it accepts connections. */
    void start(Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            awaitListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (SocketException e) {
                Eventually.pause();
            }
        }
        stop();
        throw new IllegalStateException("it does not listen: " + Files.readString(output));
    }

    /** How many processes it has started that still run. */
    long children() {
        return process.descendants().count();
    }

    /** Those of its processes that were seen that long ago by an earlier call end. */
    void endChildren(Duration seen) {
        long now = System.nanoTime();
        process.descendants().forEach(child -> {
            if (now - firstSeen.computeIfAbsent(child.pid(), pid -> now) > seen.toNanos()) {
                child.destroyForcibly();
            }
        });
    }

    /** Ends it with all its sessions. */
    void stop() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> sessions = process.descendants().toList();
        process.destroy();
        sessions.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
