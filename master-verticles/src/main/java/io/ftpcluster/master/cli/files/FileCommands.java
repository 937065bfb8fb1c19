package io.ftpcluster.master.cli.files;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The commands for files, by their names. */
public final class FileCommands {

    private FileCommands() {}

    public static Map<String, Supplier<Runnable>> all() {
        Map<String, Supplier<Runnable>> commands = new LinkedHashMap<>();
        commands.put("ls", LsCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("put", PutCommand::new);
        commands.put("cp", CpCommand::new);
        commands.put("rm", RmCommand::new);
        commands.put("mkdir", MkdirCommand::new);
        return commands;
    }
}
