package io.ftpcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Debian machine with systemd, sshd and apt of its own, which {@code scripts/hosts.sh} boots. There are root (by key), admin
 * (sudo without a password), typist (sudo with his) and nobody-special (no sudo); their passwords are their names. Closing it
 * deletes it.
 */
public final class BootedHost implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 300;
    private static final Path SCRIPT = Checkout.REAL.resolve("scripts/hosts.sh");

    private final String name;
    private final String address;

    private BootedHost(String name, String... options) {
        this.name = name;
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(List.of(options));
        arguments.add(name);
        this.address = last(hosts(arguments.toArray(String[]::new)));
    }

    /** What a command printed on both streams, and how it ended. */
    public record Result(int code, String output) {}

    /** @param name 1 to 11 lower-case letters, digits and hyphens; one that a run before has left is deleted first */
    public static BootedHost up(String name) {
        hosts("down", name);
        return new BootedHost(name);
    }

    /** @param suite a release of Debian whose image there is */
    public static BootedHost up(String name, String suite) {
        hosts("down", name);
        return new BootedHost(name, "--suite", suite);
    }

    /** Whether {@code scripts/hosts.sh build} has made the image of a release of Debian. */
    public static boolean hasImage(String suite) {
        return Files.exists(folder().resolve("images").resolve(suite).resolve(".ready"));
    }

    private static Path folder() {
        return Path.of(System.getenv().getOrDefault("FTPCLUSTER_HOSTS_DIR", "/var/tmp/ftpcluster-hosts"));
    }

    private static String hosts(String... arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Result result = run(command, "");
        if (result.code() != 0) {
            throw new IllegalStateException(command + " failed: " + result.output());
        }
        return result.output();
    }

    /** {@code name address} is what it says last. */
    private static String last(String output) {
        String line = output.strip();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static Result run(List<String> command, String input) {
        try {
            Path output = Files.createTempFile("host", ".out");
            try {
                // By a file: what a command leaves running would keep a pipe open.
                Process process = new ProcessBuilder(command).redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " did not end: " + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    /** The key with which root may log in by SSH; OpenSSH's format. */
    public static String privateKey() throws IOException {
        return Files.readString(folder().resolve("id_ed25519"));
    }

    /** As root; whatever comes of it. */
    public Result attempt(String script) {
        return run(List.of(SCRIPT.toString(), "exec", name, "bash", "-c", script), "");
    }

    /** As root; returns what it printed, and fails with that when it fails. */
    public String shell(String script) {
        Result result = attempt(script);
        if (result.code() != 0) {
            throw new IllegalStateException(script + " failed on " + name + ": " + result.output());
        }
        return result.output().strip();
    }

    /** Whether it can be written like this, as root. */
    public boolean is(String condition) {
        return attempt(condition).code() == 0;
    }

    /** @param target absolute */
    public void write(String target, byte[] content) {
        Path file;
        try {
            file = Files.createTempFile("host", ".in");
            Files.write(file, content);
            Process process = new ProcessBuilder(SCRIPT.toString(), "exec", name, "sh", "-c", "cat >\"$0\"", target)
                    .redirectInput(file.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            Files.delete(file);
            if (code != 0) {
                throw new IllegalStateException("can't write " + target + " on " + name + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its power goes; the disk stays. */
    public void crash() {
        hosts("crash", name);
    }

    public void bootAgain() {
        hosts("up", name);
    }

    /** Its network goes. */
    public void cut() {
        hosts("cut", name);
    }

    public void mend() {
        hosts("mend", name);
    }

    @Override
    public void close() {
        hosts("down", name);
    }
}
