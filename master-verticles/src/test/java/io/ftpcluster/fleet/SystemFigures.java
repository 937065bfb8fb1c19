package io.ftpcluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.Commands;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine says of itself, in other ways than the agent asks. */
final class SystemFigures {

    private static final long KIB = 1024;

    private SystemFigures() {}

    static String hostName() {
        return Commands.run("uname", "-n").strip();
    }

    /** @param ftpRoot the one that the agent was told */
    static void assertPlausible(JsonObject sample, Path ftpRoot) throws IOException {
        long total = memory("MemTotal");
        assertTrue(sample.getLong("mem_bytes") > 0 && sample.getLong("mem_bytes") <= total, sample.encode());
        if (sample.getLong("mem_bytes") == total) {
            near(100.0 * (total - memory("MemAvailable")) / total, sample.getDouble("mem_percent"), 10, "memory");
        }
        near(usedPercent(Path.of("/")), sample.getDouble("root_disk_percent"), 3, "disk of /");
        near(usedPercent(ftpRoot), sample.getDouble("ftp_disk_percent"), 3, "disk of the files");
        double cpu = sample.getDouble("cpu_percent");
        assertTrue(cpu >= 0 && cpu <= 100, sample.encode());
        near(Double.parseDouble(first("/proc/loadavg")), sample.getDouble("load_1m"), 3, "load");
        near(Double.parseDouble(first("/proc/uptime")), sample.getLong("uptime_seconds"), 30, "uptime");
        assertTrue(sample.getDouble("received_bytes_per_second") >= 0, sample.encode());
        assertTrue(sample.getDouble("sent_bytes_per_second") >= 0, sample.encode());
    }

    private static long memory(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo"))
                .stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElseThrow();
    }

    private static String first(String file) throws IOException {
        return Files.readString(Path.of(file)).split(" ", 2)[0];
    }

    private static double usedPercent(Path path) {
        String[] lines = Commands.run("df", "--output=pcent", path.toString()).split("\n", -1);
        return Double.parseDouble(lines[1].replaceAll("\\D", ""));
    }

    private static void near(double expected, double actual, double tolerance, String what) {
        assertEquals(expected, actual, tolerance, what);
    }
}
