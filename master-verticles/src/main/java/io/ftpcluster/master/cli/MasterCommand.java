package io.ftpcluster.master.cli;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.log.LogOutput;
import io.ftpcluster.master.node.Deployment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one master node. */
@Command(name = "master", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Runs the portal. State is kept in ./data unless --data or FTPCLUSTER_DATA_DIR says otherwise.")
public final class MasterCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(MasterCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "KEY=value lines; conf/master.env.example lists the keys.")
    private Path file;

    @Mixin
    private ListenOptions listen;

    @Option(names = "--check-config", description = "Checks the settings, and starts nothing.")
    private boolean checkOnly;

    @Option(names = "--while-input-lasts", hidden = true, description = "Stops at the end of standard input: for a program that starts this one and must not leave it behind.")
    private boolean whileInputLasts;

    @Override
    public Integer call() throws Exception {
        ConfigLoader loader = new ConfigLoader(Optional.ofNullable(file), System.getenv(), listen.asVariables());
        Config config = loader.load();
        if (checkOnly) {
            spec.commandLine().getOut().println("The settings can be used.");
            return 0;
        }
        LogOutput.use(config.logging().format(), config.nodeName());
        Deployment portal = Deployment.start(config);
        RunningPortal.stopOnSignal(portal::close);
        HangUpSignal.handle(portal::reload);
        PrintWriter out = spec.commandLine().getOut();
        StateNotice.print(out, config, portal.hadAccounts());
        portal.madeAdminPassword()
                .ifPresent(password -> out.printf(
                        "First start: the account admin was made with the password %s (shown only now)%n",
                        password.value()));
        if (portal.hadAccounts() && config.adminPassword().isPresent()) {
            LOG.warn("FTPCLUSTER_ADMIN_PASSWORD is not used: it is for the very first start, and there are accounts "
                    + "already. To set a password, use: ftpcluster admin reset-password");
        }
        // What is printed below is then the balancer's.
        config.http()
                .publicUrl()
                .ifPresent(url -> LOG.info("This node is {}, on {} port {}", config.nodeName(), config.http().host(),
                        portal.port()));
        out.println("Portal ready at " + portal.url());
        if (whileInputLasts) {
            Thread.ofPlatform().daemon().name("input").start(MasterCommand::stopAtEndOfInput);
        }
        return 0;
    }

    private static void stopAtEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.warn("Standard input can't be read; stopping", e);
        }
        System.exit(0);
    }
}
