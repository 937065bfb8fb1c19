package io.ftpcluster.agent.link;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.account.AccountSettings;
import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.agent.action.Action;
import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.Dialer;
import io.ftpcluster.agent.request.RequestRunner;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.AnswerFrame;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.frames.Sample;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A link and a portal for it. Each wait ends after 30 s. */
final class LinkRig implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    final Vertx vertx = Vertx.vertx();
    final Backlog backlog = new Backlog();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final BlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
    private FakePortal portal = new FakePortal(vertx, 0, new HttpServerOptions());
    private final RequestRunner requests;
    DatalinkJournal journal = DatalinkJournal.none();
    private Link link;

    /** An agent as it is. */
    LinkRig() {
        this(ActionRegistry.standard(new Accounts(AccountSettings.standard("/home")), Path.of(AgentConfig.FTP_LOG),
                Optional.empty()));
    }

    /** Knows these actions only. */
    LinkRig(Action... actions) {
        this(new ActionRegistry(List.of(actions)));
    }

    private LinkRig(ActionRegistry actions) {
        requests = new RequestRunner(actions, new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
    }

    FakePortal portal() {
        return portal;
    }

    Link link() {
        return link;
    }

    /** A link that tries again after 20 ms, but after half a minute when it was refused. */
    void start(String token, String fingerprint, Duration pingAfter, Endpoint... masters) {
        Timings timings = new Timings(SHORT, SHORT, LONG, LONG, SHORT, LONG, pingAfter);
        Dialer dialer = new Dialer(new Secret(token), "test", fingerprint);
        HelloFrame hello = new HelloFrame(1, "test", null, System.currentTimeMillis(), null, null, null, null,
                List.of(), null, null);
        link = new Link(List.of(masters), dialer, () -> hello, backlog, requests, journal, timings,
                new Log(new PrintStream(log, true, StandardCharsets.UTF_8)), () -> changes.add(link.intervalSeconds()));
        link.start();
    }

    void start(Duration pingAfter) {
        start(FakePortal.TOKEN, null, pingAfter, portal.endpoint(false));
    }

    /** A portal at the same port that knows nothing of the one before. */
    void restartPortal() {
        int port = portal.port();
        portal.close();
        portal = new FakePortal(vertx, port, new HttpServerOptions());
    }

    void take(Sample sample) {
        link.take(sample, System.nanoTime());
    }

    /** Returns the interval that it brought. */
    int awaitWelcome() throws InterruptedException {
        Integer interval = changes.poll(30, TimeUnit.SECONDS);
        assertNotNull(interval, "no welcome");
        return interval;
    }

    boolean hasChanged() {
        return !changes.isEmpty();
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    void awaitLog(String text) {
        await(() -> log().contains(text), text);
    }

    /** Looks after the link meanwhile, as an agent does. */
    void awaitWhileChecking(BooleanSupplier condition, String what) {
        await(() -> {
            link.check();
            requests.check();
            return condition.getAsBoolean();
        }, what);
    }

    private void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> what + " did not come; the log: " + log());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Returns when the agent has read all that the portal sent so far, and the portal what the agent sent before. */
    void exchange() throws InterruptedException {
        portal.send(new RequestFrame("exchange", "ping", Map.of()));
        portal.next(AnswerFrame.class);
    }

    @Override
    public void close() {
        if (link != null) {
            link.stop();
        }
        requests.close();
        portal.close();
        vertx.close().await();
    }
}
