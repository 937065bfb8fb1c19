package io.ftpcluster.master.telemetry.alerts;

import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.vertx.core.Future;

/**
 * Makes a node that begins to lead know what is raised already: it may raise nothing before. Not thread-safe: the owner of
 * the fleet owns it.
 */
public final class AlertWork implements LeaderWork {

    private final RaisedAlerts raised;
    private final AlertDesk desk;
    /** Null while this node doesn't lead. */
    private Leadership current;
    private boolean loaded;

    public AlertWork(RaisedAlerts raised, AlertDesk desk) {
        this.raised = raised;
        this.desk = desk;
    }

    @Override
    public Future<?> begin(Leadership term) {
        current = term;
        return raised.load().onSuccess(missing -> {
            // What comes too late is read again by whoever leads then.
            if (current == term) {
                loaded = true;
                missing.forEach(desk::store);
            }
        });
    }

    @Override
    public void end() {
        current = null;
        loaded = false;
    }

    /** Whether this node raises alerts now. */
    public boolean isReady() {
        return loaded && current.isHeld();
    }
}
