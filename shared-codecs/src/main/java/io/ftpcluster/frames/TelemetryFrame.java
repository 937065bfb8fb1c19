package io.ftpcluster.frames;

/** What an agent measured just now. */
public record TelemetryFrame(Sample sample) implements Frame.FromAgent {

    public TelemetryFrame {
        if (sample == null) {
            throw new FrameException("sample is missing");
        }
    }
}
