package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import java.io.Console;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Asks before something goes that doesn't come back. */
public final class Confirmation {

    @Option(names = {"-y", "--yes"}, description = "Doesn't ask whether that is meant.")
    private boolean yes;

    /** Ends the command when it isn't meant. */
    public void of(String question) {
        if (!yes && !asked(question, "say --yes where it is meant")) {
            throw new CommandException(ExitCodes.REFUSED, "nothing was changed");
        }
    }

    /** @param otherwise what to do where there is no terminal */
    static boolean asked(String question, String otherwise) {
        Console console = Terminal.console()
                .orElseThrow(() -> new CommandException(ExitCodes.USAGE,
                        "there is no terminal to ask on (" + question + "): " + otherwise));
        String typed = console.readLine("%s [y/N] ", question);
        return typed != null && (typed.strip().toLowerCase(Locale.ROOT).equals("y")
                || typed.strip().toLowerCase(Locale.ROOT).equals("yes"));
    }
}
