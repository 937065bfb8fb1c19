package io.ftpcluster.master.persistence;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A SQLite database with all tables and no rows, made once in each JVM of tests and copied from then on: Flyway reads each
 * migration with regular expressions, which was 15 % of the unit tests' processor time.
 */
public final class MigratedSqlite {

    static final Config.Database SQLITE = new Config.Database(Optional.empty(), Optional.empty(), Optional.empty());
    private static final String FILE = "ftpcluster.db";

    private MigratedSqlite() {}

    private static final class Made {
        private static final byte[] BYTES = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("ftpcluster-migrated");
                try (Engine engine = Engine.of(SQLITE, folder)) {
                    new Schema(engine.patientSource()).migrate();
                }
                byte[] bytes = Files.readAllBytes(folder.resolve(FILE));
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Puts it where a portal with this folder will look, unless there is one. */
    public static void into(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
            Path file = dataDir.resolve(FILE);
            if (!Files.exists(file)) {
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(file, Made.BYTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
