package io.ftpcluster.master.cli.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The nouns of the API, and the commands that are about all of them, by their names. */
public final class RemoteCommands {

    private RemoteCommands() {}

    public static Map<String, Supplier<Runnable>> all() {
        Map<String, Supplier<Runnable>> nouns = new LinkedHashMap<>();
        nouns.put("login", LoginCommand::new);
        nouns.put("logout", LogoutCommand::new);
        nouns.put("user", UserCommand::new);
        nouns.put("server", ServerCommand::new);
        nouns.put("permission", PermissionCommand::new);
        nouns.put("session", SessionCommand::new);
        nouns.put("transfer", TransferCommand::new);
        nouns.put("copy", CopyCommand::new);
        nouns.put("job", JobCommand::new);
        nouns.put("audit", AuditCommand::new);
        nouns.put("alert", AlertCommand::new);
        nouns.put("node", NodeCommand::new);
        nouns.put("apply", ApplyCommand::new);
        nouns.put("export", ExportCommand::new);
        return nouns;
    }
}
