package io.ftpcluster.master.log;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.master.config.Config;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has this process log as its settings say. */
public final class LogOutput {

    private static final Logger LOG = LoggerFactory.getLogger(LogOutput.class);

    private LogOutput() {}

    /** From here on; before anything else runs. Handlers whose format somebody else chose keep it. */
    public static void use(Config.LogFormat format, String nodeName) {
        // Loaded now: whoever logs meanwhile would wait for it with the handler locked.
        RequestContext.current();
        for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            if (handler.getFormatter() instanceof TextFormat || handler.getFormatter() instanceof JsonFormat) {
                handler.setFormatter(formatter(format, nodeName));
            }
        }
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> LOG.error("The thread {} ended by a mistake", thread.getName(), thrown));
    }

    private static Formatter formatter(Config.LogFormat format, String nodeName) {
        return switch (format) {
            case TEXT -> new TextFormat(() -> circumstances(RequestContext.current()));
            case JSON -> new JsonFormat(nodeName);
        };
    }

    private static String circumstances(RequestContext request) {
        if (request.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" [");
        add(text, "request", request.id());
        add(text, "trace_id", request.trace().traceId());
        add(text, "user", request.user());
        add(text, "server", request.server());
        return text.append(']').toString();
    }

    private static void add(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(text.length() > 2 ? ", " : "").append(name).append(' ').append(value);
        }
    }
}
