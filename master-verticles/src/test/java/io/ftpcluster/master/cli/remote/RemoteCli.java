package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.FailedCommand;
import io.ftpcluster.master.cli.LazyCommands;
import io.ftpcluster.master.cli.WrongUsage;
import io.ftpcluster.master.cli.files.FileCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine;

/** The command line in this process, as one user of one portal. */
public final class RemoteCli {

    @Command(name = "ftpcluster")
    static final class Root {}

    /** How a command ended, and what it printed. */
    public record Result(int code, String out, String errors) {}

    private final List<String> portal;

    /** @param folder for the file with the password */
    public RemoteCli(URI url, String user, String password, Path folder) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "password", ""), password + "\n");
        portal = List.of("--url", url.toString(), "--user", user, "--password-file", file.toString());
    }

    public Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(portal);
        return plain(all.toArray(String[]::new));
    }

    static LazyCommands commands() {
        return new LazyCommands().addAll(RemoteCommands.all()).addAll(FileCommands.all());
    }

    public static Result plain(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(new Root());
        commands().addTo(command, arguments);
        command.setExecutionExceptionHandler(new FailedCommand()).setParameterExceptionHandler(new WrongUsage());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
        int code = command.execute(arguments);
        return new Result(code, out.toString(), errors.toString());
    }
}
