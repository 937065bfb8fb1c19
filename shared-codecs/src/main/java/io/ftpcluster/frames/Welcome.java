package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;

/**
 * The portal's answer to {@link Hello}: the link is good.
 *
 * @param alias the server that the token belongs to
 * @param node which master holds the link
 * @param clock the portal's, in milliseconds since the epoch
 * @param intervalSeconds between two {@link Telemetry} frames
 */
public record Welcome(String alias, String node, long clock, int intervalSeconds) implements Frame.FromPortal {

    public Welcome {
        text("alias", alias);
        text("node", node);
        Settings.interval(intervalSeconds);
    }
}
