package io.ftpcluster.master.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.RequestContext;
import io.ftpcluster.bus.TraceSpan;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JsonFormatTest {

    private static final String NASTY = "one\ntwo \"three\" \\ \u001b[2J\u202E\u2028 \uDC80 \u007f\u0085 \u00fc";

    private static LogRecord written(Level level, String message, Throwable thrown) {
        LogRecord written = new LogRecord(level, message);
        written.setLoggerName("io.ftpcluster.x");
        written.setInstant(Instant.parse("2026-11-30T07:08:09.123456Z"));
        written.setThrown(thrown);
        return written;
    }

    @Test
    void anEventIsOneObjectOnOneLine() {
        String line = new JsonFormat("node-1").format(written(Level.WARNING, NASTY, new IOException(NASTY)));

        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.strip().chars().allMatch(c -> c >= ' ' && c < 0x7f), line);
        JsonObject event = new JsonObject(line);
        assertEquals("2026-11-30T07:08:09.123Z", event.getString("@timestamp"));
        assertEquals("WARN", event.getString("log.level"));
        assertEquals(NASTY, event.getString("message"));
        assertEquals("io.ftpcluster.x", event.getString("log.logger"));
        assertEquals("node-1", event.getString("service.node.name"));
        assertEquals(Thread.currentThread().getName(), event.getString("process.thread.name"));
        assertEquals("java.io.IOException", event.getString("error.type"));
        assertTrue(event.getString("error.stack_trace").contains("\tat " + JsonFormatTest.class.getName()), line);
        assertNull(event.getString("http.request.id"));
    }

    @Test
    void levelsAreCalledAsInTheCode() {
        JsonFormat format = new JsonFormat("n");
        assertEquals("ERROR", new JsonObject(format.format(written(Level.SEVERE, "x", null))).getString("log.level"));
        assertEquals("INFO", new JsonObject(format.format(written(Level.INFO, "x", null))).getString("log.level"));
        assertEquals("DEBUG", new JsonObject(format.format(written(Level.FINE, "x", null))).getString("log.level"));
        assertEquals("TRACE", new JsonObject(format.format(written(Level.FINEST, "x", null))).getString("log.level"));
    }

    @Test
    void whatIsDoneForARequestSaysForWhich() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            ContextInternal own = ((VertxInternal) vertx).createEventLoopContext().duplicate();
            CompletableFuture<String> line = new CompletableFuture<>();
            own.runOnContext(v -> {
                new RequestContext("r-1", "anna", "alpha").withTrace(new TraceSpan() {
                    @Override
                    public String traceId() {
                        return "4bf92f3577b34da6a3ce929d0e0e4736";
                    }
                }).attach();
                Thread.ofVirtual()
                        .start(RequestContext.carry(() -> line
                                .complete(new JsonFormat("n").format(written(Level.INFO, "deep below", null)))));
            });
            JsonObject event = new JsonObject(line.get(30, TimeUnit.SECONDS));
            assertEquals("r-1", event.getString("http.request.id"));
            assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", event.getString("trace.id"));
            assertEquals("anna", event.getString("user.name"));
            assertEquals("alpha", event.getString("labels.server"));
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
        assertFalse(new JsonFormat("n").format(written(Level.INFO, "x", null)).contains("anna"));
    }
}
