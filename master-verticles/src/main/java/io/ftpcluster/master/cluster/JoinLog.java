package io.ftpcluster.master.cluster;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Hazelcast's log while this node joins. Only there it tells that a cluster refused the node for its name, which is made
 * of the keys; it then goes on alone.
 */
final class JoinLog extends Handler implements AutoCloseable {

    private static final String LOGGER = "com.hazelcast";
    private static final String SIGN = "different cluster-name";

    /** Kept, as the JDK forgets loggers that nobody holds, with their handlers. */
    private final Logger hazelcast = Logger.getLogger(LOGGER);
    private final Level usual = hazelcast.getLevel();
    private volatile boolean ofAnotherCluster;

    JoinLog() {
        hazelcast.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        if (String.valueOf(line.getMessage()).contains(SIGN)) {
            ofAnotherCluster = true;
        }
    }

    boolean isOfAnotherCluster() {
        return ofAnotherCluster;
    }

    /** What is being ended complains with many lines; the one that counts is ours. Until this is closed. */
    void silence() {
        hazelcast.setLevel(Level.OFF);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        hazelcast.removeHandler(this);
        hazelcast.setLevel(usual);
    }
}
