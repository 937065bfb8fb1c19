package io.ftpcluster.master.cluster;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Hears that a cluster refused this node for its name, which is made of the keys: Hazelcast tells that to its log only and
 * goes on alone.
 */
final class JoinFailure extends Handler implements AutoCloseable {

    private static final String LOGGER = "com.hazelcast.cluster";
    private static final String SIGN = "different cluster-name";

    /** Kept, as the JDK forgets loggers that nobody holds, with their handlers. */
    private final Logger hazelcast = Logger.getLogger(LOGGER);
    private volatile boolean ofAnotherCluster;

    JoinFailure() {
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

    @Override
    public void flush() {}

    @Override
    public void close() {
        hazelcast.removeHandler(this);
    }
}
