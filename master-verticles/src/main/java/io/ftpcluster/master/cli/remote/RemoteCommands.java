package io.ftpcluster.master.cli.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The nouns of the API, and the commands that are about all of them. Only the one that is meant is made: all their options together would take each start a second. */
public final class RemoteCommands {

    private RemoteCommands() {}

    /**
     * Adds the noun that the first argument names; none where that names another command; and all where it names nothing, as for
     * help.
     */
    public static void addTo(CommandLine line, String... arguments) {
        addTo(line, Map.of(), arguments);
    }

    /** @param more commands of other packages, which are made the same way */
    public static void addTo(CommandLine line, Map<String, Supplier<Runnable>> more, String... arguments) {
        Map<String, Supplier<Runnable>> nouns = nouns();
        nouns.putAll(more);
        String first = arguments.length == 0 ? "" : arguments[0];
        if (nouns.containsKey(first)) {
            line.addSubcommand(first, nouns.get(first).get());
        } else if (!line.getSubcommands().containsKey(first)) {
            nouns.forEach((name, noun) -> line.addSubcommand(name, noun.get()));
        }
    }

    private static Map<String, Supplier<Runnable>> nouns() {
        Map<String, Supplier<Runnable>> nouns = new LinkedHashMap<>();
        nouns.put("login", LoginCommand::new);
        nouns.put("logout", LogoutCommand::new);
        nouns.put("user", UserCommand::new);
        nouns.put("server", ServerCommand::new);
        nouns.put("permission", PermissionCommand::new);
        nouns.put("session", SessionCommand::new);
        nouns.put("transfer", TransferCommand::new);
        nouns.put("job", JobCommand::new);
        nouns.put("audit", AuditCommand::new);
        nouns.put("alert", AlertCommand::new);
        nouns.put("node", NodeCommand::new);
        nouns.put("apply", ApplyCommand::new);
        nouns.put("export", ExportCommand::new);
        return nouns;
    }
}
