package io.ftpcluster.agent.datalink;

import io.ftpcluster.agent.account.AccountSettings;
import io.ftpcluster.agent.config.AgentConfig.DatalinkConfig;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that a test can kill. Prints its port; ends with its input. */
final class DatalinkProgram {

    private DatalinkProgram() {}

    /** @param arguments programs, group, root, state */
    public static void main(String[] arguments) throws Exception {
        AgentConfig config = new AgentConfig(List.of(new Endpoint(false, "127.0.0.1", 1)),
                new Secret(DatalinkRig.TOKEN), null, 21, arguments[2], null, Path.of(arguments[3]),
                new DatalinkConfig("127.0.0.1", 0));
        AccountSettings settings = new AccountSettings(Path.of("/etc"), Path.of(arguments[0]), arguments[1],
                Path.of(arguments[2]));
        Log log = new Log(System.err);
        try (Datalink datalink = new Datalink(config, settings, log)) {
            datalink.start();
            System.out.println(datalink.port());
            System.in.read();
        }
    }
}
