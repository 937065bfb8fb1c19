package io.ftpcluster.master;

import io.ftpcluster.master.cli.AdminCommand;
import io.ftpcluster.master.cli.AgentCommand;
import io.ftpcluster.master.cli.BackupCommand;
import io.ftpcluster.master.cli.DbCommand;
import io.ftpcluster.master.cli.DemoCommand;
import io.ftpcluster.master.cli.FailedCommand;
import io.ftpcluster.master.cli.ImportCommand;
import io.ftpcluster.master.cli.KeysCommand;
import io.ftpcluster.master.cli.LazyCommands;
import io.ftpcluster.master.cli.MasterCommand;
import io.ftpcluster.master.cli.RestoreCommand;
import io.ftpcluster.master.cli.VersionOption;
import io.ftpcluster.master.cli.WrongUsage;
import io.ftpcluster.master.cli.completion.CompletionCommand;
import io.ftpcluster.master.cli.doctor.DoctorCommand;
import io.ftpcluster.master.cli.files.FileCommands;
import io.ftpcluster.master.cli.remote.RemoteCommands;
import picocli.CommandLine.Command;
import picocli.CommandLine;

/** The command line. Exit codes: 0 done or stopped by a signal, 1 failed, 2 wrong usage or configuration, 3 no portal answered, 4 done but for what was listed. */
@Command(name = "ftpcluster", description = "One portal in front of many FTP servers.", versionProvider = VersionOption.class, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    private static final String REFUSE_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private static final String COMPLETION = "completion";

    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    private Main() {}

    public static void main(String[] args) {
        Logging.configure();
        // Read once by the first server with TLS in this process: a client could make it compute for ever.
        System.setProperty(REFUSE_RENEGOTIATION, "true");
        // The first buffer would load all of Flight Recorder on an event loop. Who wants Netty's events says so.
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
        CommandLine commandLine = commandLine(args);
        commandLine.setExecutionExceptionHandler(new FailedCommand());
        commandLine.setParameterExceptionHandler(new WrongUsage());
        int exitCode = commandLine.execute(args);
        // A portal that started lives on in its own threads; the shutdown hook ends it.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** Knows the command that the arguments name; without arguments, all commands. */
    public static CommandLine commandLine(String... args) {
        CommandLine commandLine = new CommandLine(new Main());
        LazyCommands commands = new LazyCommands().add("demo", DemoCommand::new)
                .add("master", MasterCommand::new)
                .add("agent", AgentCommand::new)
                .add("admin", AdminCommand::new)
                .add("db", DbCommand::new)
                .add("backup", BackupCommand::new)
                .add("restore", RestoreCommand::new)
                .add("import", ImportCommand::new)
                .add("keys", KeysCommand::new)
                .add("doctor", DoctorCommand::new)
                .add(COMPLETION, CompletionCommand::new)
                .addAll(RemoteCommands.all())
                .addAll(FileCommands.all());
        switch (args.length == 0 ? "" : args[0]) {
            case "--version", "-V" -> {
            }
            // It is about all of them.
            case COMPLETION -> commands.addAllTo(commandLine);
            default -> commands.addTo(commandLine, args);
        }
        return commandLine;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(new CommandLine(this),
                "Say what to do: demo, master, agent, admin, db, backup, restore, import, keys or doctor; or ask a portal: login, logout, user, server, permission, session, transfer, job, audit, alert, node, apply or export; or move files: ls, get, put, cp, rm or mkdir");
    }
}
