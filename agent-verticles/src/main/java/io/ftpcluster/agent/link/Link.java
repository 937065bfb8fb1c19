package io.ftpcluster.agent.link;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.ClosedByPortal;
import io.ftpcluster.agent.net.Connection;
import io.ftpcluster.agent.net.Dialer;
import io.ftpcluster.agent.net.UpgradeRefused;
import io.ftpcluster.agent.request.RequestRunner;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Holds a link to one of the masters for as long as the agent runs, on a thread of its own. */
public final class Link {

    /** Unauthorized and Forbidden (RFC 9110, 15.5). */
    private static final Set<Integer> REFUSALS = Set.of(401, 403);
    private static final int MOST_PROBLEMS = 50;
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final EndpointRotation masters;
    private final Dialer dialer;
    private final Supplier<HelloFrame> hello;
    private final Backlog backlog;
    private final RequestRunner requests;
    private final DatalinkJournal datalink;
    private final Timings timings;
    private final Backoff backoff;
    private final Log log;
    private final Interval interval;
    private final Runnable onWelcome;
    private final Thread thread = new Thread(this::run, "agent-link");
    private final Set<String> problems = new HashSet<>();
    private volatile AgentSession current;
    private volatile boolean stopped;

    /**
     * @param hello the facts, asked for on each connection
     * @param requests does what the portal asks for, whichever link brings it
     * @param datalink what the portal is told of it
     * @param onChange called on the link's thread when samples may be sent, and when their interval changes
     */
    public Link(List<Endpoint> masters, Dialer dialer, Supplier<HelloFrame> hello, Backlog backlog,
            RequestRunner requests, DatalinkJournal datalink, Timings timings, Log log, Runnable onChange) {
        this(masters, dialer, hello, backlog, requests, datalink, timings, log, onChange, () -> {});
    }

    /** @param onWelcome called on the link's thread each time when the portal has welcomed this agent */
    public Link(List<Endpoint> masters, Dialer dialer, Supplier<HelloFrame> hello, Backlog backlog,
            RequestRunner requests, DatalinkJournal datalink, Timings timings, Log log, Runnable onChange,
            Runnable onWelcome) {
        RandomGenerator random = new SplittableRandom();
        this.masters = new EndpointRotation(masters, random);
        this.dialer = dialer;
        this.hello = hello;
        this.backlog = backlog;
        this.requests = requests;
        this.datalink = datalink;
        this.timings = timings;
        this.backoff = new Backoff(timings, masters.size(), random);
        this.log = log;
        this.interval = new Interval(onChange);
        this.onWelcome = onWelcome;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            Attempt attempt = attempt(masters.next());
            if (!stopped) {
                pause(backoff.after(attempt));
            }
        }
    }

    private Attempt attempt(Endpoint endpoint) {
        try (Connection connection = dialer.dial(endpoint)) {
            AgentSession conversation = new AgentSession(connection, backlog, interval, requests, datalink, log);
            current = conversation;
            IOException end = conversation.hold(hello.get().withCapabilities(requests.capabilities()), () -> {
                problems.clear();
                onWelcome.run();
            });
            tell(endpoint, end);
            return new Attempt(kind(end), conversation.lasted(), retryAfter(end));
        }
    }

    private static Attempt.End kind(IOException end) {
        if (end instanceof ClosedByPortal closed) {
            Protocol.Close close = Protocol.Close.of(closed.code());
            if (close == Protocol.Close.GOING_AWAY) {
                return Attempt.End.GOING_AWAY;
            }
            return close != null && close.isRefusal() ? Attempt.End.REFUSED : Attempt.End.FAILED;
        }
        boolean refused = end instanceof UpgradeRefused answer && REFUSALS.contains(answer.status());
        return refused ? Attempt.End.REFUSED : Attempt.End.FAILED;
    }

    private static Duration retryAfter(IOException end) {
        return end instanceof UpgradeRefused answer ? Duration.ofSeconds(answer.retryAfterSeconds()) : Duration.ZERO;
    }

    /** Once for each kind of problem until there is a link again: an outage of a month needs no line a minute. */
    private void tell(Endpoint endpoint, IOException end) {
        String problem = endpoint + ": " + ErrorHints.about(end);
        if (!stopped && problems.size() < MOST_PROBLEMS && problems.add(problem)) {
            log.write("no link to " + problem);
        }
    }

    private synchronized void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !stopped; left = end - System.nanoTime()) {
            try {
                // Rounded up, as 0 would be for ever.
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }

    /** Between two samples, as the portal wants it. */
    public int intervalSeconds() {
        return interval.seconds();
    }

    /**
     * Sends it, or keeps it in the backlog: at once when there is no link, later when the link turns out not to work.
     *
     * @param nanos {@link System#nanoTime} of the measurement
     */
    public void take(Sample sample, long nanos) {
        AgentSession conversation = current;
        if (conversation == null || !conversation.send(sample, nanos)) {
            backlog.add(sample, nanos);
        }
    }

    /** To be called about once a second: ends what is silent. */
    public void check() {
        AgentSession conversation = current;
        if (conversation != null) {
            conversation.check(timings.pingAfter());
        }
    }

    /** Tells the portal, and ends; takes two seconds at most. */
    public void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        AgentSession conversation = current;
        if (conversation == null) {
            return;
        }
        conversation.sayGoodbye(Protocol.Close.GOING_AWAY.code());
        try {
            thread.join(STOPPING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        conversation.close();
    }
}
