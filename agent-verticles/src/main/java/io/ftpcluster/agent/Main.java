package io.ftpcluster.agent;

import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.ConfigException;
import io.ftpcluster.agent.config.ConfigReader;
import io.ftpcluster.agent.enrolment.EnrolCommand;
import io.ftpcluster.agent.link.Timings;
import io.ftpcluster.agent.log.Log;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command line. Exit codes: 0 stopped by a signal, 1 failed, 2 wrong usage or configuration, 75 updated: start again. */
public final class Main {

    private static final int WRONG_USAGE = 2;
    /** EX_TEMPFAIL of sysexits.h. */
    private static final int UPDATED = 75;
    private static final String USAGE = """
            Usage: ftpcluster agent [-hV] --config FILE
                   ftpcluster agent enrol --help
            Measures this server and tells the portal, over one WebSocket; does there what the portal asks for.
                  --config FILE   KEY=value lines; conf/agent.env.example lists the keys.
              -h, --help          Show this help message and exit.
              -V, --version       Print version information and exit.
            """;

    private Main() {}

    public static void main(String[] args) {
        int exitCode = start(List.of(args), System.getenv(), System.out, System.err);
        if (exitCode >= 0) {
            System.exit(exitCode);
        }
    }

    /** The exit code; -1 when the agent ended because the process was told to, which its shutdown hook sees to. */
    static int start(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (!args.isEmpty() && args.get(0).equals("enrol")) {
            return new EnrolCommand(version(), System.in, out, err).run(args.subList(1, args.size()));
        }
        if (args.contains("--help") || args.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        if (args.contains("--version") || args.contains("-V")) {
            out.println("ftpcluster agent " + version());
            return 0;
        }
        try {
            AgentConfig config = new ConfigReader(file(args), environment).read();
            return run(config, environment, new Log(err));
        } catch (ConfigException e) {
            err.println("ftpcluster: " + e.getMessage());
            return WRONG_USAGE;
        }
    }

    private static Path file(List<String> args) {
        if (args.size() == 2 && args.get(0).equals("--config")) {
            return Path.of(args.get(1));
        }
        if (args.size() == 1 && args.get(0).startsWith("--config=")) {
            return Path.of(args.get(0).substring("--config=".length()));
        }
        throw new ConfigException("say where the configuration is: ftpcluster agent --config FILE");
    }

    private static int run(AgentConfig config, Map<String, String> environment, Log log) {
        Agent agent = Agent.standard(config, version(), Timings.standard(config.masters().size()), log, environment);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            agent.close();
            log.write("stopped");
            // The JVM would end with 128 + signal; whoever asked for a clean stop and got one wants 0.
            Runtime.getRuntime().halt(agent.isUpdated() ? UPDATED : 0);
        }, "stop"));
        log.write("agent " + version() + " started, for " + config.masters());
        agent.run();
        return agent.isUpdated() ? UPDATED : -1;
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
