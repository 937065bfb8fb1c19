package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.secrets.KeyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine;

/** What a person reads when a command could not do its work: one line, and the stack only for a defect of ours. */
public final class FailedCommand implements IExecutionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailedCommand.class);

    @Override
    public int handleExecutionException(Exception cause, CommandLine command, ParseResult parsed) {
        return switch (cause) {
            case CommandException failed -> say(command, failed.getMessage(), failed.exitCode());
            case ConfigException wrong -> say(command, wrong.getMessage(), ExitCode.USAGE);
            case KeyException unusable -> say(command, unusable.getMessage(), ExitCode.SOFTWARE);
            case FailureException failed -> say(command, failed.failure().detail(), exitCode(failed.failure()));
            case IOException refused -> say(command, "it failed: " + FileProblem.text(refused), ExitCode.SOFTWARE);
            case UncheckedIOException refused ->
                say(command, "it failed: " + FileProblem.text(refused.getCause()), ExitCode.SOFTWARE);
            default -> {
                LOG.error("{} failed", command.getCommandName(), cause);
                yield ExitCode.SOFTWARE;
            }
        };
    }

    /** What a part refuses as invalid while it starts is a setting. */
    private static int exitCode(Failure failure) {
        return failure.code() == FailureCode.INVALID ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static int say(CommandLine command, String line, int exitCode) {
        command.getErr().println("ftpcluster: " + line);
        return exitCode;
    }
}
