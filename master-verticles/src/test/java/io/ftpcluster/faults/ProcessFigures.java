package io.ftpcluster.faults;

import io.ftpcluster.testing.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds: its descriptors by kind, sockets by peer, threads, and live bytes after a collection.
 *
 * @param descriptors how many of each kind
 * @param threads names of platform threads
 * @param virtualThreads names of virtual threads, as often as there are threads of that name
 */
record ProcessFigures(Map<String, Integer> descriptors, List<String> threads, Map<String, Integer> virtualThreads,
        long liveBytes) {

    private static final Pattern VIRTUAL = Pattern.compile("^#\\d+ \"([^\"]*)\" virtual");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    /** @param peers sockets to these addresses are counted each on its own */
    static ProcessFigures of(long pid, List<String> peers) {
        try {
            return new ProcessFigures(descriptors(pid, peers), threads(pid), virtualThreads(pid), liveBytes(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> descriptors(long pid, List<String> peers) throws IOException {
        Map<String, String> remote = remoteAddresses(pid);
        Map<String, Integer> counts = new TreeMap<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : open.toList()) {
                counts.merge(kind(descriptor, remote, peers), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String kind(Path descriptor, Map<String, String> remote, List<String> peers) {
        String target;
        try {
            target = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "closed meanwhile";
        }
        if (target.startsWith("socket:")) {
            String peer = remote.getOrDefault(target.substring(8, target.length() - 1), "");
            return peers.contains(peer) ? "sockets to " + peer : "other sockets";
        }
        return target.startsWith("pipe:") ? "pipes" : target.startsWith("/") ? "files" : "others";
    }

    /** By inode. */
    private static Map<String, String> remoteAddresses(long pid) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path path = Path.of("/proc/" + pid + "/net/" + table);
            if (!Files.exists(path)) {
                continue;
            }
            for (String line : Files.readAllLines(path)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[2].contains(":")) {
                    found.put(fields[9], address(fields[2]));
                }
            }
        }
        return found;
    }

    /** Its last four bytes, of an IPv4 address or one that is mapped into IPv6, are in the order of the machine. */
    private static String address(String hex) {
        String host = hex.substring(0, hex.indexOf(':'));
        long value = Long.parseLong(host.substring(host.length() - 8), 16);
        return (value & 0xFF) + "." + (value >> 8 & 0xFF) + "." + (value >> 16 & 0xFF) + "." + (value >> 24 & 0xFF);
    }

    private static List<String> threads(long pid) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    names.add(Files.readString(task.resolve("comm")).strip());
                } catch (IOException endedMeanwhile) {
                    names.add("ended meanwhile");
                }
            }
        }
        return names;
    }

    private static Map<String, Integer> virtualThreads(long pid) throws IOException {
        Path folder = Files.createTempDirectory("threads");
        Path dump = folder.resolve("dump");
        jcmd(pid, "Thread.dump_to_file", "-overwrite", dump.toString());
        Map<String, Integer> names = new TreeMap<>();
        for (String line : Files.readAllLines(dump)) {
            Matcher virtual = VIRTUAL.matcher(line);
            if (virtual.find()) {
                names.merge(virtual.group(1), 1, Integer::sum);
            }
        }
        Files.delete(dump);
        Files.delete(folder);
        return names;
    }

    private static long liveBytes(long pid) throws IOException {
        Path folder = Files.createTempDirectory("histogram");
        Path file = folder.resolve("text");
        // Into a file: a JVM that looks at itself stands still meanwhile and could not read what it says.
        Commands.run("sh", "-c", jcmd() + " " + pid + " GC.class_histogram >" + file);
        Matcher total = TOTAL.matcher(Files.readString(file));
        Files.delete(file);
        Files.delete(folder);
        if (!total.find()) {
            throw new IllegalStateException("no total in the histogram");
        }
        return Long.parseLong(total.group(1));
    }

    private static Path jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd");
    }

    private static String jcmd(long pid, String... command) {
        return Commands.run(Stream.concat(Stream.of(jcmd().toString(), Long.toString(pid)), Stream.of(command))
                .toArray(String[]::new));
    }

    int sockets(String peer) {
        return descriptors.getOrDefault("sockets to " + peer, 0);
    }

    int allVirtualThreads() {
        return virtualThreads.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Rows of a table. */
    static String compare(ProcessFigures before, ProcessFigures after) {
        StringBuilder rows = new StringBuilder();
        TreeSet<String> kinds = new TreeSet<>(before.descriptors.keySet());
        kinds.addAll(after.descriptors.keySet());
        kinds.forEach(kind -> rows.append("| %s | %d | %d |%n".formatted(kind, before.descriptors.getOrDefault(kind, 0),
                after.descriptors.getOrDefault(kind, 0))));
        rows.append("| platform threads | %d | %d |%n".formatted(before.threads.size(), after.threads.size()));
        rows.append("| virtual threads | %d | %d |%n".formatted(before.allVirtualThreads(), after.allVirtualThreads()));
        return rows.append("| live bytes after a collection, MiB | %.1f | %.1f |%n"
                .formatted(before.liveBytes / 1048576.0, after.liveBytes / 1048576.0)).toString();
    }
}
