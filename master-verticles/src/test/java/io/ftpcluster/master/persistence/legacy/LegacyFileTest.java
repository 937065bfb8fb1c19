package io.ftpcluster.master.persistence.legacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.testing.PythonVersion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody hands in. */
class LegacyFileTest {

    private static final LegacyNames AS_USUAL = LegacyNames.of(Map.of(), Map.of());

    @TempDir
    private Path dir;

    private LegacyData read(Path file, LegacyNames names) throws IOException {
        Path folder = Files.createTempDirectory(dir, "copy");
        try (LegacyFile source = LegacyFile.open(file, folder)) {
            return LegacyData.read(source, names);
        }
    }

    private LegacyData read(Path file) throws IOException {
        return read(file, AS_USUAL);
    }

    private void assertRefused(String why, Path file, LegacyNames names) {
        FailureException refused = assertThrows(FailureException.class, () -> read(file, names));
        assertEquals(FailureCode.INVALID, refused.failure().code());
        assertTrue(refused.failure().detail().contains(why), refused.failure().detail());
        assertEquals(1, refused.failure().detail().lines().count());
    }

    private void assertRefused(String why, Path file) {
        assertRefused(why, file, AS_USUAL);
    }

    private Path database(String script) {
        return PythonVersion.database(dir.resolve("made.db"), script);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(dir.resolve("file"), content);
    }

    @Test
    void theSourceStaysAsItIs() throws Exception {
        Path file = PythonVersion.database(dir.resolve("python.db"));
        byte[] before = Files.readAllBytes(file);

        assertEquals("5 users, 3 servers, 8 permissions", read(file).toString());
        assertArrayEquals(before, Files.readAllBytes(file));
        try (Stream<Path> beside = Files.list(dir)) {
            assertEquals(List.of("python.db"),
                    beside.filter(Files::isRegularFile).map(path -> path.getFileName().toString()).toList());
        }
    }

