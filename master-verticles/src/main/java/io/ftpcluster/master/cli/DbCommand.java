package io.ftpcluster.master.cli;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.persistence.copy.DatabaseCopy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** What is done to a database while no portal uses it. */
@Command(name = "db", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Works on the portal's database while no portal uses it.", synopsisSubcommandLabel = "copy")
public final class DbCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: copy");
    }

    @Command(name = "copy", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Copies a SQLite database into an empty PostgreSQL database, all or nothing, compares every row, and leaves the source as it is. The target's login is read from FTPCLUSTER_DATABASE_USER and FTPCLUSTER_DATABASE_PASSWORD.")
    void copy(
            @Option(names = "--from", required = true, paramLabel = "jdbc:sqlite:FILE", description = "The source; its portal must be stopped.") String from,
            @Option(names = "--to", required = true, paramLabel = "jdbc:postgresql://HOST:PORT/DB", description = "The target.") String to,
            @Option(names = "--config", paramLabel = "FILE", description = "KEY=value lines that may hold the target's login.") Path file) {
        Config.Database given = new ConfigLoader(Optional.ofNullable(file), System.getenv(), Map.of()).database();
        PrintWriter out = spec.commandLine().getOut();
        new DatabaseCopy(from, new Config.Database(Optional.of(to), given.user(), given.password()))
                .run(table -> out.printf("%-20s %10d rows%n", table.table(), table.rows()));
        out.println("Copied and compared. Set FTPCLUSTER_DATABASE_URL=" + to + " to use it.");
        out.flush();
    }
}
