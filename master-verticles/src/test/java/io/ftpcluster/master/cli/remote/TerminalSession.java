package io.ftpcluster.master.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real program at a terminal of its own, by {@code script}, and somebody who waits for its questions and types. */
final class TerminalSession implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final StringBuilder seen = new StringBuilder();
    private final Thread reader;

    /** @param arguments words that no shell would take for anything else */
    TerminalSession(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("script", "-qec",
                "exec \"$CLI_JAVA\" -XX:TieredStopAtLevel=1 -cp \"$CLI_PATH\" io.ftpcluster.master.Main "
                        + String.join(" ", arguments),
                "/dev/null").redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FTPCLUSTER_"));
        builder.environment().putAll(environment);
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("CLI_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("CLI_PATH", System.getProperty("java.class.path"));
        process = builder.start();
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        byte[] bytes = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                synchronized (seen) {
                    seen.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
                    seen.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (seen) {
                seen.append(e);
            }
        }
    }

    /** Types a line once it is asked for. */
    void answer(String question, String line) throws IOException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (seen) {
            while (seen.indexOf(question) < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || !process.isAlive()) {
                    throw new TimeoutException(question + " wasn't asked: " + seen);
                }
                seen.wait(Math.min(left, 1000));
            }
        }
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** All that was on the terminal, and the exit code. */
    RemoteCli.Result end() throws InterruptedException, TimeoutException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("it still runs: " + seen);
        }
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        synchronized (seen) {
            return new RemoteCli.Result(process.exitValue(), seen.toString(), "");
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