    /** What was committed there may still be beside the file. */
    @Test
    void aWriteAheadLogIsReadToo() throws Exception {
        Path file = PythonVersion.database(dir.resolve("python.db"));
        try (Connection running = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = running.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("INSERT INTO users VALUES (6, 'frida', 'x')");

            assertEquals("frida", read(file).users().getLast().get(Field.USERNAME).orElseThrow());
        }
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws Exception {
        assertRefused("there is none", dir.resolve("absent"));
        assertRefused("it is no file", dir);
        assertRefused("it is no SQLite database, or an encrypted one", file(new byte[0]));
        assertRefused("it is no SQLite database, or an encrypted one",
                file("-- PostgreSQL database dump".getBytes(StandardCharsets.UTF_8)));
        byte[] header = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
        assertRefused("it is damaged", file(Arrays.copyOf(header, 4096)));
        try (RandomAccessFile large = new RandomAccessFile(file(header).toFile(), "rw")) {
            large.setLength(LegacyFile.MOST_BYTES + 1);
        }
        assertRefused("it has more than 256 MiB", dir.resolve("file"));
    }

    @Test
    void aDamagedDatabaseIsRefused() throws Exception {
        Path file = PythonVersion.database(dir.resolve("python.db"));
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] garbage = new byte[8192];
            Arrays.fill(garbage, (byte) 0x7f);
            content.seek(4096);
            content.write(garbage);
        }
        assertRefused("it is damaged", file);
    }

    @Test
    void whatIsMissingIsNamedWithWhatThereIs() {
        assertRefused("There is no table for users (looked for users, user, accounts, account). Name it by --table"
                + " users=NAME. Its tables: none.", database("PRAGMA user_version = 1"));
        database("CREATE TABLE members (id INTEGER PRIMARY KEY, nick TEXT, secret TEXT);"
                + " CREATE TABLE servers (id INTEGER PRIMARY KEY, alias TEXT, host TEXT);"
                + " CREATE TABLE permissions (user_id INTEGER, server_id INTEGER, user_pass TEXT);");
        Path file = dir.resolve("made.db");
        assertRefused("Its tables: members, permissions, servers.", file);
        assertRefused(
                "There is no column for users.username (looked for username, user_name, login, name, email). Name it"
                        + " by --column users.username=NAME. The columns of members: id, nick, secret.",
                file, LegacyNames.of(Map.of("users", "members"), Map.of()));
        assertRefused("There is no column for users.username (looked for nack)", file,
                LegacyNames.of(Map.of("users", "members"), Map.of("users.username", "nack")));
    }

    @Test
    void whatCouldBeMeantIsNamed() {
        Path file = database("CREATE TABLE users (id INTEGER PRIMARY KEY, login TEXT, email TEXT, password_hash TEXT);"
                + " CREATE TABLE servers (id INTEGER PRIMARY KEY, alias TEXT, host TEXT);"
                + " CREATE TABLE user_servers (user_id INTEGER, server_id INTEGER, user_pass TEXT);"
                + " CREATE TABLE user_permissions (user_id INTEGER, what TEXT);");

        assertRefused("It isn't clear which table for permissions is meant: user_permissions or user_servers.", file);
        assertRefused("It isn't clear which column for users.username is meant: login or email.", file,
                LegacyNames.of(Map.of("permissions", "user_servers"), Map.of()));
    }

    @Test
    void otherNamesAreFoundOrGiven() throws Exception {
        Path file = database("""
                CREATE TABLE "User" (uid TEXT PRIMARY KEY, Login TEXT, "pass ""word" TEXT);
                CREATE TABLE ftp_servers (no INTEGER PRIMARY KEY, name TEXT, hostname TEXT, port INTEGER);
                CREATE TABLE permission (who TEXT REFERENCES "User" (uid), what INTEGER REFERENCES ftp_servers,
                  encrypted_password BLOB);
                INSERT INTO "User" VALUES ('u-1', 'anna', 'h');
                INSERT INTO ftp_servers VALUES (7, 'alpha', 'ftp1.example', 2121);
                INSERT INTO permission VALUES ('u-1', 7, CAST('token' AS BLOB));
                """);
        LegacyData data = read(file, LegacyNames.of(Map.of(), Map.of("users.password_hash", "pass \"word")));

        assertEquals(Map.of(Field.USERNAME, "anna", Field.PASSWORD_HASH, "h"), data.users().getFirst().values());
        assertEquals("u-1", data.users().getFirst().key());
        assertEquals(Map.of(Field.ALIAS, "alpha", Field.HOST, "ftp1.example", Field.FTP_PORT, "2121"),
                data.servers().getFirst().values());
        assertEquals(Map.of(Field.USER_ID, "u-1", Field.SERVER_ID, "7", Field.USER_PASS, "token"),
                data.permissions().getFirst().values());
    }

    /** A view may compute for ever, and a generated column too. */
    @Test
    void viewsAndGeneratedColumnsAreNotLookedAt() {
        String forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, i AS username, i"
                + " AS password_hash FROM n";
        assertRefused("There is no table for users", database("CREATE VIEW users AS " + forever));
        assertRefused("There is no column for users.username", PythonVersion.database(dir.resolve("other.db"),
                "CREATE TABLE users (id INTEGER, password_hash TEXT, username TEXT AS (printf('%.100000000c', password_hash)));"
                        + " CREATE TABLE servers (id INTEGER, alias TEXT, host TEXT);"
                        + " CREATE TABLE permissions (user_id INTEGER, server_id INTEGER, user_pass TEXT);"));
    }

    @Test
    void unknownNamesAreUsageErrors() {
        FailureException table = assertThrows(FailureException.class,
                () -> LegacyNames.of(Map.of("groups", "g"), Map.of()));
        assertEquals("--table: there is no groups; these can be named: users, servers, permissions",
                table.failure().detail());
        assertThrows(FailureException.class, () -> LegacyNames.of(Map.of(), Map.of("users.name", "x")));
    }
}
