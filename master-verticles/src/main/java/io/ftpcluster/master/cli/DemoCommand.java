package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.auth.CommonPasswords;
import io.ftpcluster.master.auth.FirstAdmin;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.config.Variable;
import io.ftpcluster.master.demo.Demo;
import io.ftpcluster.master.log.LogOutput;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole product on one machine, with two FTP servers of its own. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Runs the portal with two FTP servers on this machine. Without --data or FTPCLUSTER_DATA_DIR its "
        + "state is in a temporary folder that is removed when it stops.")
public final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
    private static final int MAX_NODES = 5;
    /** How its folder's name begins in the temporary one. */
    private static final String FOLDER = "ftpcluster-demo";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ListenOptions listen;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "1", description = "How many masters, 1 to 5; of several each is a process of its own, behind HAProxy if it is installed (default: 1).")
    private int nodes;

    @Option(names = "--stop-when-ready", description = "Stops again as soon as everything answers, to check a build.")
    private boolean stopWhenReady;

    @Override
    public Integer call() throws Exception {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new ConfigException("--nodes must be 1 to " + MAX_NODES + ", not " + nodes);
        }
        Map<Variable, String> flags = listen.asVariables();
        if (flags.containsKey(Variable.DATA_DIR) || System.getenv("FTPCLUSTER_DATA_DIR") != null) {
            return run(flags, () -> {});
        }
        TemporaryFolder.removeThoseOfTheDead(FOLDER);
        TemporaryFolder folder = TemporaryFolder.make(FOLDER);
        flags.put(Variable.DATA_DIR, folder.path().toString());
        boolean running = false;
        try {
            int exitCode = run(flags, folder::remove);
            running = true;
            return exitCode;
        } finally {
            if (!running) {
                folder.remove();
            }
        }
    }

    /** @param afterwards what to do when the demo has stopped; not done when it can't start */
    private int run(Map<Variable, String> flags, Runnable afterwards) throws Exception {
        ConfigLoader loader = new ConfigLoader(Optional.empty(), System.getenv(), flags);
        Config config = loader.load();
        LogOutput.use(config.logging().format(), config.nodeName());
        refuseWhatIsNoDemo(config.dataDir());
        Secret adminPassword = config.adminPassword().orElseGet(Demo::randomPassword);
        Secret demoPassword = loader.demoPassword().orElseGet(Demo::randomPassword);

        warnOfCommon("FTPCLUSTER_ADMIN_PASSWORD", adminPassword, FirstAdmin.USERNAME);
        warnOfCommon("FTPCLUSTER_DEMO_PASSWORD", demoPassword, Demo.USERNAME);

        RunningDemo demo = nodes == 1
                ? RunningDemo.alone(config, adminPassword, demoPassword)
                : RunningDemo.clustered(flags, config, nodes, adminPassword, demoPassword, this::say);
        if (stopWhenReady) {
            demo.close();
            afterwards.run();
        } else {
            RunningPortal.stopOnSignal(() -> {
                demo.close();
                afterwards.run();
            });
            announce(demo, adminPassword, demoPassword);
        }
        return 0;
    }

    /** The demo sets passwords and servers anew, which nobody wants to happen to a portal in use. */
    private static void refuseWhatIsNoDemo(Path dataDir) {
        if (Files.exists(dataDir.resolve("ftpcluster.db")) && !Files.isDirectory(dataDir.resolve("demo"))) {
            throw new ConfigException("FTPCLUSTER_DATA_DIR: " + dataDir
                    + " holds a portal that isn't a demo; give the demo a folder of its own with --data");
        }
    }

    /** A demo may have any password, and so that nobody takes it for an example: with a word about it. */
    private static void warnOfCommon(String variable, Secret password, String username) {
        CommonPasswords.load()
                .objection(password, username)
                .ifPresent(wrong -> LOG.warn("{} {}; a portal in use would refuse it", variable, wrong));
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void announce(RunningDemo demo, Secret adminPassword, Secret demoPassword) {
        PrintWriter out = spec.commandLine().getOut();
        demo.description().forEach(out::println);
        out.printf("""
                Two FTP servers, alpha and beta, run on this machine. Log in as
                  admin / %s   (manages users, servers and permissions)
                  demo  / %s   (uses both servers)
                They know only demo's login: no accounts can be made there, so permissions for them need a password.
                Try  curl -u demo:%s %s/ftp/demo/alpha/welcome.txt
                Press Ctrl+C to stop.
                """, adminPassword.value(), demoPassword.value(), demoPassword.value(), demo.url());
        out.println("Portal ready at " + demo.url());
    }
}
