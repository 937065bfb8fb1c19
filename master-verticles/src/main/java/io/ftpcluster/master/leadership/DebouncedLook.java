package io.ftpcluster.master.leadership;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is to be done a moment after an event, once for all events of that moment. A look in vain is no failure: work that has a
 * lease looks periodically as well. For one context.
 */
public final class DebouncedLook {

    private static final Logger LOG = LoggerFactory.getLogger(DebouncedLook.class);
    private static final Duration MOMENT = Duration.ofMillis(200);

    private final Vertx vertx;
    private final Supplier<Future<?>> look;
    private boolean due;

    public DebouncedLook(Vertx vertx, Supplier<Future<?>> look) {
        this.vertx = vertx;
        this.look = look;
    }

    public void request() {
        if (!due) {
            due = true;
            vertx.setTimer(MOMENT.toMillis(), timer -> {
                due = false;
                look.get().onFailure(cause -> LOG.debug("Looked for in vain; looked for again in a moment", cause));
            });
        }
    }
}
