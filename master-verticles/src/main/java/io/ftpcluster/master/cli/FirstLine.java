package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret on the first line of a file, or of standard input. */
final class FirstLine {

    private static final int MOST = 65_536;
    private static final Path STANDARD_INPUT = Path.of("-");

    private FirstLine() {}

    /** @param option by which the file was named */
    static Secret of(Path file, String option) {
        try {
            String text = file.equals(STANDARD_INPUT) ? read(System.in) : read(file);
            String line = text.lines().findFirst().orElse("").strip();
            if (line.isEmpty()) {
                throw new ConfigException(option + ": " + file + " has nothing in it");
            }
            return new Secret(line);
        } catch (IOException e) {
            throw new ConfigException(option + ": can't read " + file + ": " + FileProblem.text(e), e);
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
    }
}
