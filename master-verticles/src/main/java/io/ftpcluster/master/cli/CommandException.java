package io.ftpcluster.master.cli;

import io.ftpcluster.text.Printable;

/** Why a command could not do its work, in one line for a person. */
public class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** As scripts know it, {@code remote/ExitCodes} too. */
    public static final int USAGE = 2;

    private final int exitCode;

    /** @param line may hold what others wrote */
    public CommandException(int exitCode, String line) {
        super(Printable.line(line));
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
