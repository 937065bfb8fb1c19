package io.ftpcluster.master.demo;

import io.ftpcluster.agent.Agent;
import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.link.Timings;
import io.ftpcluster.agent.log.Log;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents of the demo's servers: real ones with real links, but threads of this process. Two processes more would cost
 * as many tens of megabytes as an agent has, and stay behind when the demo is killed.
 */
final class DemoAgents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoAgents.class);

    private final List<Agent> agents = new ArrayList<>();

    /** Returns at once; the link follows. */
    void start(AgentConfig config) {
        // Run as root they would make users of this machine, whom the demo's FTP servers would not let in.
        Agent agent = new Agent(config, version(), Timings.standard(config.masters().size()), new Log(new Quiet()),
                ActionRegistry.withoutAccounts());
        agents.add(agent);
        Thread thread = new Thread(agent::run, "agent-" + config.alias());
        thread.setDaemon(true);
        thread.start();
    }

    private static String version() {
        String version = Agent.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Ends the links as agents do that are stopped; takes four seconds at most. */
    @Override
    public void close() {
        agents.forEach(Agent::close);
        agents.clear();
    }

    /** What agents say belongs to their own servers' logs, and would be taken for the portal's here. */
    private static final class Quiet extends PrintStream {

        Quiet() {
            super(OutputStream.nullOutputStream());
        }

        @Override
        public void println(Object line) {
            LOG.debug("{}", line);
        }
    }
}
