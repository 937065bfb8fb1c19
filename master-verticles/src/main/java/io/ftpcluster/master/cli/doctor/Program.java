package io.ftpcluster.master.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of the system that says something in a line or two. */
final class Program {

    private static final int SECONDS = 3;
    private static final int MOST = 16 * 1024;

    private Program() {}

    /** Empty when it isn't there, fails, or says nothing in time. */
    static Optional<String> output(String... command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            try (InputStream out = process.getInputStream()) {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                return Optional.of(new String(out.readNBytes(MOST), StandardCharsets.UTF_8).strip());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
