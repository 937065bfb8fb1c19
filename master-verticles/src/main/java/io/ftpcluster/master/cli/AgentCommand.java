package io.ftpcluster.master.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** Stands in the help only: the launcher starts the agent from its own archive, on Java 17 or newer. */
@Command(name = "agent", description = "Runs the agent, which measures a server and tells the portal.")
public final class AgentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(hidden = true)
    private String[] ignored;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "The agent has an archive of its own: start it with ./ftpcluster agent --config FILE");
    }
}
