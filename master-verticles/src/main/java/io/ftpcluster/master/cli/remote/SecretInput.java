package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.auth.GeneratedPassword;
import io.ftpcluster.master.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where passwords and keys come from: a file, standard input, or a person who isn't shown what he types; never an argument. */
final class SecretInput {

    /** As much as the portal takes of a key, and then some. */
    private static final int MOST = 65_536;
    private static final Path STANDARD_INPUT = Path.of("-");

    private SecretInput() {}

    /** @param option by which the file was named; each use of - takes the next line of standard input */
    static Secret firstLine(Path file, String option) {
        if (file.equals(STANDARD_INPUT)) {
            try {
                return nonEmpty(line(System.in), option + ": standard input");
            } catch (IOException e) {
                throw unreadable(option, file, e);
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            return nonEmpty(line(in), option + ": " + file);
        } catch (IOException e) {
            throw unreadable(option, file, e);
        }
    }

    /** All of it, for keys. */
    static Secret whole(Path file, String option) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new CommandException(ExitCodes.USAGE, option + ": " + file + " is too large for a key");
            }
            return nonEmpty(new String(bytes, StandardCharsets.UTF_8), option + ": " + file);
        } catch (IOException e) {
            throw unreadable(option, file, e);
        }
    }

    /** @param otherwise what to do where there is no terminal */
    static Secret ask(String what, String otherwise) {
        Console console = Terminal.console()
                .orElseThrow(() -> new CommandException(ExitCodes.USAGE,
                        "there is no terminal to ask on (" + what + "): " + otherwise));
        char[] typed = console.readPassword("%s: ", what);
        if (typed == null || typed.length == 0) {
            throw new CommandException(ExitCodes.USAGE, "nothing was typed");
        }
        return new Secret(new String(typed));
    }

    /** A password that is new: of the file, or made up, or typed twice. */
    static Secret newPassword(Path file, boolean make, String option) {
        if (file != null && make) {
            throw new CommandException(ExitCodes.USAGE, option + " and --generate-password exclude each other");
        }
        if (make) {
            return GeneratedPassword.make();
        }
        if (file != null) {
            return firstLine(file, option);
        }
        Secret first = ask("New password", "use " + option + " or --generate-password");
        Optional<char[]> second = Terminal.console().map(console -> console.readPassword("Again: "));
        if (second.isEmpty() || !Arrays.equals(first.value().toCharArray(), second.get())) {
            throw new CommandException(ExitCodes.USAGE, "the two differ; nothing was changed");
        }
        return first;
    }

    /** Byte by byte, so that the next line is still there for whoever asks next. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n' && bytes.size() < MOST; b = in.read()) {
            bytes.write(b);
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static Secret nonEmpty(String text, String where) {
        if (text.isEmpty()) {
            throw new CommandException(ExitCodes.USAGE, where + " has nothing in it");
        }
        return new Secret(text);
    }

    private static CommandException unreadable(String option, Path file, IOException cause) {
        CommandException failed = new CommandException(ExitCodes.USAGE,
                option + ": can't read " + file + ": " + FileProblem.text(cause));
        failed.initCause(cause);
        return failed;
    }
}
