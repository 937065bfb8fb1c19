package io.ftpcluster.agent.link;

import io.ftpcluster.frames.Protocol;

/** The seconds between two samples as the portal last wanted them. Thread-safe. */
final class Interval {

    private final Runnable onChange;
    private volatile int seconds = Protocol.DEFAULT_INTERVAL_SECONDS;

    /** @param onChange called after each {@link #set} */
    Interval(Runnable onChange) {
        this.onChange = onChange;
    }

    void set(int wanted) {
        seconds = wanted;
        onChange.run();
    }

    int seconds() {
        return seconds;
    }
}
