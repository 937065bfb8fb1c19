package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;

/** After which no other file would fare better: the portal is away, the session has ended, or the disk here is full. */
final class EndOfAllException extends CommandException {

    private static final long serialVersionUID = 1L;

    EndOfAllException(CommandException why) {
        super(why.exitCode(), why.getMessage());
        initCause(why);
    }

    /** @param name of the file where it was met */
    EndOfAllException named(String name) {
        CommandException named = new CommandException(exitCode(), name + ": " + getMessage());
        named.initCause(this);
        return new EndOfAllException(named);
    }
}
