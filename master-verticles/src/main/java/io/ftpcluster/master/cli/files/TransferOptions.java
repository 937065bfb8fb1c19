package io.ftpcluster.master.cli.files;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How files are moved: the same for each way. */
final class TransferOptions {

    private static final int MOST = 32;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"-r",
            "--recursive"}, description = "Folders with all that is in them; links in them are left out.")
    private boolean recursive;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "4", description = "How many files move at once, 1 to "
            + MOST + " (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(names = "--resume", description = "Goes on where an interrupted command has ended, and passes over what is whole.")
    private boolean resume;

    @Option(names = {"-f", "--force"}, description = "Replaces what is there already.")
    private boolean force;

    @Option(names = "--no-progress", description = "Doesn't show how far it is.")
    private boolean quiet;

    boolean recursive() {
        return recursive;
    }

    int parallel() {
        if (parallel < 1 || parallel > MOST) {
            throw new ParameterException(command.commandLine(), "--parallel must be from 1 to " + MOST);
        }
        return parallel;
    }

    boolean resume() {
        return resume;
    }

    boolean force() {
        return force;
    }

    boolean showsProgress() {
        return !quiet;
    }
}
