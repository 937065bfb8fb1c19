package io.ftpcluster.testing;

import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database of the portal's Python version: what its SQLAlchemy models, passlib and cryptography made of some users, servers and
 * permissions, good ones and bad ones.
 */
public final class PythonVersion {

    /** Its FERNET_KEY. */
    public static final Secret KEY = new Secret("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    public static final String ANNAS_PASSWORD = "anna's passphrase";

    private PythonVersion() {}

    /** Makes the file. */
    public static Path database(Path file) {
        try (InputStream script = PythonVersion.class.getResourceAsStream("python-version.sql")) {
            return database(file, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the file, or changes it, by statements of SQL. */
    public static Path database(Path file, String script) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
            return file;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
