package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Subscription;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all open streams of this node are told. Each server is encoded once when it changes, and put together once for all
 * who see the same. While nobody looks it knows nothing and does nothing. Lives on the context that started it; the other
 * methods may be called on any thread.
 */
public final class LiveFleet {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFleet.class);
    /** What comes by topic may be lost, so all is compared now and then; sooner when there is nothing yet. */
    private static final long RELOAD_MILLIS = 30_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long ENDING_STEP_MILLIS = 50;
    private static final Buffer RESTARTING = Buffer.buffer("event: bye\ndata: {\"reason\":\"restart\"}\n\n");

    private final Bus bus;
    private final Function<State, StateJson.Encoded> encoder;
    private final Map<String, EncodedState> servers = new HashMap<>();
    private final Map<Visibility, Group> groups = new HashMap<>();
    private final Map<LiveStream, Group> groupOf = new HashMap<>();
    private Vertx vertx;
    private Context context;
    private Subscription ticks;
    private boolean loaded;
    private boolean loading;
    private volatile boolean over;

    /** Readers who see the same. */
    private static final class Group {
        private final Visibility visibility;
        private final Set<LiveStream> streams = new HashSet<>();
        /** Null when it is outdated. */
        private List<Buffer> states;

        Group(Visibility visibility) {
            this.visibility = visibility;
        }
    }

    public LiveFleet(Bus bus) {
        this(bus, StateJson::encode);
    }

    LiveFleet(Bus bus, Function<State, StateJson.Encoded> encoder) {
        this.bus = bus;
        this.encoder = encoder;
    }

    /** On the context that it shall live on, before anybody joins. */
    Future<Void> start(Vertx owner) {
        vertx = owner;
        context = vertx.getOrCreateContext();
        ticks = bus.listen(Telemetry.TICK, this::tick);
        vertx.setPeriodic(RELOAD_MILLIS, id -> load());
        return ticks.begun();
    }

    /** Nobody may join any more. */
    boolean isOver() {
        return over;
    }

    /** The same as {@link #end}, but one after the other: not all come back to the other nodes at once. */
    public void endAllWithin(Duration time) {
        context.runOnContext(here -> {
            over = true;
            Queue<LiveStream> left = new ArrayDeque<>(groupOf.keySet());
            long steps = Math.max(1, time.toMillis() * 4 / 5 / ENDING_STEP_MILLIS);
            long eachStep = Math.ceilDiv(left.size(), steps);
            vertx.setPeriodic(0, ENDING_STEP_MILLIS, timer -> {
                for (long i = 0; i < eachStep && !left.isEmpty(); i++) {
                    left.remove().end(RESTARTING);
                }
                if (left.isEmpty()) {
                    vertx.cancelTimer(timer);
                }
            });
        });
    }

    /** Ends all streams, with a word that it's worth coming back; nobody may join any more. */
    public Future<Void> end() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(here -> {
            over = true;
            List<Future<Void>> ends = groupOf.keySet().stream().map(stream -> stream.end(RESTARTING)).toList();
            groupOf.clear();
            groups.clear();
            Future.join(ends).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }

    /** The stream gets all states as soon as they are known, and then what changes. One that is here already moves. */
    void join(LiveStream stream, Visibility visibility) {
        context.runOnContext(here -> {
            if (over) {
                stream.end(RESTARTING);
                return;
            }
            remove(stream);
            Group group = groups.computeIfAbsent(visibility, Group::new);
            group.streams.add(stream);
            groupOf.put(stream, group);
            if (loaded) {
                stream.states(states(group));
            } else {
                load();
            }
        });
    }

    /** To others than those it was among, when what its reader may see has changed. */
    void move(LiveStream stream, Visibility visibility) {
        context.runOnContext(here -> {
            Group group = groupOf.get(stream);
            if (group != null && !group.visibility.equals(visibility)) {
                join(stream, visibility);
            }
        });
    }

    void leave(LiveStream stream) {
        context.runOnContext(here -> remove(stream));
    }

    /** All states once more, as they are now, for a stream that has missed something. */
    void tellAgain(LiveStream stream) {
        context.runOnContext(here -> {
            Group group = groupOf.get(stream);
            if (group != null && loaded) {
                stream.states(states(group));
            }
        });
    }

    private void remove(LiveStream stream) {
        Group group = groupOf.remove(stream);
        if (group == null) {
            return;
        }
        group.streams.remove(stream);
        if (group.streams.isEmpty()) {
            groups.remove(group.visibility);
        }
        if (groups.isEmpty()) {
            servers.clear();
            loaded = false;
        }
    }

    private List<Buffer> states(Group group) {
        if (group.states == null) {
            group.states = FleetText.statesEvent(group.visibility, servers.values());
        }
        return group.states;
    }

    private void load() {
        if (groups.isEmpty() || loading) {
            return;
        }
        loading = true;
        bus.request(Telemetry.STATES, new Telemetry.FindStates(null)).onComplete(answer -> {
            loading = false;
            if (answer.succeeded()) {
                take(answer.result().states());
            } else {
                LOG.warn("How the servers stand can't be told: {}", answer.cause().getMessage());
                vertx.setTimer(RETRY_MILLIS, id -> load());
            }
        });
    }

    private void take(List<State> all) {
        if (groups.isEmpty()) {
            return;
        }
        Set<String> gone = new HashSet<>(servers.keySet());
        all.forEach(state -> gone.remove(state.serverId()));
        boolean first = !loaded;
        loaded = true;
        Map<String, EncodedState> changed = learn(all, gone);
        if (first) {
            groups.values().forEach(group -> group.streams.forEach(stream -> stream.states(states(group))));
        } else {
            tell(changed, gone);
        }
    }

    /** What comes before all states are known is in them. */
    private void tick(Telemetry.Tick tick) {
        if (loaded) {
            tell(learn(tick.changed(), tick.gone()), tick.gone());
        }
    }

    /** Returns those that are new or different. */
    private Map<String, EncodedState> learn(List<State> states, Set<String> gone) {
        Map<String, EncodedState> changed = new LinkedHashMap<>();
        for (State state : states) {
            EncodedState before = servers.get(state.serverId());
            if (before == null || !before.state().equals(state)) {
                EncodedState now = EncodedState.of(state, before, encoder);
                servers.put(now.id(), now);
                changed.put(now.id(), now);
            }
        }
        servers.keySet().removeAll(gone);
        changed.keySet().removeAll(gone);
        return changed;
    }

    private void tell(Map<String, EncodedState> changed, Set<String> gone) {
        for (Group group : groups.values()) {
            Collection<EncodedState> seen = seen(group.visibility, changed);
            List<String> missing = gone.stream().filter(group.visibility::sees).toList();
            if (!seen.isEmpty() || !missing.isEmpty()) {
                group.states = null;
                List<Buffer> event = FleetText.tickEvent(group.visibility, seen, missing);
                group.streams.forEach(stream -> stream.tick(event));
            }
        }
    }

    private static Collection<EncodedState> seen(Visibility visibility, Map<String, EncodedState> changed) {
        if (visibility.isAdmin()) {
            return changed.values();
        }
        List<EncodedState> seen = new ArrayList<>();
        for (String id : visibility.serverIds()) {
            EncodedState server = changed.get(id);
            if (server != null) {
                seen.add(server);
            }
        }
        return seen;
    }
}
