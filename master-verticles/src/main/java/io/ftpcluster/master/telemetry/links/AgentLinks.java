package io.ftpcluster.master.telemetry.links;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.master.telemetry.links.RejectionLog.Reason;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.text.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents' links that this node holds, at most one for each server. Thread-safe: each link has its own event loop. */
public final class AgentLinks {

    private static final Logger LOG = LoggerFactory.getLogger(AgentLinks.class);
    private static final Duration REVOKED_REMEMBERED = Duration.ofMinutes(1);
    private static final int MAX_REVOKED_REMEMBERED = 10_000;
    private static final Duration LOST_LOGGED_EACH = Duration.ofMinutes(1);
    /** Later than this, it is we who were away: suspended, or busy with something else. */
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final long ENDING_STEP_MILLIS = 10;
    private static final int ENDED_EACH_STEP = 10;

    /** When thousands come back at once, those that would wait longer than they are willing to are better told now. */
    private static final int MOST_LOOKUPS = 1024;

    private final AtomicInteger lookups = new AtomicInteger();
    private final Vertx vertx;
    private final Bus bus;
    private final LinkSettings settings;
    private final Clock clock;
    private final LongSupplier nanoTime = System::nanoTime;
    private final RejectionLog refusals;
    private final TelemetryPosts posts;
    private final Set<AgentLink> all = ConcurrentHashMap.newKeySet();
    private final Map<String, AgentLink> byServer = new ConcurrentHashMap<>();
    /** Tokens that were looked up before may belong to links that aren't here yet. By server, in nanoseconds. */
    private final Cache<String, Long> revokedAt = Caffeine.newBuilder()
            .maximumSize(MAX_REVOKED_REMEMBERED)
            .expireAfterWrite(REVOKED_REMEMBERED)
            .build();
    private final Intervals intervals;
    private final Counter lost;
    private final LogThrottle lostLog = new LogThrottle(LOST_LOGGED_EACH, nanoTime);
    private final AtomicLong lastOrder = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile long lookedAt = nanoTime.getAsLong();

    /**
     * @param metrics gets the counters; one of these per registry
     * @param clock UTC
     */
    public AgentLinks(Vertx vertx, Bus bus, LinkSettings settings, MeterRegistry metrics, Clock clock) {
        this.vertx = vertx;
        this.bus = bus;
        this.settings = settings;
        this.clock = clock;
        this.refusals = new RejectionLog(metrics);
        this.posts = new TelemetryPosts(bus, refusals, clock);
        this.intervals = new Intervals(bus, all, nanoTime);
        this.lost = Counter.builder("ftpcluster.agent.lost")
                .description("What agents sent and telemetry could not take.")
                .register(metrics);
        Gauge.builder("ftpcluster.agent.links", byServer, Map::size)
                .strongReference(true)
                .description("Agents that are linked to this node.")
                .register(metrics);
    }

    LinkSettings settings() {
        return settings;
    }

    RejectionLog refusals() {
        return refusals;
    }

    long now() {
        return clock.millis();
    }

    public Future<Agents.Visitor> verify(Agents.VerifyToken request) {
        if (request.token() == null) {
            return Future.failedFuture(refused(Reason.NO_TOKEN, request, "A server's token is needed."));
        }
        if (!BearerToken.AGENT.isShapedLikeOne(request.token())) {
            return Future.failedFuture(refused(Reason.WRONG_TOKEN, request, "This is no server's token."));
        }
        if (lookups.incrementAndGet() > MOST_LOOKUPS) {
            lookups.decrementAndGet();
            return Future.failedFuture(
                    Failure.of(FailureCode.UNAVAILABLE, "Too many agents come at once. Try again soon.").exception());
        }
        long askedAt = nanoTime.getAsLong();
        return bus.request(Agents.FIND_TOKEN, new Agents.FindToken(BearerToken.hash(request.token())))
                .recover(cause -> Future.failedFuture(isUnknown(cause)
                        ? refused(Reason.WRONG_TOKEN, request, "This is no server's token.")
                        : cause)).<Agents
                                .Visitor>map(owner -> new KnownAgent(this, posts, owner, askedAt))
                .onComplete(found -> lookups.decrementAndGet());
    }

    private static boolean isUnknown(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() == FailureCode.UNAUTHENTICATED;
    }

    private FailureException refused(Reason reason, Agents.VerifyToken request, String detail) {
        refusals.add(reason, request.remoteAddress(), detail);
        return Failure.of(FailureCode.UNAUTHENTICATED, detail).exception();
    }

    void checkThatLinksAreTaken() {
        if (stopping.get()) {
            throw Failure.of(FailureCode.UNAVAILABLE, "This node is stopping.").retryAfter(1).exception();
        }
    }

