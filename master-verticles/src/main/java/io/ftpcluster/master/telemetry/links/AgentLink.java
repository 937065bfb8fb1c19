package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.DatalinkFrame;
import io.ftpcluster.frames.DatalinkStoredFrame;
import io.ftpcluster.frames.FailedUpdate;
import io.ftpcluster.frames.Frame;
import io.ftpcluster.frames.FrameCodec;
import io.ftpcluster.frames.FrameException;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.HistoryFrame;
import io.ftpcluster.frames.ProgressFrame;
import io.ftpcluster.frames.Protocol.Close;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.frames.SettingsFrame;
import io.ftpcluster.frames.StoredFrame;
import io.ftpcluster.frames.UpdateStatement;
import io.ftpcluster.frames.WelcomeFrame;
import io.ftpcluster.master.telemetry.links.RejectionLog.Reason;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One agent's link: first its hello, then what it measures, until one of the two ends it. Everything happens on the event
 * loop of its socket; other threads may only call {@link #end}, {@link #ask}, {@link #setInterval} and {@link #keepAlive}.
 */
final class AgentLink {

    /** The actions of agents that don't say which they know. */
    private static final Set<String> OLD_CAPABILITIES = Set.of("ping");

    /** Beside what every portal takes. */
    private static final List<String> ACCEPTS = List.of(DatalinkFrame.TYPE);

    private enum State {
        NEW,
        LINKED,
        ENDED
    }

    private final AgentLinks links;
    private final Bus bus;
    private final Agents.TokenOwner owner;
    private final AgentSocket socket;
    private final String id = UUID.randomUUID().toString();
    private final PendingRequests requests;
    private volatile State state = State.NEW;
    private AgentClock clock;
    private Set<String> capabilities = Set.of();
    private int interval;
    private boolean storing;
    private boolean storingDatalink;
    private volatile long order;

    AgentLink(AgentLinks links, Bus bus, Agents.TokenOwner owner, AgentSocket socket) {
        this.links = links;
        this.bus = bus;
        this.owner = owner;
        this.socket = socket;
        this.requests = new PendingRequests(socket);
        this.interval = links.settings().intervalSeconds(owner.telemetrySeconds());
    }

    Agents.TokenOwner owner() {
        return owner;
    }

    Agents.TakenOver claim() {
        return new Agents.TakenOver(owner.serverId(), id, order);
    }

    /** Whether the other link of the same server is the newer one. */
    boolean isOlderThan(Agents.TakenOver other) {
        return order != other.order() ? order < other.order() : id.compareTo(other.linkId()) < 0;
    }

    void take(String text) {
        if (state == State.ENDED) {
            return;
        }
        try {
            take(FrameCodec.fromAgent(text));
        } catch (FrameException e) {
            refuse(Close.BAD_FRAME, Reason.BAD_FRAME, e.getMessage());
        }
    }

    private void take(Frame.FromAgent frame) {
        if (frame instanceof HelloFrame != (state == State.NEW)) {
            throw new FrameException("the first frame, and only that, is hello");
        }
        switch (frame) {
            case HelloFrame hello -> begin(hello);
            case io.ftpcluster.frames.TelemetryFrame telemetry -> report(telemetry.sample());
            case HistoryFrame history -> handOver(history.samples());
            case AnswerFrame answer -> answered(answer);
            case ProgressFrame progress -> progressed(progress);
            case DatalinkFrame datalink -> datalink(datalink);
        }
    }

    private void begin(HelloFrame hello) {
        if (hello.protocol() != HelloFrame.PROTOCOL) {
            refuse(Close.UNKNOWN_PROTOCOL, Reason.UNKNOWN_PROTOCOL,
                    "protocol must be " + HelloFrame.PROTOCOL + ", not " + hello.protocol());
            return;
        }
        if (hello.alias() != null && !hello.alias().equalsIgnoreCase(owner.alias())) {
            refuse(Close.WRONG_SERVER, Reason.WRONG_SERVER, "the token belongs to another server");
            return;
        }
        if (hello.clock() <= 0) {
            throw new FrameException("clock must be milliseconds since 1970");
        }
        long now = links.now();
        clock = new AgentClock(hello.clock(), now);
        capabilities = hello.capabilities() == null ? OLD_CAPABILITIES : Set.copyOf(hello.capabilities());
        state = State.LINKED;
        order = links.nextOrder();
        // Before the end of the older one, so that the server never looks as if it had no link.
        tell(bus.request(Telemetry.LINKED, new Telemetry.Linked(owner.serverId(), id, facts(hello), interval, order)));
        links.linked(this);
        if (state == State.LINKED) {
            send(new WelcomeFrame(owner.alias(), links.settings().node(), now, interval, ACCEPTS));
        }
    }

    /**
     * From any thread.
     *
     * @param own the server's interval in seconds, or null for the usual one
     */
    void setInterval(Integer own) {
        socket.run(() -> {
            int wanted = links.settings().intervalSeconds(own);
            if (wanted != interval) {
                interval = wanted;
                if (state == State.LINKED) {
                    // Telemetry first, so that a slow agent isn't late before it knows.
                    tell(bus.request(Telemetry.LINKED,
                            new Telemetry.Linked(owner.serverId(), id, null, interval, order)));
                    send(new SettingsFrame(interval));
                }
            }
        });
    }

    private static Telemetry.HostInfo facts(HelloFrame hello) {
        return new Telemetry.HostInfo(hello.agentVersion(), hello.system(), hello.kernel(), hello.architecture(),
                hello.hostName(), hello.addresses(), hello.ftpDaemon(), hello.ftpVersion(), hello.datalink(),
                update(hello));
    }

    private static Telemetry.AgentUpdate update(HelloFrame hello) {
        boolean possible = hello.capabilities() != null && hello.capabilities().contains(UpdateStatement.ACTION);
        FailedUpdate failed = hello.failedUpdate();
        return possible || failed != null
                ? new Telemetry.AgentUpdate(possible, failed == null ? null : failed.version(),
                        failed == null ? null : failed.reason())
                : null;
    }

    /** Counts as of now, whatever the agent's clock says, unless it was held up on its way. */
    private void report(Sample sample) {
        long now = links.now();
        if (clock.jumped(sample.at(), now)) {
            links.refusals()
                    .add(Reason.CLOCK_JUMPED, owner.alias(), "its clock differs from what it was by more than "
                            + AgentClock.TOLERANCE / 1000 + " s; it counts as it is now");
        }
        tell(bus.request(Telemetry.REPORT,
                new Telemetry.Report(owner.serverId(), sample.measuredAt(clock.measured(sample.at(), now)))));
    }

    private void handOver(List<Sample> samples) {
        if (storing) {
            links.refusals().add(Reason.UNASKED_HISTORY, owner.alias(), "history before the last one was stored");
            return;
        }
        List<Sample> possible = clock.possible(samples, links.now());
        if (possible.size() < samples.size()) {
            links.refusals()
                    .add(Reason.IMPOSSIBLE_TIME, owner.alias(),
                            samples.size() - possible.size() + " samples are from the future, or older than a day");
        }
        long last = samples.stream().mapToLong(Sample::at).max().orElseThrow();
        if (possible.isEmpty()) {
            // Kept, they would come again and again.
            send(new StoredFrame(last));
            return;
        }
        socket.giveBack();
        storing = true;
        store(new Telemetry.HandOver(owner.serverId(), possible), last);
    }

    /** Until it is stored or the link ends: the agent keeps its samples and waits. */
    private void store(Telemetry.HandOver handOver, long last) {
        bus.request(Telemetry.HAND_OVER, handOver).onComplete(outcome -> socket.run(() -> {
            if (state == State.ENDED) {
                return;
            }
            if (outcome.succeeded()) {
                storing = false;
                send(new StoredFrame(last));
            } else if (isInvalid(outcome.cause())) {
                links.refusals().add(Reason.BAD_HISTORY, owner.alias(), outcome.cause().getMessage());
                storing = false;
                send(new StoredFrame(last));
            } else {
                links.lost(outcome.cause());
                socket.later(links.settings().storeAgain(), () -> storeAgain(handOver, last));
            }
        }));
    }

    /** Trying again would change nothing. */
    private static boolean isInvalid(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() == FailureCode.INVALID;
    }

    private void storeAgain(Telemetry.HandOver handOver, long last) {
        if (state != State.ENDED) {
            store(handOver, last);
        }
    }

    /** One at a time, as an agent waits for the answer to each. */
    private void datalink(DatalinkFrame frame) {
        if (storingDatalink) {
            links.refusals()
                    .add(Reason.UNASKED_DATALINK, owner.alias(), "more of its datalink before the last was stored");
            return;
        }
        storingDatalink = true;
        store(new Accounts.StoreDatalink(owner.serverId(), frame.changes(), frame.names()));
    }

    private void store(Accounts.StoreDatalink told) {
        bus.request(Accounts.STORE_DATALINK, told).onComplete(outcome -> socket.run(() -> {
            if (state == State.ENDED) {
                return;
            }
            if (outcome.succeeded()) {
                storingDatalink = false;
                send(new DatalinkStoredFrame(told.changes().isEmpty() ? null : told.changes().getLast().id()));
            } else {
                links.lost(outcome.cause());
                socket.later(links.settings().storeAgain(), () -> storeAgain(told));
            }
        }));
    }

    private void storeAgain(Accounts.StoreDatalink told) {
        if (state != State.ENDED) {
            store(told);
        }
    }

    private void answered(AnswerFrame answer) {
        if (requests.answer(answer)) {
            socket.giveBack();
        }
    }

    /** What nobody asked for counts as any other frame, and is passed over. */
    private void progressed(ProgressFrame progress) {
        requests.progress(progress).ifPresent(request -> {
            socket.giveBack();
            bus.publish(Agents.PROGRESS,
                    new Agents.Progress(owner.serverId(), request.id(), progress.text(), progress.percent()));
        });
    }

    /** From any thread. */
    Future<Agents.Answer> ask(Agents.AskLink asked) {
        return socket.call(() -> {
            if (state != State.LINKED) {
                throw AgentLinks.moved();
            }
            String action = asked.request().action();
            return capabilities.contains(action)
                    ? requests.ask(asked)
                    : Future.failedFuture(PendingRequests.unknown(action));
        });
    }

    /** To be called about once a second, from any thread. */
    void keepAlive() {
        LinkSettings settings = links.settings();
        if (socket.silentFor(settings.silence())) {
            refuseSilence("no sign of life for " + settings.silence().toSeconds() + " s");
        } else if (socket.silentFor(settings.ping())) {
            socket.ping();
        }
        if (state == State.NEW && socket.isOlderThan(settings.hello())) {
            refuseSilence("no hello within " + settings.hello().toSeconds() + " s");
        }
    }

    /** Nobody listened for a while, so that nothing can be said of its silence. */
    void excuse() {
        socket.excuse();
    }

    private void refuseSilence(String reason) {
        socket.run(() -> refuse(Close.SILENT, Reason.SILENT, reason));
    }

    void refuse(Close close, Reason reason, String detail) {
        refuse(close.code(), reason, detail);
    }

    void refuse(int code, Reason reason, String detail) {
        if (state != State.ENDED) {
            links.refusals().add(reason, owner.alias(), detail);
            endNow(code, detail);
        }
    }

    /** From any thread. */
    void end(Close close, String reason) {
        socket.run(() -> endNow(close.code(), reason));
    }

    private void endNow(int code, String reason) {
        if (state != State.ENDED) {
            ended(reason);
            socket.close(code, reason);
        }
    }

    /** The socket is closed, or as good as that. */
    void ended(String reason) {
        if (state == State.ENDED) {
            return;
        }
        boolean wasLinked = state == State.LINKED;
        state = State.ENDED;
        requests.end();
        links.ended(this);
        if (wasLinked) {
            tell(bus.request(Telemetry.UNLINKED, new Telemetry.Unlinked(owner.serverId(), id, reason)));
        }
    }

    private void send(Frame frame) {
        socket.send(FrameCodec.encode(frame));
    }

    private void tell(Future<Done> told) {
        told.onFailure(links::lost);
    }
}
