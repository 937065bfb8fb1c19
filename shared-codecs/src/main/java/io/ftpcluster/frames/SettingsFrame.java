package io.ftpcluster.frames;

/** What is to be different from now on: the seconds between two {@link TelemetryFrame} frames. */
public record SettingsFrame(int intervalSeconds) implements Frame.FromPortal {

    public SettingsFrame {
        interval(intervalSeconds);
    }

    static void interval(int seconds) {
        if (seconds < Protocol.MIN_INTERVAL_SECONDS || seconds > Protocol.MAX_INTERVAL_SECONDS) {
            throw new FrameException("interval_seconds must be " + Protocol.MIN_INTERVAL_SECONDS + " to "
                    + Protocol.MAX_INTERVAL_SECONDS);
        }
    }
}
