package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit trail of files. */
final class AuditRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(AuditRecorder.class);

    private final Bus bus;

    AuditRecorder(Bus bus) {
        this.bus = bus;
    }

    /** Nobody waits for the trail: what was done is done when it can't be written, and the log says so. */
    void record(Actor actor, String action, Files.Location location, String more) {
        Audit.Entry entry = new Audit.Entry(actor, action, location.alias() + ":" + location.path(),
                "in the folders of " + location.username() + more);
        bus.request(Audit.RECORD, entry)
                .onFailure(e -> LOG.warn("{} of {} was not recorded: {}", action, entry.target(), e.getMessage()));
    }
}
