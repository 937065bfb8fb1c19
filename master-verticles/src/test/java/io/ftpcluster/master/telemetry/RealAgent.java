package io.ftpcluster.master.telemetry;

import io.ftpcluster.agent.action.Action;
import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.link.Backlog;
import io.ftpcluster.agent.link.DatalinkJournal;
import io.ftpcluster.agent.link.Link;
import io.ftpcluster.agent.link.Timings;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.Dialer;
import io.ftpcluster.agent.request.RequestRunner;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.HelloFrame;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The agent's own link and what does its requests, with actions of the test's and no patience: it is back at once. */
final class RealAgent implements AutoCloseable {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger links = new AtomicInteger();
    private final RequestRunner requests;
    private final Link link;

    /** @param ports of masters on this machine */
    RealAgent(Secret token, List<Action> actions, int... ports) {
        this(token, actions, DatalinkJournal.none(), ports);
    }

    /** @param datalink what the portal is told of it */
    RealAgent(Secret token, List<Action> actions, DatalinkJournal datalink, int... ports) {
        Log log = new Log(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        requests = new RequestRunner(new ActionRegistry(actions), log);
        link = new Link(IntStream.of(ports).mapToObj(port -> new Endpoint(false, "127.0.0.1", port)).toList(),
                new Dialer(token, "test", null), this::hello, new Backlog(), requests, datalink,
                new Timings(SHORT, SHORT, SHORT, SHORT, SHORT, LONG, LONG), log, () -> {});
        link.start();
    }

    private HelloFrame hello() {
        links.incrementAndGet();
        return new HelloFrame(HelloFrame.PROTOCOL, "test", null, System.currentTimeMillis(), null, null, null, null,
                List.of(), null, null);
    }

    /** How often it has had a connection. */
    int links() {
        return links.get();
    }

    @Override
    public void close() {
        link.stop();
        requests.close();
    }
}
