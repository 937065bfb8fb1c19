package io.ftpcluster.master.config;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first line of a file, as a passphrase. */
public final class PassphraseFile {

    /** Whoever has the file can try as many as a computer can. */
    private static final int LEAST = 12;
    private static final int MOST_BYTES = 4096;

    private PassphraseFile() {}

    /** @param origin what named the file, for messages */
    public static Secret read(Path file, String origin) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return check(text.lines().findFirst().orElse(""), origin + ": " + file);
        } catch (IOException e) {
            throw new ConfigException(origin + ": can't read " + file + ": " + FileProblem.text(e), e);
        }
    }

    /** @param origin where it came from, for messages */
    public static Secret check(String passphrase, String origin) {
        if (passphrase.length() < LEAST) {
            throw new ConfigException(origin + ": the passphrase must have at least " + LEAST
                    + " characters; four words, or more, drawn by chance are good");
        }
        return new Secret(passphrase);
    }
}
