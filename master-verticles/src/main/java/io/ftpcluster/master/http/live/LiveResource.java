package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Auth.Principal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** {@code /live}: what changes in the fleet, as server-sent events, for as long as the caller's session lasts. */
public final class LiveResource implements Resource {

    private static final Duration BEAT = Duration.ofSeconds(15);
    /** After which a stream by Basic has to show its password again. */
    private static final Duration WITHOUT_SESSION = Duration.ofMinutes(5);
    /** So that not all come back at the same moment when a node restarts. */
    private static final int MIN_RETRY_MILLIS = 1_000;
    private static final int MAX_RETRY_MILLIS = 3_000;
    private static final Buffer SESSION_OVER = Buffer.buffer("event: bye\ndata: {\"reason\":\"session\"}\n\n");
    private static final Buffer COME_AGAIN = Buffer.buffer("event: bye\ndata: {\"reason\":\"again\"}\n\n");

    private final LiveFleet live;
    private final VisibleFleet fleet;
    private final StreamAccess access;
    private final InstantSource clock;
    private final String node;
    private final Duration beat;
    private final StreamPermits permits;

    /** @param node its name, which open pages show */
    public LiveResource(Bus bus, VisibleFleet fleet, LiveFleet live, MeterRegistry metrics, InstantSource clock,
            String node) {
        this(bus, fleet, live, metrics, clock, node, BEAT, Config.Limits.DEFAULT.livePerUser());
    }

    /** @param perUser how many streams one account may have open on this node */
    public LiveResource(Bus bus, VisibleFleet fleet, LiveFleet live, MeterRegistry metrics, InstantSource clock,
            String node, int perUser) {
        this(bus, fleet, live, metrics, clock, node, BEAT, perUser);
    }

    /** @param beat how often a stream that is quiet says something, and it is checked who listens */
    LiveResource(Bus bus, VisibleFleet fleet, LiveFleet live, MeterRegistry metrics, InstantSource clock, String node,
            Duration beat, int perUser) {
        this.live = live;
        this.fleet = fleet;
        this.access = new StreamAccess(bus, fleet);
        this.clock = clock;
        this.node = node;
        this.beat = beat;
        this.permits = new StreamPermits(perUser);
        Gauge.builder("ftpcluster.live.streams", permits, StreamPermits::taken)
                .strongReference(true)
                .description("Open streams of live updates.")
                .register(metrics);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("live", this::live);
    }

    private void live(RoutingContext context) {
        if (live.isOver()) {
            // A balancer then asks another node, and a page comes back to one.
            throw Failure.of(FailureCode.UNAVAILABLE, "This node is stopping.").retryAfter(1).exception();
        }
        Principal principal = Caller.of(context).principal();
        Replies.when(context, fleet.audienceOf(principal.user()), visibility -> {
            if (context.request().method().equals(HttpMethod.HEAD)) {
                head(context.response()).end();
            } else if (!context.response().closed()) {
                begin(context, principal, visibility);
            }
        });
    }

    private static HttpServerResponse head(HttpServerResponse response) {
        // A proxy that collects before it passes on would make it anything but live.
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader("X-Accel-Buffering", "no");
    }

    private void begin(RoutingContext context, Principal principal, Visibility visibility) {
        String user = principal.user().id();
        permits.take(user);
        HttpServerResponse response = head(context.response()).setChunked(true);
        LiveStream stream = new LiveStream(context.vertx().getOrCreateContext(), response, live::tellAgain);
        long retry = ThreadLocalRandom.current().nextLong(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS);
        JsonObject hello = new JsonObject().put("now", clock.instant().toString()).put("node", node);
        response.write("retry: " + retry + "\nevent: hello\ndata: " + hello.encode() + "\n\n");
        long began = System.nanoTime();
        long timer = context.vertx().setPeriodic(beat.toMillis(), id -> {
            stream.beat();
            check(stream, principal, Duration.ofNanos(System.nanoTime() - began));
        });
        response.exceptionHandler(broken -> stream.gone())
                .endHandler(ended -> stream.gone())
                .closeHandler(closed -> stream.gone());
        context.addEndHandler(over -> {
            context.vertx().cancelTimer(timer);
            stream.gone();
            live.leave(stream);
            permits.giveBack(user);
        });
        live.join(stream, visibility);
    }

    private void check(LiveStream stream, Principal principal, Duration age) {
        if (principal.method().sessionId().isEmpty() && age.compareTo(WITHOUT_SESSION) > 0) {
            stream.end(COME_AGAIN);
            return;
        }
        // What can't be told now will be at the next beat.
        access.look(principal).onSuccess(found -> goOn(stream, found));
    }

    private void goOn(LiveStream stream, Optional<Visibility> visibility) {
        if (visibility.isEmpty()) {
            stream.end(SESSION_OVER);
        } else {
            live.move(stream, visibility.get());
        }
    }
}
