package io.ftpcluster.master.persistence.engine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library. A distribution has it beside the driver's JAR. Elsewhere the driver unpacks it into the temporary folder and
 * removes it when the JVM exits in peace, which a portal that is told to stop doesn't; so a folder of our own holds it, until it is
 * loaded.
 */
public final class NativeLibrary {

    /** Where the driver unpacks to; an operator whose temporary folder forbids programs sets it. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    /** The folder that it is in already. */
    private static final String PATH = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /** Does nothing when it is loaded already. */
    public static void load() throws IOException {
        if (System.getProperty(PATH) == null && isBesideDriver()) {
            System.setProperty(PATH, driver().getParent().toString());
        }
        if (System.getProperty(PATH) == null) {
            loadUnpacked();
        } else {
            initialize(System.getProperty(PATH));
        }
    }

    private static boolean isBesideDriver() throws IOException {
        return Files.isRegularFile(driver().resolveSibling(System.mapLibraryName("sqlitejdbc")));
    }

    /** Its JAR. */
    private static Path driver() throws IOException {
        try {
            return Path.of(SQLiteJDBCLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void initialize(String from) throws IOException {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) { // The driver declares no narrower one.
            throw new IOException("SQLite's native library can't be loaded from " + from, e);
        }
    }

    private static void loadUnpacked() throws IOException {
        Path base = Path
                .of(Objects.requireNonNullElse(System.getProperty(FOLDER), System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(base, "ftpcluster-sqlite");
        String before = System.getProperty(FOLDER);
        System.setProperty(FOLDER, folder.toString());
        try {
            initialize(folder.toString());
        } finally {
            restore(before);
            remove(folder);
        }
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(FOLDER);
        } else {
            System.setProperty(FOLDER, before);
        }
    }

    /** What is loaded stays so without its file. */
    private static void remove(Path folder) throws IOException {
        List<Path> unpacked;
        try (Stream<Path> files = Files.list(folder)) {
            unpacked = files.toList();
        }
        for (Path file : unpacked) {
            Files.delete(file);
        }
        Files.delete(folder);
    }
}
