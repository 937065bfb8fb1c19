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
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Measures at the portal's interval, sends what was measured or keeps it while there is no link, and does what the portal
 * asks for.
 */
public final class Agent implements AutoCloseable {

    private static final long CHECK_MILLIS = 1000;

    private final AgentConfig config;
    private final Probes probes;
    private final RequestRunner requests;
    private final Datalink datalink;
    private final Link link;
    private final Log log;
    private final Semaphore wake = new Semaphore(0);
    private boolean toldOfDisk;
    private volatile boolean soon;
    private volatile boolean stopped;

    /** With all actions that this server can do, and with a datalink where that is wanted. */
    public static Agent standard(AgentConfig config, String version, Timings timings, Log log) {
        Path ftpLog = Path.of(config.ftpLog());
        try {
            Datalink datalink = new Datalink(config, AccountSettings.standard(config.ftpRoot()), log);
            return new Agent(config, version, timings, log, ActionRegistry.standard(datalink.accounts(), ftpLog),
                    datalink);
        } catch (IOException e) {
            // Nobody can tell whose the accounts are.
            log.write("accounts are left alone, and the datalink is off: " + e.getMessage());
            return new Agent(config, version, timings, log, ActionRegistry.withoutAccounts());
        }
    }

    /** With these actions only. */
    public Agent(AgentConfig config, String version, Timings timings, Log log, ActionRegistry actions) {
        this(config, version, timings, log, actions, null);
    }

    private Agent(AgentConfig config, String version, Timings timings, Log log, ActionRegistry actions,
            Datalink datalink) {
        this.config = config;
        this.log = log;
        this.probes = new Probes(config, version);
        Dialer dialer = new Dialer(config.token(), "ftpcluster-agent/" + version, config.fingerprint());
        this.requests = new RequestRunner(actions, log);
        this.datalink = datalink;
        this.link = new Link(config.masters(), dialer, this::hello, new Backlog(), requests,
                datalink == null ? DatalinkJournal.none() : datalink.journal(), timings, log, this::measureSoon);
    }

    private HelloFrame hello() {
        HelloFrame hello = probes.facts().hello();
        return datalink == null ? hello : hello.withDatalink(datalink.hello());
    }

    /** Until it is closed by another thread. */
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
        }
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
