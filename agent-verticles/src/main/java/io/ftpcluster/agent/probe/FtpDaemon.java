package io.ftpcluster.agent.probe;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Which FTP daemon holds the listening socket: one of those that are known, or unknown. */
final class FtpDaemon {

    /**
     * @param pid 0 when it isn't known
     * @param name such as {@code vsftpd}; {@code unknown} for another program, and null when nothing listens
     * @param version null when it isn't known
     */
    record Found(int pid, String name, String version) {

        static final Found NOTHING = new Found(0, null, null);
        static final Found UNKNOWN = new Found(0, "unknown", null);
    }

    /** By the names of their programs, as the kernel cuts them. */
    private static final Map<String, String> KNOWN = Map.of("vsftpd", "vsftpd", "proftpd", "proftpd", "pure-ftpd",
            "pure-ftpd", "pure-ftpd-mysql", "pure-ftpd", "pure-ftpd-postg", "pure-ftpd", "pure-ftpd-ldap", "pure-ftpd");
    /** Looking through all processes is worth it only so often. */
    private static final long SEARCH_AGAIN = TimeUnit.SECONDS.toNanos(60);

    private final Processes processes;
    private final DaemonVersion versions;
    private final LongSupplier nanoTime;
    private List<Long> searchedFor = List.of();
    private long searchedAt;
    private volatile Found found = Found.NOTHING;

    FtpDaemon(Processes processes, DaemonVersion versions, LongSupplier nanoTime) {
        this.processes = processes;
        this.versions = versions;
        this.nanoTime = nanoTime;
    }

    /** @param listening inodes of the listening sockets */
    Found find(List<Long> listening) {
        long now = nanoTime.getAsLong();
        // What was found may have been a session that had inherited the socket and has ended since.
        boolean due = found.pid() == 0 ? now - searchedAt > SEARCH_AGAIN : processes.program(found.pid()) == null;
        if (listening.isEmpty()) {
            found = Found.NOTHING;
            searchedFor = List.of();
        } else if (!listening.equals(searchedFor) || due) {
            searchedFor = List.copyOf(listening);
            searchedAt = now;
            found = search(Set.copyOf(listening));
        }
        return found;
    }

    private Found search(Set<Long> listening) {
        for (int pid : processes.named(KNOWN.keySet())) {
            String program = processes.program(pid);
            if (program != null && KNOWN.containsKey(program) && processes.socketOf(pid, listening) != 0) {
                return new Found(pid, KNOWN.get(program), versions.of(processes.executable(pid)));
            }
        }
        return Found.UNKNOWN;
    }

    /** All that run its program, whoever started them. */
    List<Integer> processes() {
        String program = found.pid() == 0 ? null : processes.program(found.pid());
        return program == null ? List.of() : processes.named(Set.of(program));
    }

    /** What was found last; any thread may ask. */
    Found last() {
        return found;
    }
}
