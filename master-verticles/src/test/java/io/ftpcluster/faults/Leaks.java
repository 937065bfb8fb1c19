package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether a portal and its servers are as they were before, some time after the last fault. */
final class Leaks {

    /** The JVM makes and ends some of its own as it likes: compiler threads, carriers, pollers. */
    private static final int MORE_THREADS = 8;
    /** Buffers, pipes and files that are kept for the next who needs one. */
    private static final int MORE_DESCRIPTORS = 8;
    private static final long MORE_BYTES = 16L << 20;
    /** Netty keeps pools for as many connections as there were at once. */
    private static final long MORE_NATIVE_BYTES = 32L << 20;
    private static final String NATIVE_BYTES = "netty_direct_memory_used_bytes";
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final PortalLogin admin;
    private final long pid;
    private final List<FaultyHost> hosts;
    private final List<String> peers;
    private ProcessFigures before;
    private ProcessFigures after;
    private double nativeBefore;
    private double nativeAfter;

    Leaks(PortalLogin admin, long pid, List<FaultyHost> hosts) {
        this.admin = admin;
        this.pid = pid;
        this.hosts = hosts;
        this.peers = hosts.stream().map(FaultyHost::address).toList();
    }

    /** Remembers the level to return to; true when there is no session any more. */
    boolean takeLevel(Duration patience) throws IOException, InterruptedException {
        nativeBefore = admin.metric(NATIVE_BYTES);
        long deadline = System.nanoTime() + patience.toNanos();
        before = ProcessFigures.of(pid, peers);
        while (sessions(before) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            before = ProcessFigures.of(pid, peers);
        }
        return sessions(before) == 0;
    }

    /** What is still there after the patience, in words. */
    List<String> find(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> left = look();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            left = look();
        }
        return left;
    }

    private int sessions(ProcessFigures figures) {
        return peers.stream().mapToInt(figures::sockets).sum();
    }

    private List<String> look() throws IOException {
        after = ProcessFigures.of(pid, peers);
        List<String> left = new ArrayList<>();
        after.descriptors().forEach((kind, count) -> {
            int base = before.descriptors().getOrDefault(kind, 0);
            if (count > base + (kind.startsWith("sockets to") ? 0 : MORE_DESCRIPTORS)) {
                left.add(count + " " + kind + ", before " + base);
            }
        });
        if (after.threads().size() > before.threads().size() + MORE_THREADS) {
            left.add(after.threads().size() + " threads, before " + before.threads().size() + ": " + after.threads());
        }
        if (after.allVirtualThreads() > before.allVirtualThreads()) {
            left.add("virtual threads " + after.virtualThreads() + ", before " + before.virtualThreads());
        }
        if (after.liveBytes() > before.liveBytes() + MORE_BYTES) {
            left.add(after.liveBytes() + " live bytes, before " + before.liveBytes());
        }
        nativeAfter = admin.metric(NATIVE_BYTES);
        if (nativeAfter > nativeBefore + MORE_NATIVE_BYTES) {
            left.add("%.0f bytes of native memory, before %.0f".formatted(nativeAfter, nativeBefore));
        }
        for (FaultyHost host : hosts) {
            if (host.sessionProcesses() > 0) {
                left.add(host.sessionProcesses() + " processes of " + host.name() + " still serve somebody");
            }
            for (Path file : parts(host)) {
                left.add("the remains of an upload: " + host.name() + " " + file.getFileName());
            }
        }
        return left;
    }

    /** Temporary files of uploads that have failed. */
    static List<Path> parts(FaultyHost host) throws IOException {
        try (Stream<Path> files = Files.list(host.home())) {
            return files.filter(file -> file.getFileName().toString().endsWith(".part")).toList();
        }
    }

    String table() {
        return "| held by the portal | before | after |\n|---|---|---|\n" + ProcessFigures.compare(before, after)
                + "| Netty's native memory, MiB | %.1f | %.1f |%n".formatted(nativeBefore / 1048576,
                        nativeAfter / 1048576);
    }
}
