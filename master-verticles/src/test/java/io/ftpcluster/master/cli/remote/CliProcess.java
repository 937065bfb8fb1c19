package io.ftpcluster.master.cli.remote;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real program in a process of its own, without a terminal. Closing it kills it. */
public final class CliProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path errors;

    /** @param folder for what it prints */
    public CliProcess(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        out = Files.createTempFile(folder, "out", "");
        errors = Files.createTempFile(folder, "err", "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "io.ftpcluster.master.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FTPCLUSTER_") || name.startsWith("XDG_"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    public static RemoteCli.Result run(Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException, TimeoutException {
        try (CliProcess cli = new CliProcess(folder, environment, arguments)) {
            return cli.end();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As Ctrl-C ends it, but that a test which runs in the background would hand down to be ignored. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for its end. */
    public RemoteCli.Result end() throws IOException, InterruptedException, TimeoutException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("it still runs: " + Files.readString(out) + Files.readString(errors));
        }
        return new RemoteCli.Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(errors, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
