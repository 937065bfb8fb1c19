package io.ftpcluster.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.action.ActionRegistry;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.link.Timings;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void saysThatItsFtpRootIsNotThere(@TempDir Path folder) throws Exception {
        AgentConfig config = new AgentConfig(List.of(new Endpoint(false, "127.0.0.1", 1)), new Secret("fca_x"), null,
                21, folder.resolve("away").toString(), null);
        Agent agent = new Agent(config, "test", Timings.standard(1),
                new Log(new PrintStream(log, true, StandardCharsets.UTF_8)), ActionRegistry.withoutAccounts());
        Thread running = new Thread(agent::run);
        running.start();
        try {
            await("AGENT_FTP_ROOT can't be measured: there is no " + folder.resolve("away"));
        } finally {
            agent.close();
            running.join();
        }
    }

    private void await(String text) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!log.toString(StandardCharsets.UTF_8).contains(text)) {
            assertTrue(System.nanoTime() < end, () -> text + " did not come: " + log);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
