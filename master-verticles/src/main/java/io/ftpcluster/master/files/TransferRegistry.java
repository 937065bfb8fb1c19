package io.ftpcluster.master.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Transfers.Transfer;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.messages.Users;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The transfers under way on this node: limits them, knows how far each is, and can end one. What is in here leaves when
 * its stream says that it is over; the limits bound how much that can be. Thread-safe.
 */
public final class TransferRegistry {

    /** What was opened and is neither used nor closed has been forgotten: longer than any wait that may come before. */
    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(15);
    /** An upload that was ended first removes its remains; longer than this nobody waits to see it. */
    private static final long END_SECONDS = 2;

    private final Node node;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final TransferCounters counters;
    private final RemoteCounts elsewhere = new RemoteCounts();
    private final TransferLimits limits;
    private final AtomicLong number = new AtomicLong();
    private final Map<String, LiveTransfer> live = new ConcurrentHashMap<>();
    /** Permits that nothing moves through yet, and since when they are taken. */
    private final Map<TransferPermit, Long> waiting = new ConcurrentHashMap<>();

    /**
     * @param node this one
     * @param meters gets the counters; one of these per registry
     */
    public TransferRegistry(Config.Transfers config, Node node, MeterRegistry meters) {
        this(config, node, meters, InstantSource.system(), System::nanoTime);
    }

    TransferRegistry(Config.Transfers config, Node node, MeterRegistry meters, InstantSource clock,
            LongSupplier nanoTime) {
        this.node = node;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.counters = new TransferCounters(meters);
        this.limits = new TransferLimits(config, elsewhere, counters::refused);
    }

    /**
     * Opens something when the limits leave room for it: THROTTLED when the user has too many transfers, UNAVAILABLE
     * when the server has. The permit goes back when the opening fails; else whoever opened must begin or close it.
     */
    <T> T within(Actor actor, Permission permission, Function<TransferPermit, T> opening) {
        TransferPermit permit = limits.enter(actor, permission);
        waiting.put(permit, nanoTime.getAsLong());
        boolean opened = false;
        try {
            T result = opening.apply(permit);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                leave(permit);
            }
        }
    }

    /** For what was opened and won't move. */
    void leave(TransferPermit permit) {
        waiting.remove(permit);
        permit.close();
    }

    /** From now on it is listed, until its stream is over. */
    void begin(TransferPermit permit, LiveTransfer.Description facts, FileStreams.Moving stream) {
        LiveTransfer transfer = new LiveTransfer(Transfers.id(node.id(), number.incrementAndGet()), facts, stream,
                clock.instant(), nanoTime.getAsLong());
        waiting.remove(permit);
        live.put(transfer.id(), transfer);
        counters.began(facts.direction());
        stream.over().onSuccess(how -> {
            // Counted first: who sees that it is over finds it in the counters.
            counters.moved(facts.direction(), transfer.moreBytes());
            counters.ended(facts.direction(), how);
            live.remove(transfer.id());
            permit.close();
        });
    }

    /** To be called once a second. */
    void sample() {
        long now = nanoTime.getAsLong();
        for (LiveTransfer transfer : live.values()) {
            transfer.sample(now);
            counters.moved(transfer.facts().direction(), transfer.moreBytes());
        }
        waiting.forEach((permit, since) -> {
            if (now - since > FORGOTTEN_NANOS) {
                leave(permit);
            }
        });
    }

    /**
     * Oldest first.
     *
     * @param userId whose, or null for everyone's
     */
    List<Transfer> list(String userId) {
        long now = nanoTime.getAsLong();
        return live.values()
                .stream()
                .filter(transfer -> userId == null || userId.equals(transfer.facts().actor().userId()))
                .map(transfer -> transfer.view(now, node.name()))
                .sorted(Comparator.comparing(Transfer::startedAt).thenComparing(Transfer::id))
                .toList();
    }

    /** Its last state, once it is over or after {@value #END_SECONDS} seconds; NOT_FOUND when it was over already. */
    Future<Transfer> end(Actor actor, String id) {
        LiveTransfer transfer = live.get(id);
        boolean own = transfer != null && Objects.equals(transfer.facts().actor().userId(), actor.userId());
        // Nobody learns here what others move.
        if (transfer == null || !(own || actor.role() == Users.Role.ADMIN)) {
            throw Failure.notFound("This transfer is over.").exception();
        }
        String who = own ? "Its own user" : "An administrator";
        transfer.stream().breakOff(Failure.forbidden(who + " has ended this transfer.").exception());
        return transfer.stream()
                .over()
                .timeout(END_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty()
                .map(over -> transfer.view(nanoTime.getAsLong(), node.name()));
    }

    Node node() {
        return node;
    }

    TransferLimits limits() {
        return limits;
    }

    RemoteCounts elsewhere() {
        return elsewhere;
    }

    /** Whether nothing moves and no permit is taken. */
    boolean isIdle() {
        return live.isEmpty() && waiting.isEmpty() && limits.isEmpty();
    }
}
