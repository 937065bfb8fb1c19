package io.ftpcluster.master.persistence.backup;

import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of PostgreSQL's own programs. What it is to know, the password above all, is in its environment, which others can't see. */
final class PostgresTool implements AutoCloseable {

    private static final int MOST_HOURS = 4;
    private static final int MOST_LOG = 64 * 1024;

    private final String name;
    private final Path log;
    private final Process process;

    private PostgresTool(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * @param program its file, or its name on the path
     * @param log for what it says; a file that isn't there
     */
    static PostgresTool start(Path program, Map<String, String> environment, Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("PG") || key.startsWith("FTPCLUSTER_"));
        builder.environment().putAll(environment);
        builder.environment().put("LC_MESSAGES", "C");
        String name = String.valueOf(program.getFileName());
        try {
            return new PostgresTool(name, log, builder.start());
        } catch (IOException e) {
            throw BackupFailure.of("There is no program " + program + " that could be run: install the package"
                    + " postgresql-client, of the server's version or a newer one, or name it by --pg-dump or"
                    + " --pg-restore.", e);
        }
    }

    /** Until it has ended; fails when it does. */
    void await() {
        try {
            if (!process.waitFor(MOST_HOURS, TimeUnit.HOURS)) {
                throw BackupFailure.of(name + " has run for " + MOST_HOURS + " hours and was ended.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackupFailure.of(name + " was interrupted.", e);
        }
        if (process.exitValue() != 0) {
            throw BackupFailure.of(name + " failed: " + BackupFailure.firstLine(said()));
        }
    }

    private String said() {
        try (var in = Files.newInputStream(log)) {
            return new String(in.readNBytes(MOST_LOG), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return FileProblem.text(e);
        }
    }

    /** Ends it if it runs. */
    @Override
    public void close() {
        process.destroy();
    }
}
