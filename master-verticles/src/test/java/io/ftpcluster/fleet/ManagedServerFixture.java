package io.ftpcluster.fleet;

import io.ftpcluster.fleet.Fleet.Member;
import io.ftpcluster.testing.AgentProcess;
import io.ftpcluster.testing.ManagedHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For cases on one server whose accounts an agent makes: a portal that has registered it, and a host with its own users. */
abstract class ManagedServerFixture {

    @TempDir
    Path directory;

    Fleet fleet;
    ManagedHost host;
    Member server;

    @BeforeEach
    void start() throws Exception {
        fleet = new Fleet(directory.resolve("data"), Duration.ofSeconds(2));
        host = new ManagedHost(Files.createDirectory(directory.resolve("host")));
        server = fleet.register("alpha", host.port());
    }

    @AfterEach
    void stop() {
        host.close();
        fleet.close();
    }

    /** @param more settings of the agent beside those that it needs */
    AgentProcess agent(Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of("MASTER_URL", fleet.url().toString(), "AGENT_TOKEN", server.token(), "AGENT_FTP_PORT",
                Integer.toString(host.port()), "AGENT_FTP_ROOT", host.homes().toString()));
        return AgentProcess.start(directory.resolve("agent.env"), settings, host);
    }
}
