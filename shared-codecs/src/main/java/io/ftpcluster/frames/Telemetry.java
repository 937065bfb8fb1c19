package io.ftpcluster.frames;

/** What an agent measured just now. */
public record Telemetry(Sample sample) implements Frame.FromAgent {

    public Telemetry {
        if (sample == null) {
            throw new FrameException("sample is missing");
        }
    }
}
