package io.ftpcluster.frames;

import java.util.List;

/**
 * Minute samples from a time without a link, oldest first; answered by {@link StoredFrame}, before which the agent neither
 * forgets them nor sends the next.
 */
public record HistoryFrame(List<Sample> samples) implements Frame.FromAgent {

    public HistoryFrame {
        if (samples == null || samples.isEmpty() || samples.size() > Protocol.MAX_HISTORY) {
            throw new FrameException("samples must be 1 to " + Protocol.MAX_HISTORY);
        }
        samples = List.copyOf(samples);
    }
}
