package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;

/**
 * The portal has a {@link DatalinkFrame}; the agent may forget its changes.
 *
 * @param id of the last of them; null when there were none
 */
public record DatalinkStoredFrame(String id) implements Frame.FromPortal {

    public DatalinkStoredFrame {
        text("id", id);
    }
}
