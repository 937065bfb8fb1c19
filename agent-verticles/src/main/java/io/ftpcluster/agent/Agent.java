package io.ftpcluster.agent;

import io.ftpcluster.agent.account.AccountSettings;
import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.datalink.Datalink;
import io.ftpcluster.agent.link.Backlog;
import io.ftpcluster.agent.link.DatalinkJournal;
import io.ftpcluster.agent.link.Link;
import io.ftpcluster.agent.link.Timings;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.Dialer;
import io.ftpcluster.agent.probe.Probes;
import io.ftpcluster.agent.request.RequestRunner;
import io.ftpcluster.agent.update.AgentUpdates;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Measures at the portal's interval, sends what was measured or keeps it while there is no link, and does what the portal
 * asks for.
 */
public final class Agent implements AutoCloseable {

    private static final long CHECK_MILLIS = 1000;
    private static final Duration REPLACED_AFTER = Duration.ofMillis(500);
    private static final Duration MOST_WAITED = Duration.ofSeconds(30);

    private final AgentConfig config;
    private final Probes probes;
    private final RequestRunner requests;
    private final Datalink datalink;
    private final Link link;
    private final Log log;
    private final Semaphore wake = new Semaphore(0);
    private boolean toldOfDisk;
    private volatile boolean soon;
    private final Optional<AgentUpdates> updates;
    /** Since when the next version is in place; 0: it isn't. */
    private long updatedAt;
    private volatile boolean stopped;

    /** With all actions that this server can do, and with a datalink where that is wanted. */
    public static Agent standard(AgentConfig config, String version, Timings timings, Log log,
            Map<String, String> environment) {
        Optional<AgentUpdates> updates = AgentUpdates.find(config, version, environment, log);
        try {
            Datalink datalink = new Datalink(config, AccountSettings.standard(config.ftpRoot()), log);
            return new Agent(config, version, timings, log,
                    ActionRegistry.standard(datalink.accounts(), Path.of(config.ftpLog()), updates), datalink, updates);
        } catch (IOException e) {
            // Nobody can tell whose the accounts are.
            log.write("accounts are left alone, and the datalink is off: " + e.getMessage());
            return new Agent(config, version, timings, log, ActionRegistry.withoutAccounts(updates), null, updates);
        }
    }

    /** With these actions only, and never updated. */
    public Agent(AgentConfig config, String version, Timings timings, Log log, ActionRegistry actions) {
        this(config, version, timings, log, actions, null, Optional.empty());
    }

    private Agent(AgentConfig config, String version, Timings timings, Log log, ActionRegistry actions,
            Datalink datalink, Optional<AgentUpdates> updates) {
        this.config = config;
        this.log = log;
        this.updates = updates;
        this.probes = new Probes(config, version);
        Dialer dialer = new Dialer(config.token(), "ftpcluster-agent/" + version, config.fingerprint());
        this.requests = new RequestRunner(actions, log);
        this.datalink = datalink;
        this.link = new Link(config.masters(), dialer, this::hello, new Backlog(), requests,
                datalink == null ? DatalinkJournal.none() : datalink.journal(), timings, log, this::measureSoon,
                () -> updates.ifPresent(AgentUpdates::welcomed));
    }

    private HelloFrame hello() {
        HelloFrame hello = probes.facts()
                .hello()
                .withFailedUpdate(updates.flatMap(AgentUpdates::lastFailure).orElse(null));
        return datalink == null ? hello : hello.withDatalink(datalink.hello());
    }

    /** Until it is closed by another thread, or another version is to take its place. */
    public void run() {
        for (Endpoint master : config.masters()) {
            if (!master.tls() && !master.isLocal()) {
                log.write("the token crosses the network in clear: " + master + " is no https");
            }
        }
        if (datalink != null) {
            // Before the link, whose hello tells of it.
            datalink.start();
        }
        link.start();
        long last = System.nanoTime();
        while (pause(last + TimeUnit.SECONDS.toNanos(link.intervalSeconds()))) {
            long now = System.nanoTime();
            if (isDue(last, now)) {
                // In step with the interval, not later by what the measuring takes.
                long planned = last + TimeUnit.SECONDS.toNanos(link.intervalSeconds());
                last = now - planned < TimeUnit.SECONDS.toNanos(1) && now >= planned ? planned : now;
                measure();
            }
            link.check();
            requests.check();
            if (isReplaced(now)) {
                return;
            }
        }
    }

    /** Whether another version is in its place: whoever started this one starts that one, once this has ended. */
    public boolean isUpdated() {
        return updates.filter(AgentUpdates::isDone).isPresent();
    }

    /** The answer goes out first, and what else is being done comes to its end unless that takes long. */
    private boolean isReplaced(long now) {
        if (!isUpdated()) {
            return false;
        }
        if (updatedAt == 0) {
            updatedAt = now;
        }
        long waited = now - updatedAt;
        return waited > REPLACED_AFTER.toNanos() && (requests.isIdle() || waited > MOST_WAITED.toNanos());
    }

    private void measure() {
        Sample sample = probes.read();
        if (sample.ftpDiskPercent() == null && !toldOfDisk) {
            toldOfDisk = true;
            log.write("AGENT_FTP_ROOT can't be measured: there is no " + config.ftpRoot()
                    + ", or its file system doesn't answer");
        }
        link.take(sample, System.nanoTime());
    }

    private boolean isDue(long last, long now) {
        boolean asked = soon;
        soon = false;
        return asked || now - last >= TimeUnit.SECONDS.toNanos(link.intervalSeconds());
    }

    private void measureSoon() {
        soon = true;
        wake.release();
    }

    /**
     * A second at most.
     *
     * @return whether to go on
     */
    private boolean pause(long until) {
        long millis = Math.min(CHECK_MILLIS, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()) + 1);
        try {
            if (wake.tryAcquire(Math.max(0, millis), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        return !stopped;
    }

    /** Tells the portal that it goes; takes two seconds at most. */
    @Override
    public void close() {
        stopped = true;
        wake.release();
        link.stop();
        requests.close();
        if (datalink != null) {
            datalink.close();
        }
    }
}
