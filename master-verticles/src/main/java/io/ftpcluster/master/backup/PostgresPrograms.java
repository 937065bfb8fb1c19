package io.ftpcluster.master.backup;

import java.nio.file.Path;

/** PostgreSQL's own programs: files, or names on the path. */
public record PostgresPrograms(Path dump, Path restore) {

    public static final PostgresPrograms ON_THE_PATH = new PostgresPrograms(Path.of("pg_dump"), Path.of("pg_restore"));
}
