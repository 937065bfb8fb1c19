package io.ftpcluster.master.files.relay;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The pipes of one loop. A few are large, which saves system calls where a transfer is fast; without a privilege the
 * system gives all of a user's pipes together 64 MiB by default and makes those beyond it tiny. Empty ones are kept.
 */
final class Pipes {

    /** What the system allows without a privilege (/proc/sys/fs/pipe-max-size). */
    private static final int LARGE = 1 << 20;
    private static final int ORDINARY = 1 << 16;
    private static final int MOST_LARGE = 8;
    private static final int MOST_SPARE = 64;

    private final Posix posix;
    private final Deque<Pipe> spareLarge = new ArrayDeque<>();
    private final Deque<Pipe> spare = new ArrayDeque<>();
    private int large;

    Pipes(Posix posix) {
        this.posix = posix;
    }

    /** One pipe: bytes go in at one end and come out at the other. */
    record Pipe(int out, int in, int capacity) {

        boolean isLarge() {
            return capacity == LARGE;
        }
    }

    Pipe take() throws IOException {
        Pipe kept = spareLarge.isEmpty() ? null : spareLarge.pop();
        if (kept == null && large >= MOST_LARGE) {
            kept = spare.poll();
        }
        return kept == null ? make() : kept;
    }

    private Pipe make() throws IOException {
        int[] ends = posix.pipe();
        if (large < MOST_LARGE && posix.setPipeSize(ends[1], LARGE) >= LARGE) {
            large++;
            return new Pipe(ends[0], ends[1], LARGE);
        }
        return new Pipe(ends[0], ends[1], ORDINARY);
    }

    /** @param empty whether nothing is left in it; else it must not be used again */
    void giveBack(Pipe pipe, boolean empty) {
        if (empty && pipe.isLarge()) {
            spareLarge.push(pipe);
        } else if (empty && spare.size() < MOST_SPARE) {
            spare.push(pipe);
        } else {
            large -= pipe.isLarge() ? 1 : 0;
            end(pipe);
        }
    }

    private void end(Pipe pipe) {
        posix.close(pipe.in());
        posix.close(pipe.out());
    }

    void close() {
        spareLarge.forEach(this::end);
        spare.forEach(this::end);
        spareLarge.clear();
        spare.clear();
    }
}
