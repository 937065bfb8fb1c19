package io.ftpcluster.agent.probe;

/** Memory in use that dropping caches wouldn't give back, of the tightest limit of the container, or of the machine. */
final class MemoryProbe {

    /** @param bytes the limit */
    record Memory(double percent, long bytes) {}

    private static final double ALL = 100;
    private static final long KB = 1024;

    private final SystemFiles files;
    private final Cgroups.Controller controller;

    MemoryProbe(SystemFiles files, Cgroups cgroups) {
        this.files = files;
        this.controller = cgroups.controller("memory");
    }

    /** Null when it isn't known. */
    Memory read() {
        Long total = null;
        String machine = files.text("/proc/meminfo");
        Long totalKb = SystemFiles.field(machine, "MemTotal:");
        if (totalKb != null && totalKb > 0) {
            total = totalKb * KB;
        }
        Memory limited = tightest(total == null ? Long.MAX_VALUE : total);
        return limited != null || total == null ? limited : ofMachine(machine, total);
    }

    private static Memory ofMachine(String meminfo, long total) {
        Long available = SystemFiles.field(meminfo, "MemAvailable:");
        if (available == null) { // before Linux 3.14
            available = sum(meminfo, "MemFree:", "Buffers:", "Cached:");
        }
        return memory(total - available * KB, total);
    }

    private static long sum(String meminfo, String... names) {
        long sum = 0;
        for (String name : names) {
            Long value = SystemFiles.field(meminfo, name);
            sum += value == null ? 0 : value;
        }
        return sum;
    }

    private Memory tightest(long total) {
        long limit = total;
        String tightest = null;
        for (String directory : controller.directories()) {
            Long own = files.number(directory + (controller.unified() ? "/memory.max" : "/memory.limit_in_bytes"));
            if (own != null && own > 0 && own < limit) {
                limit = own;
                tightest = directory;
            }
        }
        return tightest == null ? null : ofGroup(tightest, limit);
    }

    private Memory ofGroup(String directory, long limit) {
        boolean unified = controller.unified();
        Long usage = files.number(directory + (unified ? "/memory.current" : "/memory.usage_in_bytes"));
        if (usage == null) {
            return null;
        }
        Long cache = SystemFiles.field(files.text(directory + "/memory.stat"),
                unified ? "inactive_file" : "total_inactive_file");
        return memory(usage - (cache == null ? 0 : cache), limit);
    }

    private static Memory memory(long used, long limit) {
        return new Memory(Math.max(0, Math.min(ALL, ALL * used / limit)), limit);
    }
}
