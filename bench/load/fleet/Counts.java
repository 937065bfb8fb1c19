package fleet;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What happened to all links, from any thread. */
final class Counts {

    /** Frames whose time is remembered: those of some minutes, of which a dashboard sees each within seconds. */
    private static final int REMEMBERED = 1 << 20;
    private static final int SECONDS = 3600;

    final AtomicInteger linked = new AtomicInteger();
    final LongAdder frames = new LongAdder();
    final LongAdder losses = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder histories = new LongAdder();
    final LongAdder stored = new LongAdder();
    private final AtomicLong longestAway = new AtomicLong();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
    private final long began = System.nanoTime();
    private final AtomicIntegerArray attempts = new AtomicIntegerArray(SECONDS);
    private final AtomicIntegerArray connections = new AtomicIntegerArray(SECONDS);
    private final AtomicIntegerArray welcomes = new AtomicIntegerArray(SECONDS);
    private final AtomicLong lastMarker = new AtomicLong();
    private final AtomicLongArray sent = new AtomicLongArray(REMEMBERED);

    int second() {
        return (int) Math.min(SECONDS - 1, (System.nanoTime() - began) / 1_000_000_000L);
    }

    void attempt() {
        attempts.incrementAndGet(second());
    }

    void connected() {
        connections.incrementAndGet(second());
    }

    /** @param away since its link was lost, zero the first time */
    void linked(long away) {
        longestAway.accumulateAndGet(away, Math::max);
        linked.incrementAndGet();
        welcomes.incrementAndGet(second());
    }

    void unlinked() {
        linked.decrementAndGet();
        losses.increment();
    }

    /** The longest time between a link's loss and its return since this was asked last, in nanoseconds. */
    long takeLongestAway() {
        return longestAway.getAndSet(0);
    }

    void lost(String reason) {
        reasons.computeIfAbsent(reason, key -> new LongAdder()).increment();
    }

    void refused() {
        refusals.increment();
    }

    void frame() {
        frames.increment();
    }

    void handedOver() {
        histories.increment();
    }

    void stored() {
        stored.increment();
    }

    /** A number from 1 on for the frame that is sent now. */
    long marker() {
        long marker = lastMarker.incrementAndGet();
        sent.set((int) (marker % REMEMBERED), System.nanoTime());
        return marker;
    }

    /** When the frame with this marker was sent, the first time that this is asked; else 0. */
    long takeSent(long marker) {
        boolean known = marker > 0 && marker <= lastMarker.get() && marker > lastMarker.get() - REMEMBERED;
        return known ? sent.getAndSet((int) (marker % REMEMBERED), 0) : 0;
    }

    Map<String, LongAdder> reasons() {
        return reasons;
    }

    int mostAttempts(int fromSecond) {
        return most(attempts, fromSecond);
    }

    int mostConnections(int fromSecond) {
        return most(connections, fromSecond);
    }

    int mostWelcomes(int fromSecond) {
        return most(welcomes, fromSecond);
    }

    /** Connections that were made, welcomes in brackets: one figure a second. */
    String bySecond(int fromSecond) {
        StringBuilder text = new StringBuilder();
        for (int i = fromSecond; i <= second(); i++) {
            text.append(connections.get(i)).append('(').append(welcomes.get(i)).append(") ");
        }
        return text.toString().trim();
    }

    private int most(AtomicIntegerArray perSecond, int fromSecond) {
        int[] values = new int[second() + 1 - fromSecond];
        Arrays.setAll(values, i -> perSecond.get(fromSecond + i));
        return Arrays.stream(values).max().orElse(0);
    }
}
