package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How an agent's clock differs from ours. All times are milliseconds since the epoch. */
final class AgentClock {

    /** By so much it may run apart from what it was, by drift or a slow network, before that is a jump. */
    static final long TOLERANCE = TimeUnit.SECONDS.toMillis(60);
    /** Within this two clocks agree as well as a network lets us see: shifting by noise would move samples over minutes. */
    private static final long NOISE = TimeUnit.SECONDS.toMillis(2);
    /** What comes later was held up on its way. */
    private static final long LATE = TimeUnit.SECONDS.toMillis(5);
    /** By so much a sample, the usual difference may grow: clocks drift, and somebody may set one back. */
    private static final long CREEP = 200;
    private static final long OLDEST = TimeUnit.MINUTES.toMillis(Protocol.MAX_KEPT) + TimeUnit.HOURS.toMillis(1);

    private long offset;
    /** The difference when nothing holds samples up. */
    private long usual;

    /** @param theirs what the agent's clock said a moment ago */
    AgentClock(long theirs, long ours) {
        this.offset = offset(theirs, ours);
        this.usual = ours - theirs;
    }

    /**
     * Compares again.
     *
     * @param at of a sample that was measured just now
     * @return whether the agent's clock has jumped; from then on it counts as it is now
     */
    boolean jumped(long at, long ours) {
        if (Math.abs(ours - (at + offset)) <= TOLERANCE) {
            return false;
        }
        offset = offset(at, ours);
        usual = ours - at;
        return true;
    }

    /**
     * When a live sample was measured, by our clock: now, or before if the network or this process stood still meanwhile, so
     * that it counts where it belongs though the agent hands it over again.
     */
    long measured(long at, long ours) {
        long late = ours - at - usual;
        usual += Math.min(late, CREEP);
        return late > LATE ? ours - late : ours;
    }

    /** By our clock, oldest first, without those that can't be: from the future, or older than an agent keeps them. */
    List<Sample> possible(List<Sample> samples, long ours) {
        return samples.stream()
                .filter(sample -> isPossible(sample.at(), ours))
                .map(sample -> offset == 0 ? sample : sample.measuredAt(sample.at() + offset))
                .sorted(Comparator.comparingLong(Sample::at))
                .toList();
    }

    private boolean isPossible(long at, long ours) {
        long age = ours - offset - at;
        return age >= -TOLERANCE && age <= OLDEST && at + offset > 0;
    }

    private static long offset(long theirs, long ours) {
        long difference = ours - theirs;
        return Math.abs(difference) <= NOISE ? 0 : difference;
    }
}
