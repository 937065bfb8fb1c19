package io.ftpcluster.master.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Whether the machine, or the container, has room for the heap and what a JVM takes beside it. */
final class MemoryCheck implements Check {

    private static final long MIB = 1 << 20;
    /** Threads, classes, compiled code and the buffers of sockets. */
    private static final long BESIDE = 256 * MIB;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Finding look() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                // By FTPCLUSTER_JAVA_OPTS, which the launcher gives to this program, too.
                ? judge(Runtime.getRuntime().maxMemory(), system.getTotalMemorySize())
                : Finding.skipped("This system doesn't tell.");
    }

    static Finding judge(long heap, long total) {
        String found = "The heap may grow to " + heap / MIB + " MiB; there are " + total / MIB + " MiB in all.";
        if (heap > total) {
            return Finding.failure(found, "Set a smaller -Xmx in FTPCLUSTER_JAVA_OPTS.");
        }
        return heap + BESIDE > total
                ? Finding.warning(found,
                        "A JVM takes some " + BESIDE / MIB
                                + " MiB beside its heap: set a smaller -Xmx in FTPCLUSTER_JAVA_OPTS.")
                : Finding.ok(found);
    }
}
