package io.ftpcluster.master.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A master of the demo in a process of its own. One that ends is started again after a while, as a service manager does.
 * Thread-safe.
 */
final class NodeProcess {

    /** Long enough to see what the others do without it. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Consumer<String> say;
    private Process process;
    private boolean stopping;

    /**
     * @param environment added to that of this process
     * @param log takes what it says
     */
    NodeProcess(String name, List<String> command, Map<String, String> environment, Path log, Consumer<String> say) {
        this.name = name;
        this.command = command;
        this.environment = environment;
        this.log = log;
        this.say = say;
    }

    synchronized void start() throws IOException {
        if (stopping) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        Process started = process;
        Thread.ofPlatform().daemon().name(name).start(() -> watch(started));
    }

    private void watch(Process running) {
        try {
            int exitCode = running.waitFor();
            if (tellEnd(running.pid(), exitCode)) {
                Thread.sleep(PAUSE);
                start();
                say.accept(this + " is started again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized boolean tellEnd(long pid, int exitCode) {
        if (!stopping) {
            say.accept(name + " (process " + pid + ") has ended with exit code " + exitCode
                    + "; it is started again in " + PAUSE.toSeconds() + " s");
        }
        return !stopping;
    }

    synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** It ends with its input, so that it doesn't outlive the demo, however that ends. Returns at once. */
    synchronized void stop() {
        stopping = true;
        if (process != null) {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param limit after it the process is killed */
    void awaitEnd(Duration limit) throws InterruptedException, TimeoutException {
        if (process != null && !process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new TimeoutException(name + " did not stop within " + limit.toSeconds() + " s");
        }
    }

    @Override
    public synchronized String toString() {
        return name + " (process " + process.pid() + ")";
    }
}
