package io.ftpcluster.agent.account;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.FrameText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The system's programs for users and groups. Never through a shell, and no secret is an argument. */
final class Programs {

    private static final List<String> NEEDED = List.of("groupadd", "useradd", "usermod", "userdel", "chpasswd");
    private static final String OPENSSL = "/usr/bin/openssl";
    /** They wait up to 15 s for each other. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 20;
    private static final int GRACE_SECONDS = 2;
    private static final int LONGEST_OUTPUT = 4096;

    private final Path folder;

    /** @param output the beginning of what it wrote on both outputs */
    record Result(String program, int exitCode, String output) {

        boolean isDone() {
            return exitCode == 0;
        }

        /** @throws AccountException unless it did what it was to do */
        void check() throws AccountException {
            if (!isDone()) {
                throw AccountException.failed(failure());
            }
        }

        /** One line for people. */
        String failure() {
            String line = output.lines().filter(each -> !each.isBlank()).findFirst().orElse("said nothing");
            return FrameText.clean(program + " (exit code " + exitCode + "): " + line);
        }
    }

    Programs(Path folder) {
        this.folder = folder;
    }

    boolean areThere() {
        return NEEDED.stream().map(folder::resolve).allMatch(Files::isExecutable);
    }

    /** Whether there is one that not every server has. */
    boolean has(String program) {
        return Files.isExecutable(folder.resolve(program));
    }

    Result run(String program, String... arguments) throws AccountException, InterruptedException {
        return run(program, new byte[0], arguments);
    }

    /** @param input for its standard input; less than a pipe holds, 64 KiB */
    Result run(String program, byte[] input, String... arguments) throws AccountException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
        command.addAll(Arrays.asList(arguments));
        return run(program, new ProcessBuilder(command).redirectErrorStream(true), input, PATIENCE);
    }

    /**
     * A .tar.gz of all that is in a folder, not following links.
     *
     * @param archive is there already
     */
    static void archive(Path content, File archive, Duration patience) throws AccountException, InterruptedException {
        String tar = Files.isExecutable(Path.of("/bin/tar")) ? "/bin/tar" : "/usr/bin/tar";
        ProcessBuilder command = new ProcessBuilder(tar, "--create", "--gzip", "--file=-", "--numeric-owner",
                "--warning=no-file-ignored", "--directory=" + content, "--", ".");
        command.redirectOutput(archive);
        run("tar", command, new byte[0], patience).check();
    }

    /** By SHA-512-crypt with a salt of its own. The password goes by standard input. */
    static Secret hash(Secret password) throws AccountException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(OPENSSL, "passwd", "-6", "-stdin").redirectErrorStream(true);
        Result result = run("openssl", command, (password.value() + "\n").getBytes(StandardCharsets.UTF_8), PATIENCE);
        result.check();
        return new Secret(result.output().strip());
    }

    private static Result run(String program, ProcessBuilder command, byte[] input, Duration patience)
            throws AccountException, InterruptedException {
        command.environment().clear();
        command.environment().put("LC_ALL", "C");
        command.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.directory(new File("/"));
        Process process = start(program, command);
        try {
            feed(process, input);
            return await(program, process, patience);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String program, ProcessBuilder command) throws AccountException {
        try {
            return command.start();
        } catch (IOException e) {
            throw AccountException.failed(program + " can't be run", e);
        }
    }

    private static void feed(Process process, byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException ended) {
            // It ended before it had read all; its exit code says what that means.
            return;
        }
    }

    private static Result await(String program, Process process, Duration patience)
            throws AccountException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        StringBuilder output = new StringBuilder();
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                take(process, output);
                if (System.nanoTime() - end > 0) {
                    throw AccountException.failed(program + " wasn't done within " + patience.toSeconds() + " s");
                }
            }
            take(process, output);
            return new Result(program, process.exitValue(), output.toString());
        } catch (InterruptedException e) {
            // Better done than cut off in the middle, as long as that is soon.
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            throw e;
        } catch (IOException e) {
            throw AccountException.failed("what " + program + " says can't be read", e);
        }
    }

    /** Of the two streams one is empty when both are one, or when the output goes to a file. */
    private static void take(Process process, StringBuilder output) throws IOException {
        take(process.getInputStream(), output);
        take(process.getErrorStream(), output);
    }

    /** Reads what there is, so that the program is never held up, and keeps the beginning. */
    private static void take(InputStream from, StringBuilder to) throws IOException {
        while (from.available() > 0) {
            String text = new String(from.readNBytes(Math.min(from.available(), LONGEST_OUTPUT)),
                    StandardCharsets.UTF_8);
            to.append(text, 0, Math.min(text.length(), LONGEST_OUTPUT - to.length()));
        }
    }
}
