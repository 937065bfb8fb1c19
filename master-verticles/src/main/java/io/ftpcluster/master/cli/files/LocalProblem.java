package io.ftpcluster.master.cli.files;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What this machine's file system refused. */
final class LocalProblem {

    private LocalProblem() {}

    static CommandException reading(Path file, IOException cause) {
        return of("can't read " + shown(file), cause);
    }

    /** Ends all where there is no room left. */
    static CommandException writing(Path file, IOException cause) {
        CommandException failed = of("can't write " + shown(file), cause);
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded")
                ? new EndOfAllException(failed)
                : failed;
    }

    static String shown(Path file) {
        return RemoteName.shown(file.toString());
    }

    private static CommandException of(String what, IOException cause) {
        CommandException failed = new CommandException(ExitCodes.REFUSED, what + ": " + FileProblem.text(cause));
        failed.initCause(cause);
        return failed;
    }
}
