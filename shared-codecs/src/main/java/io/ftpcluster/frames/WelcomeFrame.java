package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;
import static io.ftpcluster.frames.Limits.texts;

import java.util.List;

/**
 * The portal's answer to {@link HelloFrame}: the link is good.
 *
 * @param alias the server that the token belongs to
 * @param node which master holds the link
 * @param clock the portal's, in milliseconds since the epoch
 * @param intervalSeconds between two {@link TelemetryFrame} frames
 * @param accepts the types of frames that this portal takes beside those that every portal takes
 */
public record WelcomeFrame(String alias, String node, long clock, int intervalSeconds,
        List<String> accepts) implements Frame.FromPortal {

    public WelcomeFrame {
        text("alias", alias);
        text("node", node);
        SettingsFrame.interval(intervalSeconds);
        accepts = texts("accepts", accepts);
    }

    /** Of a portal that takes no more than every portal. */
    public WelcomeFrame(String alias, String node, long clock, int intervalSeconds) {
        this(alias, node, clock, intervalSeconds, List.of());
    }
}
