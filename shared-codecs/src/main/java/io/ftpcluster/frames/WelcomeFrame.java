package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;

/**
 * The portal's answer to {@link HelloFrame}: the link is good.
 *
 * @param alias the server that the token belongs to
 * @param node which master holds the link
 * @param clock the portal's, in milliseconds since the epoch
 * @param intervalSeconds between two {@link TelemetryFrame} frames
 */
public record WelcomeFrame(String alias, String node, long clock, int intervalSeconds) implements Frame.FromPortal {

    public WelcomeFrame {
        text("alias", alias);
        text("node", node);
        SettingsFrame.interval(intervalSeconds);
    }
}
