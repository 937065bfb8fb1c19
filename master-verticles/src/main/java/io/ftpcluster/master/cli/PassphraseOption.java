package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.PassphraseFile;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a backup is encrypted with: never an argument, which others on the machine could read. */
final class PassphraseOption {

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "Its first line is the passphrase that the backup is, or is to be, encrypted with.")
    private Path file;

    /** @param ask whether to ask for a new one */
    Optional<Secret> given(boolean ask) {
        if (ask && file != null) {
            throw new CommandException(CommandException.USAGE,
                    "--encrypt asks for what --passphrase-file gives: use one of them");
        }
        if (!ask) {
            return Optional.ofNullable(file).map(named -> PassphraseFile.read(named, "--passphrase-file"));
        }
        Console console = console("--encrypt");
        char[] first = console.readPassword("Passphrase: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new CommandException(CommandException.USAGE, "the two differ; nothing was written");
        }
        return Optional.of(PassphraseFile.check(new String(first), "--encrypt"));
    }

    /** @param needed whether there must be one */
    Optional<Secret> existing(boolean needed) {
        if (file != null || !needed) {
            return given(false);
        }
        char[] typed = console("the backup is encrypted").readPassword("Passphrase: ");
        return Optional.ofNullable(typed).map(String::new).map(Secret::new);
    }

    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    private static Console console(String why) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CommandException(CommandException.USAGE,
                    why + ", and there is no terminal to ask on: use --passphrase-file");
        }
        return console;
    }
}
