package io.ftpcluster.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own tool, of the Debian package prometheus. */
final class Promtool {

    private static final int PATIENCE_SECONDS = 60;

    /** How it ended, and all that it said. */
    record Result(int code, String output) {}

    private Promtool() {}

    /** @param folder for what is given to it */
    static Result run(Path folder, String input, String... arguments) throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile(folder, "promtool", ""), input);
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(file.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " hangs: " + output);
        }
        return new Result(process.exitValue(), output);
    }
}
