package io.ftpcluster.master.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups that the portal has made by itself, known by their names; whatever else lies there is left alone. */
final class BackupFolder {

    private static final Logger LOG = LoggerFactory.getLogger(BackupFolder.class);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'ftpcluster-'uuuuMMdd-HHmmss'.backup'");

    private final Path folder;

    private record Kept(Path file, Instant at) {}

    BackupFolder(Path folder) {
        this.folder = folder;
    }

    Path fileFor(Instant now) {
        return folder.resolve(NAME.format(now.atOffset(ZoneOffset.UTC)));
    }

    /** When the newest was made. */
    Optional<Instant> newest() throws IOException {
        return all().stream().map(Kept::at).findFirst();
    }

    /** Removes all but the newest. */
    void keep(int count) throws IOException {
        for (Kept old : all().stream().skip(count).toList()) {
            Files.deleteIfExists(old.file());
            LOG.info("The backup {} was removed, as {} newer ones are kept", old.file(), count);
        }
    }

    private List<Kept> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> kept(file).stream())
                    .sorted((one, other) -> other.at().compareTo(one.at()))
                    .toList();
        }
    }

    private static Optional<Kept> kept(Path file) {
        try {
            Instant at = LocalDateTime.parse(String.valueOf(file.getFileName()), NAME).toInstant(ZoneOffset.UTC);
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(new Kept(file, at))
                    : Optional.empty();
        } catch (DateTimeParseException another) {
            return Optional.empty();
        }
    }
}
