package io.ftpcluster.agent.probe;

import java.util.function.LongSupplier;

/** How busy the processors were since the last reading: those of the container's quota, or all of the machine's. */
final class CpuProbe {

    private static final double ALL = 100;
    private static final double NANOS = 1e9;
    /** What happens in so short a time says nothing. */
    private static final long TOO_SOON = 500_000_000;
    private static final long NANOS_PER_MICRO = 1000;
    /** In clock ticks (proc(5), /proc/stat): user nice system idle iowait irq softirq steal. */
    private static final int FIELDS = 8;
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;

    private final SystemFiles files;
    private final LongSupplier nanoTime;
    private final Cgroups.Controller quotas;
    private final Cgroups.Controller accounting;
    private Reading last;
    private long lastNanos;

    /**
     * @param source the group, or empty for the machine; two readings of different ones can't be compared
     * @param busy of all that there was, in the same unit
     */
    private record Reading(String source, double busy, double all) {}

    CpuProbe(SystemFiles files, Cgroups cgroups, LongSupplier nanoTime) {
        this.files = files;
        this.nanoTime = nanoTime;
        this.quotas = cgroups.controller("cpu");
        this.accounting = cgroups.controller("cpuacct");
    }

    /** Null at the first reading, within half a second of the last, and when it isn't known. */
    Double read() {
        long nanos = nanoTime.getAsLong();
        if (last != null && nanos - lastNanos < TOO_SOON) {
            return null;
        }
        lastNanos = nanos;
        Reading now = ofGroup();
        if (now == null) {
            now = ofMachine();
        }
        Reading before = last;
        last = now;
        if (now == null || before == null || !now.source().equals(before.source()) || now.all() <= before.all()) {
            return null;
        }
        double percent = ALL * (now.busy() - before.busy()) / (now.all() - before.all());
        return Math.max(0, Math.min(ALL, percent));
    }

    private Reading ofMachine() {
        String stat = files.text("/proc/stat");
        if (stat == null || !stat.startsWith("cpu ")) {
            return null;
        }
        int end = stat.indexOf('\n');
        String[] fields = stat.substring("cpu ".length(), end < 0 ? stat.length() : end).strip().split(" +", -1);
        double all = 0;
        double idle = 0;
        for (int i = 0; i < FIELDS && i < fields.length; i++) {
            Long ticks = SystemFiles.asNumber(fields[i]);
            if (ticks == null) {
                return null;
            }
            all += ticks;
            idle += i == IDLE || i == IOWAIT ? ticks : 0;
        }
        return new Reading("", all - idle, all);
    }

    private Reading ofGroup() {
        double fewest = Runtime.getRuntime().availableProcessors();
        int tightest = -1;
        for (int i = 0; i < quotas.directories().size(); i++) {
            Double processors = processors(quotas.directories().get(i));
            if (processors != null && processors < fewest) {
                fewest = processors;
                tightest = i;
            }
        }
        return tightest < 0 ? null : used(tightest, fewest);
    }

    /** That the group may use; null without a quota. */
    private Double processors(String directory) {
        Long quota;
        Long period;
        if (quotas.unified()) {
            String[] max = String.valueOf(files.word(directory + "/cpu.max")).split(" ", -1);
            quota = SystemFiles.asNumber(max[0]);
            period = max.length < 2 ? null : SystemFiles.asNumber(max[1]);
        } else {
            quota = files.number(directory + "/cpu.cfs_quota_us");
            period = files.number(directory + "/cpu.cfs_period_us");
        }
        return quota == null || period == null || quota <= 0 || period <= 0
                ? null
                : Double.valueOf((double) quota / period);
    }

    private Reading used(int level, double processors) {
        Long nanos;
        if (quotas.unified()) {
            Long micros = SystemFiles.field(files.text(quotas.directories().get(level) + "/cpu.stat"), "usage_usec");
            nanos = micros == null ? null : Long.valueOf(micros * NANOS_PER_MICRO);
        } else {
            // The two controllers' trees are mostly one, else alike from the top on.
            int other = accounting.directories().size() - (quotas.directories().size() - level);
            nanos = other < 0 ? null : files.number(accounting.directories().get(other) + "/cpuacct.usage");
        }
        if (nanos == null) {
            return null;
        }
        return new Reading(quotas.directories().get(level), nanos / NANOS, nanoTime.getAsLong() / NANOS * processors);
    }
}
