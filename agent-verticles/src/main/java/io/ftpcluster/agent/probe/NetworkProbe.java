package io.ftpcluster.agent.probe;

import java.util.function.LongSupplier;

/** Bytes per second over all interfaces but loopback, since the last reading; of /proc/net/dev. */
final class NetworkProbe {

    /** In bytes per second. */
    record Rates(double received, double sent) {}

    private static final double NANOS = 1e9;
    private static final long TOO_SOON = 500_000_000;
    /** Of the columns after the colon (proc(5)). */
    private static final int RECEIVED = 0;
    private static final int SENT = 8;

    private final SystemFiles files;
    private final LongSupplier nanoTime;
    private Reading last;

    private record Reading(long received, long sent, long nanos) {}

    NetworkProbe(SystemFiles files, LongSupplier nanoTime) {
        this.files = files;
        this.nanoTime = nanoTime;
    }

    /** Null at the first reading, within half a second of the last, when an interface with its counters has gone, and when it isn't known. */
    Rates read() {
        Reading before = last;
        if (before != null && nanoTime.getAsLong() - before.nanos() < TOO_SOON) {
            return null;
        }
        last = counters();
        if (before == null || last == null) {
            return null;
        }
        long received = last.received() - before.received();
        long sent = last.sent() - before.sent();
        double seconds = (last.nanos() - before.nanos()) / NANOS;
        return received < 0 || sent < 0 ? null : new Rates(received / seconds, sent / seconds);
    }

    private Reading counters() {
        String text = files.text("/proc/net/dev");
        if (text == null) {
            return null;
        }
        long received = 0;
        long sent = 0;
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
                continue;
            }
            String[] columns = line.substring(colon + 1).strip().split(" +", -1);
            Long in = columns.length > SENT ? SystemFiles.asNumber(columns[RECEIVED]) : null;
            Long out = in == null ? null : SystemFiles.asNumber(columns[SENT]);
            received += out == null ? 0 : in;
            sent += out == null ? 0 : out;
        }
        return new Reading(received, sent, nanoTime.getAsLong());
    }
}
