package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.auth.GeneratedPassword;
import io.ftpcluster.master.cli.CommandException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes passwords up, and keeps them in a file that its owner alone can read, each before it is used: none is lost. */
final class NewPasswords implements AutoCloseable {

    private final Path path;
    private final FileChannel file;

    /** @param path of a file that isn't there yet, as there may be passwords in it */
    NewPasswords(Path path) {
        this.path = path;
        try {
            file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw unwritable(ExitCodes.USAGE, e);
        }
    }

    synchronized Secret make(String username) {
        Secret password = GeneratedPassword.make();
        ByteBuffer line = ByteBuffer.wrap((username + "\t" + password.value() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
            file.force(false);
        } catch (IOException e) {
            throw unwritable(ExitCodes.REFUSED, e);
        }
        return password;
    }

    private CommandException unwritable(int exitCode, IOException cause) {
        CommandException failed = new CommandException(exitCode,
                "--generate-passwords: can't write " + path + ": " + FileProblem.text(cause));
        failed.initCause(cause);
        return failed;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unwritable(ExitCodes.REFUSED, e);
        }
    }
}
