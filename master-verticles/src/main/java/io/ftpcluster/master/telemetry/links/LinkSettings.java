package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.frames.Protocol;
import java.time.Duration;

/**
 * How this node treats agents' links.
 *
 * @param node its name, told to agents
 * @param intervalSeconds between two telemetry frames of servers that have no interval of their own
 * @param drain within which all links are ended when this node stops
 * @param hello within which the first frame must come
 * @param ping after so long without a sign of life the agent is asked for one
 * @param silence after so long without one the link is given up
 * @param storeAgain after so long history that could not be stored is tried again
 */
public record LinkSettings(String node, int intervalSeconds, Duration drain, Duration hello, Duration ping,
        Duration silence, Duration storeAgain) {

    private static final Duration STORE_AGAIN = Duration.ofSeconds(10);

    /** With the protocol's times. */
    public LinkSettings(String node, int intervalSeconds, Duration drain) {
        this(node, intervalSeconds, drain, Duration.ofSeconds(Protocol.HELLO_SECONDS),
                Duration.ofSeconds(Protocol.PING_SECONDS), Duration.ofSeconds(2 * Protocol.PING_SECONDS), STORE_AGAIN);
    }

    /** @param own the server's interval, or null */
    int intervalSeconds(Integer own) {
        return own == null ? intervalSeconds : own;
    }
}
