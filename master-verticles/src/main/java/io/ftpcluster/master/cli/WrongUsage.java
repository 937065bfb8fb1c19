package io.ftpcluster.master.cli;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine;

/** One line that names what is wrong on the command line, and where to read more. */
public final class WrongUsage implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .println("ftpcluster: " + wrong.getMessage() + " (see " + command.getCommandSpec().qualifiedName()
                        + " --help)");
        return ExitCode.USAGE;
    }
}
