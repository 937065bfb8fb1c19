package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.remote.ValueFormat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The line that shows how far all is, on a terminal; nothing where there is none. */
final class ProgressLine implements AutoCloseable {

    private static final long PERIOD_MILLIS = 250;
    /** So many periods make the rate. */
    private static final int SAMPLES = 20;

    private record Sample(long nanos, long bytes) {}

    private final TransferReport report;
    private final Thread painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::paint);
    private final Thread hook = new Thread(this::interrupted, "progress-end");
    private final Deque<Sample> samples = new ArrayDeque<>();

    private ProgressLine(TransferReport report) {
        this.report = report;
    }

    static ProgressLine start(TransferReport report) {
        ProgressLine line = new ProgressLine(report);
        line.painter.start();
        Runtime.getRuntime().addShutdownHook(line.hook);
        return line;
    }

    private void paint() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                show();
            }
        } catch (InterruptedException over) {
            // All has been moved.
        }
    }

    private void show() {
        long now = System.nanoTime();
        samples.addLast(new Sample(now, report.movedBytes()));
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
        Sample oldest = samples.getFirst();
        double seconds = (now - oldest.nanos()) / 1e9;
        long rate = seconds > 0 ? Math.round((report.movedBytes() - oldest.bytes()) / seconds) : 0;
        report.show(
                text(report.movedBytes(), report.expectedBytes(), rate, report.endedFiles(), report.expectedFiles()));
    }

    /** Fits 79 columns. */
    static String text(long moved, long expected, long rate, long ended, long files) {
        StringBuilder text = new StringBuilder();
        boolean known = expected > 0 && moved <= expected;
        if (known) {
            text.append(moved * 100 / expected).append(" %  ");
        }
        text.append(ValueFormat.size(moved));
        if (known) {
            text.append(" of ").append(ValueFormat.size(expected));
        }
        text.append("  ").append(ValueFormat.size(rate)).append("/s");
        if (known && rate > 0) {
            text.append("  ")
                    .append(ValueFormat.duration(Duration.ofSeconds((expected - moved) / rate)))
                    .append(" left");
        }
        if (files > 1) {
            text.append("  ").append(ended).append(" of ").append(files).append(" files");
        }
        return text.toString();
    }

    /** By Ctrl-C: what is printed next, by the shell, begins a line. */
    private void interrupted() {
        painter.interrupt();
        report.clear();
    }

    @Override
    public void close() {
        painter.interrupt();
        try {
            painter.join();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It runs already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
