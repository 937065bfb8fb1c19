package io.ftpcluster.master.demo;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Variable;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo's two FTP servers in one process beside the portal's: so Apache FtpServer isn't on the class
 * path of portals. That process ends with its standard input, and so doesn't outlive this one. Thread-safe.
 */
public final class DemoFtpServers implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(DemoFtpServers.class);
    private static final String ARCHIVE = "demo/demo-ftp-server.jar";
    /** It runs for minutes and moves bytes: quick to start and small. */
    private static final List<String> OPTIONS = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError");
    private static final String PORT = "port ";
    /** It takes less than one second on an idle machine. */
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(10);

    private static final List<String> ALIASES = List.of(Demo.ALPHA, Demo.BETA);

    private final Process process;
    private final Path folder;
    private final Secret password = Demo.randomPassword();
    private final CompletableFuture<List<Integer>> ports = new CompletableFuture<>();
    private volatile boolean stopping;

    private DemoFtpServers(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        ports.orTimeout(START.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns at once, so that the portal may start meanwhile: {@link #port} waits. Their folders may be made later. */
    public static DemoFtpServers start(Path dataDir) throws IOException {
        return start(archive(), dataDir);
    }

    /** Beside the archive, or the classes, that this class is from. */
    private static Path archive() {
        try {
            return Path.of(DemoFtpServers.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .resolveSibling(ARCHIVE);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static DemoFtpServers start(Path archive, Path dataDir) throws IOException {
        if (!Files.isReadable(archive)) {
            throw failed("the demo needs " + archive + " for its FTP servers, which "
                    + (Files.exists(archive) ? "can't be read" : "isn't there: build FTPCluster again"));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-jar", archive.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (Variable variable : Variable.values()) { // among them secrets, which are none of its business
            builder.environment().remove(variable.key());
        }
        DemoFtpServers servers = new DemoFtpServers(builder.start(), dataDir.resolve("demo").toAbsolutePath());
        // Not on a virtual thread: reading a pipe holds its carrier.
        Thread.ofPlatform().daemon().name("demo-ftp-servers").start(servers::watch);
        servers.tell();
        return servers;
    }

    /** Not on the command line, where everybody on the machine would see the password. */
    private void tell() {
        try {
            DataOutputStream input = new DataOutputStream(process.getOutputStream());
            input.writeUTF(Demo.USERNAME);
            input.writeUTF(password.value());
            input.writeInt(ALIASES.size());
            for (String alias : ALIASES) {
                input.writeUTF(folder(alias).toString());
            }
            input.flush();
        } catch (IOException e) {
            LOG.debug("{} read no input; watch() tells how it ended", this, e);
        }
    }

    private void watch() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            List<Integer> found = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The JVM itself may have been told by the environment to write there, too.
                if (line.startsWith(PORT) && found.size() < ALIASES.size()) {
                    found.add(Integer.valueOf(line.substring(PORT.length())));
                    if (found.size() == ALIASES.size()) {
                        ports.complete(List.copyOf(found));
                    }
                }
            }
            tellEnd(process.waitFor());
        } catch (IOException | NumberFormatException e) {
            ports.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellEnd(int exitCode) {
        boolean atStart = ports.completeExceptionally(
                failed(this + " ended at their start with exit code " + exitCode + "; what they said stands above"));
        if (!atStart && !stopping) {
            LOG.error("{} have ended with exit code {}; start the demo again", this, exitCode);
        }
    }

    /** On {@link #HOST}; waits until both servers listen, 90 s at most. */
    int port(String alias) {
        try {
            return ports.join().get(ALIASES.indexOf(alias));
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case FailureException failed -> failed;
                case TimeoutException late -> failed(this + " did not start within " + START.toSeconds() + " s");
                default -> failed(this + " can't be understood: " + e.getCause().getMessage());
            };
        }
    }

    private static FailureException failed(String why) {
        return Failure.of(FailureCode.UNAVAILABLE, why).exception();
    }

    Path folder(String alias) {
        return folder.resolve(alias);
    }

    /** Of the user {@link Demo#USERNAME} on both. */
    Secret password() {
        return password;
    }

    long pid() {
        return process.pid();
    }

    /** Returns when they have ended, which takes 10 s at most: then they are killed. */
    @Override
    public void close() {
        stopping = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("{} had ended before", this, e);
        }
        try {
            if (!process.waitFor(STOP)) {
                LOG.error("{} did not stop within {} s and are killed", this, STOP.toSeconds());
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "the demo's FTP servers (process " + process.pid() + ")";
    }
}
