package io.ftpcluster.agent.link;

import io.ftpcluster.frames.Protocol;
import java.time.Duration;

/**
 * How patient an agent is.
 *
 * @param firstWait the most that it waits before the second attempt; doubled for each round of attempts that failed
 * @param longestWait what that doubles up to
 * @param firstRefusedWait what it waits after a refusal, and up to half as long again; doubled for each further one
 * @param longestRefusedWait what that doubles up to
 * @param goingAwayWait the most that it waits when the portal said that it stops
 * @param lasting a link of this length ends the row of failures
 * @param pingAfter without a sign of the portal; twice as long ends the link
 */
public record Timings(Duration firstWait, Duration longestWait, Duration firstRefusedWait, Duration longestRefusedWait,
        Duration goingAwayWait, Duration lasting, Duration pingAfter) {

    /** Where there is another master to go to, a wrong guess that this one is dead costs little. */
    private static final Duration PING_AFTER_OF_MANY = Duration.ofSeconds(5);

    /** @param masters how many the agent has been told of */
    public static Timings standard(int masters) {
        return new Timings(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60),
                Duration.ofMinutes(15), Duration.ofSeconds(2), Duration.ofSeconds(30),
                masters > 1 ? PING_AFTER_OF_MANY : Duration.ofSeconds(Protocol.PING_SECONDS));
    }
}
