package io.ftpcluster.master.accounts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Accounts.FindServers;
import io.ftpcluster.messages.Accounts.State;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.text.LogThrottle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has agents make accounts as they should be, wherever their links are; on one node at a time. A server is looked at when
 * something was changed, when its agent has linked, and now and then. One instance, on virtual threads; needs persistence,
 * the agents' links and files.
 */
public final class AccountVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(AccountVerticle.class);
    private static final Set<State> UNSETTLED = Set.of(State.MAKING, State.WAITING, State.FAILED);
    private static final Duration STOPPING = Duration.ofSeconds(5);
    /** Accounts that are made or changed while old passwords are replaced. */
    private static final int ROTATED_AT_ONCE = 16;

    private final Bus bus;
    private final Leadership leadership;
    private final Times times;
    private final LongSupplier nanoTime;
    private final LogThrottle failures = LogThrottle.untilOver();
    private LeaderScope scope;
    private Reconciler reconciler;
    private ReconcileQueue queue;
    /** Null while another node does it. */
    private Leadership term;
    /** Servers with accounts, and when each is compared next, in nanoseconds; empty while another node does it. */
    private final Map<String, Long> next = new HashMap<>();

    /**
     * @param look how often what no event told is looked for
     * @param compare how often each server is compared
     * @param retry after a failure; the next ones wait ever longer, as long as a comparison
     * @param rotation as above
     */
    record Times(Duration look, Duration compare, Duration retry, Duration rotation) {}

    /**
     * @param leadership of the lease for accounts
     * @param rotation the age at which passwords are replaced; zero: never
     */
    public AccountVerticle(Bus bus, Leadership leadership, Duration rotation) {
        this(bus, leadership,
                new Times(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(5), rotation),
                System::nanoTime);
    }

    AccountVerticle(Bus bus, Leadership leadership, Times times, LongSupplier nanoTime) {
        this.bus = bus;
        this.leadership = leadership;
        this.times = times;
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<?> start() {
        reconciler = new Reconciler(bus);
        queue = new ReconcileQueue(ReconcileQueue.Turns.of(vertx), this::reconcile, times.retry(), times.compare());
        scope = new LeaderScope(vertx, leadership).with("Making accounts", new Work())
                .every(times.look(), "Looking for accounts to make", now -> look());
        if (times.rotation().isPositive()) {
            scope.every(times.look(), "Replacing old passwords of accounts", now -> rotate());
        }
        return Future.join(bus.listen(Accounts.CHANGED, this::changed).begun(),
                bus.listen(Agents.TAKEN_OVER, this::linked).begun(), scope.start());
    }

    @Override
    public Future<?> stop() {
        return scope.stop(STOPPING);
    }

    /** Whether this node does it now. */
    boolean isLeading() {
        return scope.isHeld();
    }

    /** Begins with what the node before may have left. */
    private final class Work implements LeaderWork {
        @Override
        public Future<?> begin(Leadership begun) {
            term = begun;
            return servers(UNSETTLED).onSuccess(ids -> {
                if (begun.isHeld()) {
                    ids.forEach(AccountVerticle.this::lookAt);
                }
            });
        }

        @Override
        public void end() {
            term = null;
            queue.clear();
            next.clear();
        }
    }

    private void changed(Accounts.Changed event) {
        if (!scope.isHeld()) {
            return;
        }
        if (event.serverId() == null) {
            look().onFailure(cause -> LOG.debug("Looked for in vain; looked for again in a moment", cause));
        } else {
            lookAt(event.serverId());
        }
    }

    /** Agents come in thousands; most have nothing to do. */
    private void linked(Agents.TakenOver event) {
        if (scope.isHeld() && next.containsKey(event.serverId())) {
            lookAt(event.serverId());
        }
    }

    private void lookAt(String server) {
        next.put(server, nanoTime.getAsLong() + times.compare().toNanos());
        queue.add(server);
    }

    /** What should be and no event told of, and what is to be compared by now. */
    private Future<?> look() {
        return Future.all(servers(FindServers.ALL), servers(Set.of(State.MAKING))).onSuccess(found -> {
            if (!scope.isHeld()) {
                return;
            }
            List<String> all = found.resultAt(0);
            List<String> changed = found.resultAt(1);
            next.keySet().retainAll(Set.copyOf(all));
            long now = nanoTime.getAsLong();
            all.forEach(server -> next.computeIfAbsent(server, unknown -> now + spread(server)));
            changed.stream().filter(server -> !queue.has(server)).forEach(this::lookAt);
            all.stream().filter(server -> next.get(server) - now <= 0).forEach(this::lookAt);
        });
    }

    /** Each as if an admin had asked for it. */
    private Future<?> rotate() {
        return bus.request(Accounts.AGED, new Accounts.FindAged(times.rotation().toMillis(), ROTATED_AT_ONCE))
                .compose(found -> Future
                        .join(found.accounts().stream().filter(account -> scope.isHeld()).map(this::rotate).toList()));
    }

    private Future<?> rotate(Accounts.Aged account) {
        return bus.request(Accounts.ROTATE, new Accounts.Rotate(Actor.SYSTEM, account.serverId(), account.name()));
    }

    /** So that a new leader doesn't compare all at once. */
    private long spread(String server) {
        return Math.floorMod(server.hashCode() * 0x9E3779B97F4A7C15L, times.compare().toNanos());
    }

    private Future<List<String>> servers(Set<State> states) {
        return bus.request(Accounts.SERVERS, new FindServers(states)).map(Accounts.ServersWithAccounts::ids);
    }

    private Reconciler.End reconcile(String server) {
        Leadership now = term;
        if (now == null) {
            return Reconciler.End.SETTLED;
        }
        try {
            Reconciler.End end = reconciler.run(server, now);
            failures.over(server);
            return end;
        } catch (Exception e) { // Await throws whatever the future failed with, checked or not.
            if (now.isHeld() && !isAway(e)) {
                failures.admit(server)
                        .ifPresent(first -> LOG.error(
                                "The accounts of server {} could not be reconciled; tried again" + " until it succeeds",
                                server, e));
            }
            return Reconciler.End.AGAIN;
        }
    }

    /** Whoever is asked can't answer now, which they say themselves, or another node does it. */
    private static boolean isAway(Exception e) {
        return e instanceof FailureException known && (known.failure().code() == FailureCode.UNAVAILABLE
                || known.failure().code() == FailureCode.SUPERSEDED);
    }
}