    void link(ServerWebSocket taken, Agents.TokenOwner owner, long askedAt) {
        AgentSocket socket = new AgentSocket(taken, nanoTime);
        AgentLink link = new AgentLink(this, bus, owner, socket);
        socket.carry(link, this::endAllWithinDrain);
        all.add(link);
        Long revoked = revokedAt.getIfPresent(owner.serverId());
        if (revoked != null && revoked - askedAt > 0) {
            endRevoked(link);
        } else if (stopping.get()) {
            endStopping(link);
        }
        intervals.check(link, askedAt);
    }

    public Intervals intervals() {
        return intervals;
    }

    /** Higher than that of any link that this node has heard of. */
    long nextOrder() {
        return lastOrder.updateAndGet(last -> Math.max(last + 1, clock.millis()));
    }

    /** It has said hello: from now on it is found. */
    void linked(AgentLink link) {
        String server = link.owner().serverId();
        AgentLink newest = byServer.compute(server,
                (id, other) -> other == null || other.isOlderThan(link.claim()) ? replaced(other, link) : other);
        if (newest != link) {
            endReplaced(link);
            return;
        }
        bus.publish(Agents.TAKEN_OVER, link.claim());
    }

    public Agents.HeldLink find(Agents.FindLink request) {
        AgentLink link = byServer.get(request.serverId());
        return link == null
                ? new Agents.HeldLink(null, 0)
                : new Agents.HeldLink(link.claim().linkId(), link.claim().order());
    }

    public Future<Agents.Answer> ask(Agents.AskLink asked) {
        AgentLink link = byServer.get(asked.request().serverId());
        return link == null || !link.claim().linkId().equals(asked.linkId())
                ? Future.failedFuture(moved())
                : link.ask(asked);
    }

    /** The agent was asked nothing. */
    static FailureException moved() {
        return Failure.of(FailureCode.NOT_FOUND, "This link is not here any more.").exception();
    }

    void ended(AgentLink link) {
        all.remove(link);
        byServer.remove(link.owner().serverId(), link);
    }

    /** Telemetry did not take something, which is not the agent's fault. */
    void lost(Throwable cause) {
        lost.increment();
        lostLog.admit("lost")
                .ifPresent(skipped -> LOG.warn(
                        "Telemetry does not take what agents send; more of the same is only counted for a minute{}",
                        skipped, cause));
    }

    public void takenOver(Agents.TakenOver event) {
        lastOrder.accumulateAndGet(event.order(), Math::max);
        AgentLink link = byServer.get(event.serverId());
        if (link != null && link.isOlderThan(event)) {
            endReplaced(link);
        }
    }

    private static AgentLink replaced(AgentLink older, AgentLink newer) {
        if (older != null) {
            endReplaced(older);
        }
        return newer;
    }

    private static void endReplaced(AgentLink link) {
        link.end(Close.REPLACED, "a newer link of this server has taken over");
    }

    public void revoked(Agents.Revoked event) {
        revokedAt.put(event.serverId(), nanoTime.getAsLong());
        for (AgentLink link : all) {
            if (link.owner().serverId().equals(event.serverId())) {
                endRevoked(link);
            }
        }
    }

    private static void endRevoked(AgentLink link) {
        link.end(Close.TOKEN_REVOKED, "the token was replaced, or the server deleted");
    }

    private static void endStopping(AgentLink link) {
        link.end(Close.GOING_AWAY, "this node stops");
    }

    /** To be called about once a second: one look at all links is cheaper than timers for each. */
    public void keepAlive() {
        long now = nanoTime.getAsLong();
        boolean late = now - lookedAt > LATE.toNanos();
        lookedAt = now;
        all.forEach(late ? AgentLink::excuse : AgentLink::keepAlive);
    }

    void endAllWithinDrain() {
        endAllWithin(settings.drain());
    }

    /** Spread over most of this time, so that not all agents come back to the other nodes at once; few go at once. */
    public void endAllWithin(Duration time) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        Queue<AgentLink> left = new ArrayDeque<>(all);
        long steps = Math.max(1, time.toMillis() * 4 / 5 / ENDING_STEP_MILLIS);
        long eachStep = Math.max(ENDED_EACH_STEP, Math.ceilDiv(left.size(), steps));
        endSome(left, eachStep);
        vertx.setPeriodic(ENDING_STEP_MILLIS, timer -> {
            endSome(left, eachStep);
            if (left.isEmpty()) {
                vertx.cancelTimer(timer);
            }
        });
    }

    private static void endSome(Queue<AgentLink> left, long count) {
        for (long i = 0; i < count && !left.isEmpty(); i++) {
            endStopping(left.remove());
        }
    }

    /** All that are still there, at once. */
    public void endAll() {
        stopping.set(true);
        all.forEach(AgentLinks::endStopping);
    }
}
