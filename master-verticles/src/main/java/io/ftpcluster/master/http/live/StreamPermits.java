package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many live streams are open on this node, in all and of each account; whoever comes last is refused. Thread-safe. */
final class StreamPermits {

    /** An open page holds one; it closes it when nobody looks. */
    private static final int MOST = 5_000;
    /** A tab that is closed gives its permit back at once, one whose client is gone at the next beat or two. */
    private static final int RETRY_AFTER_SECONDS = 30;
    private static final int SOON_SECONDS = 5;

    private final int perUser;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();

    StreamPermits(int perUser) {
        this.perUser = perUser;
    }

    /** Fails THROTTLED for an account that has too many, UNAVAILABLE when all permits are taken. */
    void take(String user) {
        if (byUser.merge(user, 1, Integer::sum) > perUser) {
            giveBackOf(user);
            throw Failure.of(FailureCode.THROTTLED, "Your account has " + perUser
                    + " live streams open, which is the most for one. Close some pages or programs that show live states.")
                    .retryAfter(RETRY_AFTER_SECONDS)
                    .exception();
        }
        if (taken.incrementAndGet() > MOST) {
            giveBack(user);
            throw Failure.of(FailureCode.UNAVAILABLE, "Too many live streams are open.")
                    .retryAfter(SOON_SECONDS)
                    .exception();
        }
    }

    void giveBack(String user) {
        taken.decrementAndGet();
        giveBackOf(user);
    }

    private void giveBackOf(String user) {
        byUser.computeIfPresent(user, (key, number) -> number == 1 ? null : number - 1);
    }

    int taken() {
        return taken.get();
    }
}
