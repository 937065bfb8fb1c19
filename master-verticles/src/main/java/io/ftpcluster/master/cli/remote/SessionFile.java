package io.ftpcluster.master.cli.remote;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where the session with one portal is kept: a file of its own that only its owner may read, in
 * {@code $XDG_CONFIG_HOME/ftpcluster/sessions}. It is written in one step, so that a full disk leaves what there was.
 */
final class SessionFile {

    private static final int MOST = 65_536;
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<PosixFilePermission> OF_THE_OWNER = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path file;

    private SessionFile(Path file) {
        this.file = file;
    }

    static SessionFile of(URI portal) {
        return in(settings(), portal);
    }

    /** @param settings the user's folder for those of all programs */
    static SessionFile in(Path settings, URI portal) {
        String scheme = portal.getScheme().toLowerCase(Locale.ROOT);
        int port = portal.getPort() >= 0 ? portal.getPort() : scheme.equals("https") ? 443 : 80;
        String path = portal.getRawPath() == null ? "" : portal.getRawPath();
        String name = PortalClient
                .segment(scheme + "://" + portal.getHost().toLowerCase(Locale.ROOT) + ":" + port + path);
        return new SessionFile(settings.resolve("ftpcluster").resolve("sessions").resolve(name + ".json"));
    }

    /** By the XDG base directory specification, which has relative paths ignored. */
    private static Path settings() {
        String set = System.getenv("XDG_CONFIG_HOME");
        return set != null && set.startsWith("/") ? Path.of(set) : Path.of(System.getProperty("user.home"), ".config");
    }

    Path path() {
        return file;
    }

    /** Empty when nobody has logged in. */
    Optional<StoredSession> read() {
        try {
            PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile() || found.size() > MOST) {
                throw unusable("is no file of a login; remove it");
            }
            if (!OF_THE_OWNER.containsAll(found.permissions())) {
                throw unusable("holds a login and may be read or changed by others than its owner, who may have it"
                        + " already: end it (ftpcluster logout after chmod 600), and log in again");
            }
            return Optional.of(StoredSession.parse(Files.readString(file))
                    .orElseThrow(() -> unusable("is no file of a login; remove it, or log in again")));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("can't read " + file, e);
        }
    }

    void write(StoredSession session) {
        Path folder = file.getParent();
        try {
            Files.createDirectories(folder.getParent().getParent());
            makeOwn(folder.getParent());
            makeOwn(folder);
            Path temporary = Files.createTempFile(folder, ".session", ".tmp", OWNERS_FILE);
            try {
                Files.writeString(temporary, session.text());
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw failed("can't keep the login in " + file, e);
        }
    }

    private static void makeOwn(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, OWNERS_FOLDER);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(folder)) {
                throw there;
            }
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("can't remove " + file, e);
        }
    }

    private CommandException unusable(String why) {
        return new CommandException(ExitCodes.USAGE, file + " " + why);
    }

    private static CommandException failed(String what, IOException cause) {
        CommandException failed = new CommandException(ExitCodes.REFUSED, what + ": " + FileProblem.text(cause));
        failed.initCause(cause);
        return failed;
    }
}
