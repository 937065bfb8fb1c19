package io.ftpcluster.master.config;

import io.ftpcluster.master.config.Config.Backups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Backups that the portal makes by itself. */
final class BackupSettings {

    private BackupSettings() {}

    /** Each value is checked even when unused, so that a mistake shows now and not on the day they are switched on. */
    static Optional<Backups> read(ConfigSources settings) {
        Duration every = Duration.ofHours(Parsers.number(settings.get(Variable.BACKUP_HOURS), 1, 8_784));
        int kept = Parsers.number(settings.get(Variable.BACKUP_KEEP), 1, 1_000);
        boolean keys = Parsers.flag(settings.get(Variable.BACKUP_KEYS));
        return settings.find(Variable.BACKUP_DIR)
                .map(given -> new Backups(folder(given), every, kept, keys, settings
                        .find(Variable.BACKUP_PASSPHRASE_FILE)
                        .map(file -> PassphraseFile.read(Parsers.path(file), Variable.BACKUP_PASSPHRASE_FILE.key()))));
    }

    private static Path folder(ConfigSources.Given given) {
        Path folder = Parsers.path(given);
        if (!Files.isDirectory(folder)) {
            throw given.wrong("must be a folder that is there, not " + QuotedValue.shown(folder.toString()));
        }
        return folder;
    }
}
