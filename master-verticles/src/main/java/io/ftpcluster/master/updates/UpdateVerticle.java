package io.ftpcluster.master.updates;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.frames.AgentVersion;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.LeaderWork;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.State;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the portal's version of the agent to all servers, on one node at a time. Versions only go up by themselves: of two nodes
 * with different ones the newer wins, whichever has the lease. One instance, on virtual threads; needs persistence, telemetry
 * and the agents' links.
 */
public final class UpdateVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(UpdateVerticle.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** While nothing is to be done, only each fifth look is one. */
    private static final int IDLE = 5;
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final Bus bus;
    private final Leadership leadership;
    private final Settings settings;
    private final UpdateRequests requests;
    private LeaderScope scope;
    /** When agents have linked, since this node has the lease. */
    private final Map<String, Instant> linkedAt = new HashMap<>();
    private boolean idle;
    private int looks;
    /** Servers that are being asked now. */
    private final Set<String> asking = new HashSet<>();

    /**
     * @param automatic whether rollouts begin by themselves
     * @param release the agent that this node has; empty: none
     * @param signer signs with the portal's key
     */
    public record Settings(boolean automatic, RolloutPlan.Times times, Duration look,
            Supplier<Optional<Release>> release, UnaryOperator<byte[]> signer, Clock clock) {

        /** @param settle how long the servers of a ring must have had the new version before the next ring begins */
        public static Settings of(boolean automatic, Duration settle, Supplier<Optional<Release>> release,
                UnaryOperator<byte[]> signer) {
            return new Settings(automatic, RolloutPlan.Times.standard(settle), LOOK, release, signer,
                    Clock.systemUTC());
        }
    }

    /** @param leadership of the lease for updates */
    public UpdateVerticle(Bus bus, Leadership leadership, Settings settings) {
        this.bus = bus;
        this.leadership = leadership;
        this.settings = settings;
        this.requests = new UpdateRequests(bus, settings.signer(), settings.clock());
    }

    @Override
    public Future<?> start() {
        scope = new LeaderScope(vertx, leadership).with("Updating agents", new Work())
                .every(settings.look(), "Looking for agents to update", this::look);
        return Future.join(
                List.of(bus.listen(Agents.TAKEN_OVER, this::linked).begun(), bus.answer(Rollouts.START, this::begin),
                        bus.answer(Rollouts.FIND_ARCHIVE, this::findArchive), scope.start()));
    }

    @Override
    public Future<?> stop() {
        return scope.stop(STOPPING);
    }

    /** Whether this node does it now. */
    boolean isLeading() {
        return scope.isHeld();
    }

    /** What another node has begun is found in the database. */
    private final class Work implements LeaderWork {
        @Override
        public Future<?> begin(Leadership begun) {
            return Future.succeededFuture();
        }

        @Override
        public void end() {
            linkedAt.clear();
            requests.forget();
        }
    }

    private void linked(Agents.TakenOver event) {
        if (scope.isHeld()) {
            linkedAt.put(event.serverId(), settings.clock().instant());
        }
    }

    private Release release() {
        return settings.release()
                .get()
                .orElseThrow(() -> Failure.notFound("This portal has no agent for servers: its build is incomplete.")
                        .exception());
    }

    private Provisioning.Archive findArchive(Rollouts.FindArchive request) {
        Release own = release();
        if (!own.sha256().equals(request.sha256())) {
            throw Failure.notFound("This node has another version of the agent.").exception();
        }
        return new Provisioning.Archive(own.archive().getFileName().toString(), own.archive(), false);
    }

    private Rollout begin(Rollouts.Start request) {
        Release own = release();
        idle = false;
        return bus
                .request(Rollouts.INSERT,
                        new Rollouts.Insert(request.actor(), own.version(), own.sha256(), own.size(), request.force(),
                                request.serverRefs()))
                .await();
    }

    /** One look at a time, on this verticle's context. */
    private Future<?> look(Leadership term) {
        looks++;
        if (idle && looks % IDLE != 0) {
            return Future.succeededFuture();
        }
        try {
            step(term);
            return Future.succeededFuture();
        } catch (Exception e) { // Await throws whatever the future failed with, checked or not.
            return Future.failedFuture(e);
        }
    }

    private void step(Leadership term) {
        List<Rollout> known = bus.request(Rollouts.LIST, new Rollouts.FindAll(Rollouts.FindAll.MAX)).await().rollouts();
        Optional<Release> own = settings.automatic() ? settings.release().get() : Optional.empty();
        boolean active = known.stream().anyMatch(one -> one.state() == State.RUNNING || one.counts().underWay() > 0);
        idle = !active;
        if (idle && own.isEmpty()) {
            return;
        }
        Map<String, ServerAgent> agents = agents();
        for (Rollout one : known) {
            if (one.state() == State.RUNNING || one.counts().underWay() > 0) {
                advance(one, agents, own, term);
            }
        }
        if (idle) {
            own.ifPresent(release -> beginByItself(release, known, agents, term));
        }
    }

    private Map<String, ServerAgent> agents() {
        Map<String, ServerAgent> agents = new HashMap<>();
        bus.request(Telemetry.STATES, new Telemetry.FindStates(null))
                .await()
                .states()
                .stream()
                .map(ServerAgent::of)
                .forEach(agent -> agents.put(agent.serverId(), agent));
        linkedAt.keySet().retainAll(agents.keySet());
        return agents;
    }

    private void advance(Rollout listed, Map<String, ServerAgent> agents, Optional<Release> own, Leadership term) {
        Rollout rollout = bus.request(Rollouts.FIND, new Rollouts.Find(listed.id())).await();
        boolean outdated = rollout.state() == State.RUNNING && !rollout.chosen()
                && own.filter(release -> AgentVersion.isNewer(release.version(), rollout.version())).isPresent();
        if (outdated) {
            store(rollout, new RolloutPlan.Step(State.CANCELLED, rollout.ring(),
                    "The portal has version " + own.orElseThrow().version() + " by now.", List.of()), term);
            return;
        }
        RolloutPlan plan = new RolloutPlan(rollout, agents, linkedAt, settings.times(), settings.clock().instant());
        RolloutPlan.Step step = plan.next();
        Rollout now = plan.changes(step) ? store(rollout, step, term) : rollout;
        now.members()
                .stream()
                .filter(member -> member.state() == MemberState.UPDATING)
                .filter(member -> Optional.ofNullable(agents.get(member.serverId()))
                        .filter(ServerAgent::linked)
                        .isPresent())
                .forEach(member -> ask(now, member, term));
    }

    private Rollout store(Rollout rollout, RolloutPlan.Step step, Leadership term) {
        if (step.state() != rollout.state()) {
            LOG.info("The update of agents to version {}: {}. {}", rollout.version(), Labels.of(step.state()),
                    step.detail());
        }
        return term.write(token -> bus.request(Rollouts.STORE,
                new Rollouts.Store(rollout.id(), step.state(), step.ring(), step.detail(), step.members(), token)))
                .await();
    }

    /** Once at a time for each server, whichever rollout it is. */
    private void ask(Rollout rollout, Member member, Leadership term) {
        if (!asking.add(member.serverId())) {
            return;
        }
        vertx.runOnContext(own -> {
            try {
                Optional<Member> moved = requests.ask(rollout, member);
                if (moved.isPresent() && term.isHeld()) {
                    Rollout now = bus.request(Rollouts.FIND, new Rollouts.Find(rollout.id())).await();
                    store(now, new RolloutPlan.Step(now.state(), now.ring(), now.detail(), List.of(moved.get())), term);
                }
            } catch (Exception e) { // As above; it is asked again.
                LOG.debug("What came of the update of {} could not be stored", member.alias(), e);
            } finally {
                asking.remove(member.serverId());
            }
        });
    }

    /** What was stopped, or cancelled, is for an admin to begin anew. */
    private void beginByItself(Release own, List<Rollout> known, Map<String, ServerAgent> agents, Leadership term) {
        if (AgentVersion.find(own.version()).isEmpty()
                || agents.values().stream().noneMatch(agent -> RolloutPlan.wants(own.version(), agent))) {
            return;
        }
        Optional<Rollout> before = known.stream()
                .filter(one -> !one.chosen() && !AgentVersion.isNewer(own.version(), one.version()))
                // One that found nothing to do says nothing of that version.
                .filter(one -> one.state() != State.SUCCEEDED || one.counts().updated() > 0)
                .findFirst();
        if (before.isEmpty()) {
            bus.request(Rollouts.INSERT,
                    new Rollouts.Insert(Actor.SYSTEM, own.version(), own.sha256(), own.size(), false, List.of()))
                    .await();
        } else if (before.get().state() == State.SUCCEEDED && before.get().sha256().equals(own.sha256())
                && hasNew(before.get(), own, agents)) {
            // A server that was away comes with an older agent: what all others have needs no first ring again.
            store(before.get(), new RolloutPlan.Step(State.RUNNING, Rollouts.LAST_RING, "", List.of()), term);
        }
    }

    /** Whether some server hasn't had its turn. */
    private boolean hasNew(Rollout before, Release own, Map<String, ServerAgent> agents) {
        Rollout full = bus.request(Rollouts.FIND, new Rollouts.Find(before.id())).await();
        Set<String> had = new HashSet<>();
        full.members().forEach(member -> had.add(member.serverId()));
        return agents.values()
                .stream()
                .anyMatch(agent -> RolloutPlan.wants(own.version(), agent) && !had.contains(agent.serverId()));
    }
}
