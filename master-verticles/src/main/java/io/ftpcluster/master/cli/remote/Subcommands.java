package io.ftpcluster.master.cli.remote;

import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is said where a noun stands alone. */
final class Subcommands {

    private Subcommands() {}

    static ParameterException missing(CommandSpec noun) {
        Set<String> names = new LinkedHashSet<>();
        noun.subcommands().values().forEach(verb -> names.add(verb.getCommandName()));
        return new ParameterException(noun.commandLine(), "Say what to do: " + String.join(", ", names));
    }
}
