package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.repository.AuditBuffer;
import io.ftpcluster.master.persistence.repository.AuditRepository;
import io.ftpcluster.messages.Audit;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** The trail: what is recorded waits in a buffer and is written together. */
public final class AuditHandlers implements Handlers {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Context context;
    private final Bus bus;
    private final AuditRepository audit;
    private final AuditBuffer buffer;

    /** @param context on whose thread the buffer is written */
    public AuditHandlers(Vertx vertx, Context context, Bus bus, AuditRepository audit, AuditBuffer buffer) {
        this.vertx = vertx;
        this.context = context;
        this.bus = bus;
        this.audit = audit;
        this.buffer = buffer;
    }

    @Override
    public Future<?> register() {
        vertx.setPeriodic(INTERVAL.toMillis(), timer -> flush());
        return Future.join(List.of(bus.answer(Audit.RECORD, this::record), bus.answer(Audit.LIST, this::find)));
    }

    /** Answers when the entry is in the buffer: a kill may lose the last {@link #INTERVAL} of these. Any thread. */
    public Done record(Audit.Entry entry) {
        if (buffer.add(entry)) {
            context.runOnContext(full -> flush());
        }
        return Done.DONE;
    }

    /** All that is left, when nothing comes any more. */
    public void drain() {
        buffer.drain();
    }

    /** With what was recorded a moment ago. */
    private Audit.Events find(Audit.Find request) {
        write(buffer::drain);
        return audit.find(request);
    }

    private void flush() {
        write(buffer::flush);
    }

    private void write(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            buffer.failed(e);
        }
    }
}
