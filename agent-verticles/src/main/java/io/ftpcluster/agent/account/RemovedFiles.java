package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Homes of accounts that have ended, in a folder beside the others that only root can enter. One is first put there as
 * unfinished, then becomes what was wanted; so whatever stops the agent, it is seen what is left to be done.
 */
final class RemovedFiles {

    static final String FOLDER = ".ftpcluster-removed";

    private static final String UNFINISHED = ".unfinished";
    private static final String ARCHIVE = ".tar.gz";
    private static final String PART = ".part";
    private static final Duration ARCHIVING = Duration.ofHours(1);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    /** No name of an account has upper-case letters, so this is never the beginning of another one. */
    private static final String TIMES = "-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?";
    private static final FileAttribute<Set<PosixFilePermission>> ROOTS_FOLDER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> ROOTS_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final Clock clock;

    RemovedFiles(Path root, Clock clock) {
        this.folder = root.resolve(FOLDER);
        this.clock = clock;
    }

    /** Puts a home away, out of everybody's reach. */
    void put(String name, Path home) throws IOException, AccountException {
        if (!isThere()) {
            Files.createDirectory(folder, ROOTS_FOLDER);
        }
        Files.move(home, unused(name + "-" + TIME.format(clock.instant())), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean isThere() throws IOException, AccountException {
        HomeFolders.Found found = HomeFolders.Found.at(folder);
        if (found != null
                && (!found.folder() || found.owner() != 0 || !found.permissions().equals(ROOTS_FOLDER.value()))) {
            throw AccountException.failed(folder + " must be a folder of root's with mode 0700");
        }
        return found != null;
    }

    private Path unused(String base) throws IOException {
        String free = base;
        for (int i = 2; isTaken(free); i++) {
            free = base + "-" + i;
        }
        return folder.resolve(free + UNFINISHED);
    }

    private boolean isTaken(String base) throws IOException {
        for (String ending : List.of("", UNFINISHED, ARCHIVE)) {
            if (HomeFolders.Found.at(folder.resolve(base + ending)) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a home of this name was put away and isn't yet what was wanted. */
    boolean isUnfinished(String name) throws IOException, AccountException {
        return isThere() && !unfinished(name).isEmpty();
    }

    /** Makes of all homes of this name that were put away what is wanted. */
    void finish(String name, DesiredAccount.Disposal wanted)
            throws IOException, AccountException, InterruptedException {
        for (Path unfinished : unfinished(name)) {
            String base = unfinished.getFileName().toString().replace(UNFINISHED, "");
            Path archive = folder.resolve(base + ARCHIVE);
            // With an archive it has begun to be removed, whatever is wanted now.
            boolean archived = HomeFolders.Found.at(archive) != null;
            if (wanted == DesiredAccount.Disposal.KEEP && !archived) {
                Files.setAttribute(unfinished, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(unfinished, "unix:gid", 0, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(unfinished, "posix:permissions", ROOTS_FOLDER.value(), LinkOption.NOFOLLOW_LINKS);
                Files.move(unfinished, folder.resolve(base), StandardCopyOption.ATOMIC_MOVE);
            } else {
                if (wanted == DesiredAccount.Disposal.ARCHIVE && !archived) {
                    archive(unfinished, archive);
                }
                FolderRemoval.remove(unfinished);
            }
        }
    }

    private List<Path> unfinished(String name) throws IOException {
        Pattern names = Pattern.compile(Pattern.quote(name) + TIMES + Pattern.quote(UNFINISHED));
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name + "-*" + UNFINISHED)) {
            entries.forEach(entry -> {
                if (names.matcher(entry.getFileName().toString()).matches()) {
                    found.add(entry);
                }
            });
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Under its name only when it is whole and on the disk. */
    private void archive(Path content, Path archive) throws IOException, AccountException, InterruptedException {
        Path part = folder.resolve(archive.getFileName() + PART);
        Files.deleteIfExists(part);
        boolean whole = false;
        try (FileChannel file = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ROOTS_FILE)) {
            Programs.archive(content, part.toFile(), ARCHIVING);
            file.force(true);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(part);
            }
        }
        Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
