package io.ftpcluster.master.log;

import io.ftpcluster.bus.RequestContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Events for programs, one JSON object a line. */
final class JsonFormat extends Formatter {

    private final String node;

    JsonFormat(String node) {
        this.node = node;
    }

    @Override
    public String format(LogRecord line) {
        String message = formatMessage(line);
        Throwable thrown = line.getThrown();
        if (BrokenConnections.isOne(line)) {
            message = BrokenConnections.told(message, thrown);
            thrown = null;
        }
        RequestContext request = RequestContext.current();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("log.level", level(line.getLevel()));
        // An event without it would be of no use to whoever searches.
        fields.put("message", message == null || message.isEmpty() ? "-" : message);
        fields.put("log.logger", line.getLoggerName());
        fields.put("process.thread.name", Thread.currentThread().getName());
        fields.put("service.name", "ftpcluster");
        fields.put("service.node.name", node);
        fields.put("event.dataset", "ftpcluster.log");
        fields.put("http.request.id", request.id());
        fields.put("trace.id", request.trace().traceId());
        fields.put("user.name", request.user());
        fields.put("labels.server", request.server());
        if (thrown != null) {
            fields.put("error.type", thrown.getClass().getName());
            fields.put("error.message", thrown.getMessage());
            fields.put("error.stack_trace", stackTrace(thrown));
        }
        return EcsJson.line(line.getInstant(), fields);
    }

    /** As slf4j calls them, through which all is logged. */
    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (level.intValue() >= Level.CONFIG.intValue()) {
            return "INFO";
        }
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
