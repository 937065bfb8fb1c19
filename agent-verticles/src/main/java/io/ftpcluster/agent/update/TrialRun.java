package io.ftpcluster.agent.update;

import io.ftpcluster.frames.FrameText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whether a new agent runs here at all: its Java may be too old, or the archive something else than what it is said to be. */
final class TrialRun {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_OUTPUT = 4096;

    private TrialRun() {}

    /** @throws UpdateException unless it says that it is this version */
    static void check(Path launcher, String version) throws UpdateException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(launcher.toString(), "--version").redirectErrorStream(true).start();
        } catch (IOException e) {
            throw UpdateException.failed("the new agent can't be started: " + FrameText.clean(e.getMessage()), e);
        }
        try (InputStream out = process.getInputStream()) {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw UpdateException
                        .failed("the new agent didn't say its version within " + PATIENCE.toSeconds() + " s");
            }
            String said = new String(out.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0 || !said.equals("ftpcluster agent " + version)) {
                throw UpdateException.failed("the new agent doesn't say that it is version " + version
                        + ", but (exit code " + process.exitValue() + "): " + FrameText.clean(said));
            }
        } catch (IOException e) {
            throw UpdateException.failed("what the new agent says can't be read", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
