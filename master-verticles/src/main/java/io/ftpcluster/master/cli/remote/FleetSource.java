package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.fleet.FleetFile;
import io.ftpcluster.master.cli.fleet.FleetFileException;
import io.ftpcluster.master.cli.fleet.FleetFileReader;
import io.ftpcluster.master.cli.fleet.Problem;
import io.ftpcluster.master.cli.fleet.SecretSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A fleet file, or standard input, and what it refers to. Secrets' paths are seen from the file's folder. */
final class FleetSource {

    private static final int MOST_SHOWN = 20;

    private final Path path;
    private final CommandOutput screen;

    FleetSource(Path path, CommandOutput screen) {
        this.path = path;
        this.screen = screen;
    }

    boolean isStandardInput() {
        return path.equals(Path.of("-"));
    }

    private String name() {
        return isStandardInput() ? "standard input" : path.toString();
    }

    FleetFile read() {
        try {
            return FleetFileReader.read(bytes());
        } catch (FleetFileException e) {
            throw refused(e);
        }
    }

    private byte[] bytes() {
        try (InputStream file = isStandardInput() ? null : Files.newInputStream(path)) {
            // One more, so that it is seen that it is too much.
            return (file == null ? System.in : file).readNBytes(FleetFileReader.mostBytes() + 1);
        } catch (IOException e) {
            CommandException failed = new CommandException(ExitCodes.USAGE,
                    "-f: can't read " + name() + ": " + FileProblem.text(e));
            failed.initCause(e);
            throw failed;
        }
    }

    /** A line for each problem. */
    CommandException refused(FleetFileException wrong) {
        int count = wrong.problems().size();
        for (Problem problem : wrong.problems().subList(0, Math.min(count, MOST_SHOWN))) {
            screen.remark(name() + ":" + problem.line() + ": " + problem.text());
        }
        CommandException failed = new CommandException(ExitCodes.USAGE,
                name() + (count == 1 ? " has a problem" : " has " + count + " problems") + "; nothing was changed");
        failed.initCause(wrong);
        return failed;
    }

    Secret secret(SecretSource source) throws FleetFileException {
        try {
            return source.isFile() ? file(source.place()) : variable(source.place());
        } catch (CommandException e) {
            FleetFileException wrong = new FleetFileException(source.line(), e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }

    private Secret file(String place) {
        if (place.equals("-")) {
            throw new CommandException(ExitCodes.USAGE, "file: - is no file");
        }
        Path folder = isStandardInput() ? null : path.toAbsolutePath().getParent();
        return SecretInput.firstLine(folder == null ? Path.of(place) : folder.resolve(place), "file");
    }

    private static Secret variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new CommandException(ExitCodes.USAGE, "env: " + name + " isn't set");
        }
        return new Secret(value);
    }
}
