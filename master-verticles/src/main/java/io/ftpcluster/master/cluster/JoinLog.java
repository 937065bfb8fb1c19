package io.ftpcluster.master.cluster;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Hazelcast's log while this node joins. */
final class JoinLog implements AutoCloseable {

    private static final String LOGGER = "com.hazelcast";

    /** Kept, as the JDK forgets loggers that nobody holds, with their levels. */
    private final Logger hazelcast = Logger.getLogger(LOGGER);
    private final Level usual = hazelcast.getLevel();

    /** What is being ended complains with many lines; the one that counts is ours. Until this is closed. */
    void silence() {
        hazelcast.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        hazelcast.setLevel(usual);
    }
}
