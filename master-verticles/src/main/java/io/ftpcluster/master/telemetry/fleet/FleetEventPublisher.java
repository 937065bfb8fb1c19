package io.ftpcluster.master.telemetry.fleet;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Telemetry.FindLinks;
import io.ftpcluster.messages.Telemetry.FleetEvents;
import io.ftpcluster.messages.Telemetry.Linked;
import io.ftpcluster.messages.Telemetry.Links;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.Report;
import io.ftpcluster.messages.Telemetry.Snapshot;
import io.ftpcluster.messages.Telemetry.Unlinked;
import io.ftpcluster.messages.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/** What this node hears from its agents, for the other nodes: some times a second, and all of it for who asks. */
public final class FleetEventPublisher {

    /** Between two {@link #send}s. So much is lost of what a node heard when it is killed. */
    public static final Duration EACH = Duration.ofMillis(200);
    /** After so many without anything, an empty message is sent all the same, so that who missed the last one notices. */
    private static final int SILENT = 10;
    /** Of one kind in one message: some 200 KB. */
    private static final int MOST = 500;
    /** In one answer. */
    private static final int PAGE = 500;

    private final Bus bus;
    private final Fleet fleet;
    private final NodeRef self;
    private final LongSupplier storedTo;
    private final List<Linked> linked = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private final List<Unlinked> unlinked = new ArrayList<>();
    private final List<Probed> probed = new ArrayList<>();
    private long sequence;
    private int silent;

    /** @param storedTo as in {@link FleetEvents} */
    public FleetEventPublisher(Bus bus, Fleet fleet, NodeRef self, LongSupplier storedTo) {
        this.bus = bus;
        this.fleet = fleet;
        this.self = self;
        this.storedTo = storedTo;
    }

    public void add(Linked link) {
        add(linked, link);
    }

    public void add(Report report) {
        add(reports, report);
    }

    public void add(Unlinked link) {
        add(unlinked, link);
    }

    public void add(Probed outcome) {
        add(probed, outcome);
    }

    private <T> void add(List<T> events, T event) {
        events.add(event);
        if (events.size() >= MOST) {
            sendNow();
        }
    }

    public void send() {
        boolean something = !linked.isEmpty() || !reports.isEmpty() || !unlinked.isEmpty() || !probed.isEmpty();
        if (something || ++silent >= SILENT) {
            sendNow();
        }
    }

    private void sendNow() {
        silent = 0;
        bus.publish(Telemetry.FLEET_EVENTS,
                new FleetEvents(self.id(), ++sequence, linked, reports, unlinked, storedTo.getAsLong(), probed));
        linked.clear();
        reports.clear();
        unlinked.clear();
        probed.clear();
    }

    /** With what isn't sent yet: that is said again then, which changes nothing. */
    public Links find(FindLinks asked) {
        List<Snapshot> heard = fleet.all()
                .stream()
                .filter(monitor -> asked.after() == null || monitor.id().compareTo(asked.after()) > 0)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .map(ServerMonitor::heardHere)
                .filter(Objects::nonNull)
                .limit(PAGE + 1L)
                .toList();
        boolean more = heard.size() > PAGE;
        return new Links(sequence, more ? heard.subList(0, PAGE) : heard, more);
    }
}
