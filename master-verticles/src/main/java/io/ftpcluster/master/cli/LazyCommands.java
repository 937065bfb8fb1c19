package io.ftpcluster.master.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Commands by their names, of which only the one that is meant is made: all their options together would take each start most of
 * a second.
 */
public final class LazyCommands {

    private final Map<String, Supplier<?>> commands = new LinkedHashMap<>();

    public LazyCommands add(String name, Supplier<?> command) {
        commands.put(name, command);
        return this;
    }

    public LazyCommands addAll(Map<String, ? extends Supplier<?>> more) {
        commands.putAll(more);
        return this;
    }

    /** Adds the command that the first argument names; all where it names none, as for help. */
    public void addTo(CommandLine line, String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        Supplier<?> named = commands.get(first);
        if (named == null) {
            addAllTo(line);
        } else {
            line.addSubcommand(first, named.get());
        }
    }

    public void addAllTo(CommandLine line) {
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    }
}
