package io.ftpcluster.master.tracing;

import io.ftpcluster.text.LogThrottle;
import io.ftpcluster.text.Printable;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once in a while that the collector doesn't take what it is sent; the exporter itself would say it with a stack trace. */
final class ThrottledExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(ThrottledExporter.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final String EXPORTERS_LOGGER = "io.opentelemetry.exporter";

    private final SpanExporter exporter;
    private final LogThrottle throttle = new LogThrottle(PERIOD, System::nanoTime);
    private final LongAdder lost = new LongAdder();
    /** Held, as the JDK forgets the level of loggers that nobody holds. */
    private final Object silenced;

    ThrottledExporter(SpanExporter exporter) {
        this.exporter = exporter;
        this.silenced = silence();
    }

    private static Object silence() {
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger(EXPORTERS_LOGGER);
        if (LogManager.getLogManager().getProperty(EXPORTERS_LOGGER + ".level") == null) {
            logger.setLevel(Level.OFF);
        }
        return logger;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (!result.isSuccess()) {
                tell(count, result.getFailureThrowable());
            }
        });
        return result;
    }

    private void tell(int count, Throwable cause) {
        lost.add(count);
        throttle.admit("failed")
                .ifPresent(skipped -> LOG.warn(
                        "The collector of traces took nothing: {}; {} spans are lost since the start", reason(cause),
                        lost.sum()));
    }

    /** What the library says of an answer with an error has no words, only a class. */
    private static String reason(Throwable cause) {
        if (cause == null) {
            return "no answer in time";
        }
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? "it answers with an error" : Printable.line(root.getMessage());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    @Override
    public String toString() {
        return exporter + ", logging to " + LOG.getName() + " in place of " + silenced;
    }
}
