package io.ftpcluster.master;

import io.ftpcluster.master.log.LibraryTraces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/** One line per event on standard error, unless the JVM was told otherwise. */
final class Logging {

    private static final String MANAGER = "java.util.logging.manager";

    private Logging() {}

    /** Before anything is logged: then the JDK has chosen its manager. */
    static void configure() {
        if (System.getProperty(MANAGER) == null) {
            System.setProperty(MANAGER, LastingLogs.class.getName());
        }
        if (System.getProperty("java.util.logging.config.file") == null) {
            readDefaults();
        }
        if (LogManager.getLogManager() instanceof LastingLogs logs) {
            logs.keep();
        }
        LibraryTraces.silence();
    }

    private static void readDefaults() {
        try (InputStream defaults = Logging.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
